package dev.gimbal.engine;

import dev.gimbal.runtime.ModelSession;
import java.util.List;

/**
 * What both passes need to know; immutable and shared by all workers.
 *
 * @param session the network with every watched layer exposed
 * @param layers what is watched; layer 0 is the input
 * @param outputLayers which of them are the model's outputs
 * @param families the distinct families of the probes, in order of appearance
 * @param imageCount images measured
 * @param noiseImages how many of the first images measure the noise floor
 * @param phaseImages how many of the first images measure the interpolation floor
 */
record Campaign(
    ModelSession session,
    NetworkInput input,
    List<WatchedLayer> layers,
    List<Integer> outputLayers,
    List<MeasuredProbe> probes,
    List<String> families,
    AlignmentTable alignments,
    PhaseTable phases,
    int imageCount,
    int noiseImages,
    int phaseImages,
    long seed) {
  int family(int probe) {
    return families.indexOf(probes.get(probe).info().family());
  }
}
