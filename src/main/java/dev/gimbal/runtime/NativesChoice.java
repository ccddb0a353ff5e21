package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Which build of the native libraries to load.
 *
 * @param build the one to load
 * @param reason why, a clause
 * @param withoutCuda where the CPU's was taken although CUDA was wanted: what the machine lacks
 */
record NativesChoice(NativesBuild build, String reason, Optional<String> withoutCuda) {
  private static final String GPU_PLATFORM = "linux-x64";

  /** CUDA 13 needs a driver of this major version or newer. */
  private static final int DRIVER_OF_CUDA_13 = 580;

  NativesChoice {
    Objects.requireNonNull(build);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(withoutCuda);
  }

  /**
   * Chooses.
   *
   * @param override what GIMBAL_NATIVES says; empty for nothing
   * @param candidates builds that the provider asked for could use, the best first; none for the
   *     CPU
   * @param driver major version of NVIDIA's driver, if known
   * @throws InputException for an unknown override, or one that the platform cannot have
   */
  static NativesChoice of(
      String override,
      List<NativesBuild> candidates,
      Platform platform,
      SharedLibraries libraries,
      OptionalInt driver) {
    boolean possible = platform.id().equals(GPU_PLATFORM) && !platform.musl();
    if (!override.isEmpty()) {
      return overridden(override, possible, platform);
    }
    if (candidates.isEmpty()) {
      return new NativesChoice(NativesBuild.CPU, "CUDA is not asked for", Optional.empty());
    }
    if (!possible) {
      return cpu("there are natives with CUDA for " + GPU_PLATFORM + " only");
    }
    return detected(candidates, libraries, driver);
  }

  /** Whether GIMBAL_NATIVES decided. */
  boolean overridden() {
    return reason.contains(NativesBuild.VARIABLE);
  }

  /** This choice, or the CPU's where the machine decided for natives that are not there yet. */
  NativesChoice unlessToBeFetched(Predicate<NativesBuild> isThere) {
    return build == NativesBuild.CPU || overridden() || isThere.test(build)
        ? this
        : cpu("the " + build.title() + " natives are not fetched yet");
  }

  private static NativesChoice overridden(String override, boolean possible, Platform platform) {
    NativesBuild build =
        NativesBuild.of(override)
            .orElseThrow(
                () ->
                    InputException.arguments(
                        NativesBuild.VARIABLE
                            + " is '"
                            + override
                            + "'; expected "
                            + String.join(", ", NativesBuild.ids())
                            + ".",
                        "Unset it to let the machine's libraries decide."));
    if (build != NativesBuild.CPU && !possible) {
      throw InputException.input(
          NativesBuild.VARIABLE
              + " is '"
              + override
              + "', but there are natives with CUDA for "
              + GPU_PLATFORM
              + " only, and this is "
              + platform.id()
              + ".",
          "Unset " + NativesBuild.VARIABLE + ".");
    }
    String reason = "chosen by " + NativesBuild.VARIABLE + "=" + override;
    Optional<String> without =
        build == NativesBuild.CPU
            ? Optional.of(NativesBuild.VARIABLE + "=cpu asks for natives without CUDA")
            : Optional.empty();
    return new NativesChoice(build, reason, without);
  }

  private static NativesChoice detected(
      List<NativesBuild> candidates, SharedLibraries libraries, OptionalInt driver) {
    boolean old = driver.isPresent() && driver.getAsInt() < DRIVER_OF_CUDA_13;
    List<NativesBuild> order = new ArrayList<>(candidates);
    if (old && order.remove(NativesBuild.CUDA13)) {
      order.add(NativesBuild.CUDA13);
    }
    Optional<String> lacking = Optional.empty();
    for (NativesBuild build : order) {
      if (libraries.find(build.mark()).isPresent()) {
        List<String> missing = libraries.missing(build.needs());
        if (missing.isEmpty()) {
          return new NativesChoice(build, "for " + build.mark(), Optional.empty());
        }
        lacking = lacking.or(() -> Optional.of(are(missing) + " missing (" + build.title() + ")"));
      }
    }
    return cpu(lacking.orElseGet(() -> nothing(candidates, libraries)));
  }

  private static String nothing(List<NativesBuild> candidates, SharedLibraries libraries) {
    List<String> missing = libraries.missing(List.of("libcuda.so.1"));
    return (missing.isEmpty() ? "" : "libcuda.so.1 (NVIDIA's driver) is missing, and ")
        + (candidates.size() > 1
            ? "neither libcublas.so.13 nor libcublas.so.12 is found"
            : candidates.get(0).mark() + " is not found");
  }

  private static String are(List<String> names) {
    return String.join(", ", names) + (names.size() == 1 ? " is" : " are");
  }

  private static NativesChoice cpu(String withoutCuda) {
    return new NativesChoice(NativesBuild.CPU, "no CUDA here", Optional.of(withoutCuda));
  }
}
