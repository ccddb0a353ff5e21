package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.graph.Layer;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.SeenImage;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.PicturePair;
import dev.gimbal.result.PicturePair.LayerMaps;
import dev.gimbal.score.OutputAudit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * After an audit: runs the few images again whose answers changed most, and takes pictures of them,
 * of what they were answered, and of a few layers. Two forward passes a pair, on one thread.
 */
public final class PicturePass {
  /** Pairs shown at most. */
  static final int MOST_PAIRS = 8;

  /** Longest side of a picture, pixels. */
  static final int LONGEST_SIDE = 160;

  /** Base64 characters of all pictures together; what goes beyond is left out. */
  static final int BUDGET = 1_500_000;

  /** Of them, what feature maps may take. */
  static final int MAPS_BUDGET = 500_000;

  /** Longest side of a feature map's picture, pixels. */
  static final int LONGEST_MAP_SIDE = 112;

  /** Changes below this share are not worth a picture: of probability, positions, or D. */
  private static final double LEAST_CHANGE = 1e-3;

  private final ExposedSession exposed;
  private final NetworkInput input;
  private final List<WatchedLayer> layers;
  private final List<Integer> outputLayers;
  private final List<MeasuredProbe> probes;
  private final MapPictures drawer = new MapPictures(LONGEST_MAP_SIDE);

  /**
   * Prepares.
   *
   * @param exposed the session that was measured
   * @param layers what was watched
   * @param outputLayers which of them are outputs
   */
  public PicturePass(
      ExposedSession exposed,
      NetworkInput input,
      List<Layer> layers,
      List<Integer> outputLayers,
      List<MeasuredProbe> probes) {
    this.exposed = exposed;
    this.input = input;
    this.layers = exposed.watch(layers);
    this.outputLayers = List.copyOf(outputLayers);
    this.probes = List.copyOf(probes);
  }

  /**
   * Takes the pictures.
   *
   * @param feed the images that were measured
   * @param audits what the outputs said, one an output
   * @param classNames by the output's name; a list of another length than its classes names nothing
   * @throws InterruptedException when the thread was interrupted
   */
  public List<PicturePair> take(
      ImageFeed feed,
      Preprocessing preprocessing,
      OutputAudits audits,
      Measurement measurement,
      Map<String, List<String>> classNames)
      throws InterruptedException {
    List<LayerInfo> outputs = outputLayers.stream().map(measurement.layers()::get).toList();
    ToldAnswers told = new ToldAnswers(audits.all(), outputs, classNames);
    OptionalInt leading = told.leading();
    if (leading.isEmpty()) {
      return List.of();
    }
    OutputAudit output = audits.all().get(leading.getAsInt());
    double least = told.least(leading.getAsInt(), LEAST_CHANGE);
    List<WorstPairs.Choice> choices =
        new WorstPairs(output, probes, feed.size(), least).choose(MOST_PAIRS);
    List<Integer> shown = PictureLayers.of(layers, measurement);
    List<PicturePair> pairs = new ArrayList<>();
    Set<String> families = new HashSet<>();
    int left = BUDGET;
    int leftForMaps = MAPS_BUDGET;
    try (LayerReader reader = new LayerReader(exposed.session(), input, layers)) {
      for (WorstPairs.Choice choice : choices) {
        boolean first = families.add(probes.get(choice.probe()).info().family());
        List<Integer> mapped = first ? shown : List.of();
        ImageFeed.Frame frame = feed.frame(choice.image());
        Shot before = shot(reader, mapped, frame::reference);
        Shot after = shot(reader, mapped, target -> frame.probed(choice.probe(), target));
        List<LayerMaps> maps = maps(choice, mapped, before, after, leftForMaps);
        PicturePair pair = pair(choice, feed, preprocessing, told, before, after, maps);
        left -= characters(pair);
        leftForMaps -= characters(maps);
        if (left < 0) {
          break;
        }
        pairs.add(pair);
      }
    } catch (CancellationException e) {
      Thread.interrupted();
      throw new InterruptedException();
    }
    return pairs;
  }

  /**
   * What the network made of one picture.
   *
   * @param image in network units
   * @param outputs values an output
   * @param maps planes of each layer that is drawn
   */
  private record Shot(float[] image, List<float[]> outputs, List<float[]> maps) {}

  private Shot shot(LayerReader reader, List<Integer> mapped, Consumer<float[]> render) {
    float[] image = new float[input.elements()];
    render.accept(image);
    reader.run(image);
    return new Shot(image, planes(reader, outputLayers), planes(reader, mapped));
  }

  private List<float[]> planes(LayerReader reader, List<Integer> wanted) {
    List<float[]> all = new ArrayList<>();
    for (int layer : wanted) {
      float[] planes = new float[layers.get(layer).shape().elements()];
      reader.readPlanes(layer, planes);
      all.add(planes);
    }
    return all;
  }

  private List<LayerMaps> maps(
      WorstPairs.Choice choice, List<Integer> mapped, Shot before, Shot after, int budget) {
    List<LayerMaps> maps = new ArrayList<>();
    for (int k = 0; k < mapped.size(); k++) {
      WatchedLayer layer = layers.get(mapped.get(k));
      Optional<Alignment> alignment =
          layer.geometry().map(g -> Alignment.of(g, probes.get(choice.probe()).motion()));
      drawer
          .of(mapped.get(k), layer.shape(), before.maps().get(k), after.maps().get(k), alignment)
          .filter(drawn -> characters(maps) + characters(List.of(drawn)) <= budget)
          .ifPresent(maps::add);
    }
    return maps;
  }

  private static PicturePair pair(
      WorstPairs.Choice choice,
      ImageFeed feed,
      Preprocessing preprocessing,
      ToldAnswers told,
      Shot before,
      Shot after,
      List<LayerMaps> maps) {
    OptionalInt label = feed.label(choice.image());
    return new PicturePair(
        choice.image(),
        withoutFolders(feed.name(choice.image())),
        label.isPresent() ? Optional.of(label.getAsInt()) : Optional.empty(),
        label.isPresent() ? told.labelName(label.getAsInt()) : Optional.empty(),
        choice.probe(),
        choice.reason(),
        MapPictures.png(SeenImage.png(before.image(), preprocessing, LONGEST_SIDE)),
        MapPictures.png(SeenImage.png(after.image(), preprocessing, LONGEST_SIDE)),
        told.of(choice.probe(), before.outputs(), after.outputs()),
        maps);
  }

  private static String withoutFolders(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  private static int characters(PicturePair pair) {
    return pair.reference().base64().length()
        + pair.probed().base64().length()
        + characters(pair.maps());
  }

  private static int characters(List<LayerMaps> all) {
    int characters = 0;
    for (LayerMaps maps : all) {
      characters +=
          maps.before().base64().length()
              + maps.after().base64().length()
              + maps.movedBack().map(png -> png.base64().length()).orElse(0)
              + maps.difference().base64().length();
    }
    return characters;
  }
}
