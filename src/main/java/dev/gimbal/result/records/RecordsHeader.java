package dev.gimbal.result.records;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.OutputResult;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the start of a records file and holds every count in it against the result. */
final class RecordsHeader {
  static final String REMEDY =
      "Audit again, or take the result together with the records that were written with it.";

  private final String name;
  private final AuditResult result;

  RecordsHeader(String name, AuditResult result) {
    this.name = name;
    this.result = result;
  }

  RecordLayout read(DataInputStream in) throws IOException {
    byte[] magic = RecordsFormat.magic();
    if (!Arrays.equals(in.readNBytes(magic.length), magic)) {
      throw broken(name, "it does not start as one");
    }
    int version = in.readUnsignedShort();
    if (version != RecordsFormat.VERSION) {
      throw InputException.input(
          name
              + " is a records file of version "
              + version
              + "; this Gimbal reads version "
              + RecordsFormat.VERSION
              + ".",
          "Audit again with this version.");
    }
    String planHash = in.readUTF();
    if (!planHash.equals(result.plan().planHash())) {
      throw broken(name, "its plan is not the result's");
    }
    int images = require("images", in.readInt(), result.plan().images());
    int probes = require("probes", in.readInt(), result.probes().size());
    int layers = require("layers", in.readInt(), result.layers().size());
    int outputs = require("outputs", in.readInt(), result.outputs().size());
    int blockImages = in.readInt();
    RecordLayout layout =
        layout(planHash, images, probes, layers(in, layers), outputs(in, outputs));
    require("images a block", blockImages, layout.blockImages());
    return layout;
  }

  private RecordLayout layout(
      String planHash, int images, int probes, List<LayerForm> layers, List<OutputForm> outputs) {
    try {
      return new RecordLayout(planHash, images, probes, layers, outputs);
    } catch (IllegalArgumentException e) {
      throw broken(name, String.valueOf(e.getMessage()), e);
    }
  }

  private int require(String what, int found, int expected) {
    if (found != expected) {
      throw broken(name, "it has " + found + " " + what + ", the result has " + expected);
    }
    return found;
  }

  private List<LayerForm> layers(DataInputStream in, int count) throws IOException {
    List<LayerForm> forms = new ArrayList<>();
    for (int layer = 0; layer < count; layer++) {
      forms.add(form(LayerForm.values(), in.readUnsignedByte(), "layer " + layer));
    }
    return forms;
  }

  private List<OutputForm> outputs(DataInputStream in, int count) throws IOException {
    List<OutputForm> forms = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      OutputForm found = form(OutputForm.values(), in.readUnsignedByte(), "output " + output);
      OutputResult stated = result.outputs().get(output);
      if (found != OutputForm.ofKind(stated.kind())) {
        throw broken(name, "output " + output + " is not of the kind " + stated.kind());
      }
      forms.add(found);
    }
    return forms;
  }

  private <T> T form(T[] known, int found, String what) {
    if (found >= known.length) {
      throw broken(name, what + " has the unknown form " + found);
    }
    return known[found];
  }

  static InputException broken(String name, String why) {
    return InputException.input(name + " cannot be used as records: " + why + ".", REMEDY);
  }

  static InputException broken(String name, String why, Throwable cause) {
    return InputException.input(name + " cannot be used as records: " + why + ".", REMEDY, cause);
  }
}
