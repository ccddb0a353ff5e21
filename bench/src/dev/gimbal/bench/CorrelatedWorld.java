package dev.gimbal.bench;

import dev.gimbal.stats.DropTest;
import dev.gimbal.stats.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two audits of the same images whose true drops are known: 50 layers, 100 probes in four families.
 * What an image changes in a layer under a probe is half the sum of a part that the image has
 * everywhere, one of its layer, one of its probe (each of variance 1, with the world's tail) and
 * one of its own (uniform), times 0.02.
 */
final class CorrelatedWorld {
  /** Which scores fall, and by how much. */
  interface Fall {
    double of(int layer, int family);
  }

  /** How the shared parts are distributed over images. */
  enum Tail {
    NORMAL("normal") {
      @Override
      double draw(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
            * Math.cos(2 * Math.PI * random.nextDouble());
      }
    },
    GAINS("few images gain much (exponential)") {
      @Override
      double draw(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble()) - 1;
      }
    },
    LOSSES("few images lose much (exponential)") {
      @Override
      double draw(SplittableRandom random) {
        return -GAINS.draw(random);
      }
    },
    RARE_GAINS("one image in ten gains, exponentially") {
      @Override
      double draw(SplittableRandom random) {
        double change = random.nextDouble() < RARE ? -Math.log(1 - random.nextDouble()) : 0;
        return (change - RARE) / RARE_DEVIATION;
      }
    },
    RARE_LOSSES("one image in ten loses, exponentially") {
      @Override
      double draw(SplittableRandom random) {
        return -RARE_GAINS.draw(random);
      }
    };

    private static final double RARE = 0.1;

    /** √(0.1·2 − 0.1²). */
    private static final double RARE_DEVIATION = Math.sqrt(2 * RARE - RARE * RARE);

    private final String words;

    Tail(String words) {
      this.words = words;
    }

    /** One number of mean 0 and variance 1. */
    abstract double draw(SplittableRandom random);

    @Override
    public String toString() {
      return words;
    }
  }

  static final int LAYERS = 50;
  static final int FAMILIES = 4;
  private static final int PROBES = 100;
  private static final int MEMBERS = PROBES / FAMILIES;
  private static final double SPREAD = 0.02;

  private final Tail tail;
  private final int images;
  private final Sums single = new Sums(LAYERS * PROBES);
  private final Sums main = new Sums(LAYERS * FAMILIES);

  CorrelatedWorld(Tail tail, int images) {
    this.tail = tail;
    this.images = images;
  }

  /** Sums over images of powers of each score's change. */
  private record Sums(double[] first, double[] second, double[] third) {
    Sums(int scores) {
      this(new double[scores], new double[scores], new double[scores]);
    }

    void clear() {
      Arrays.fill(first, 0);
      Arrays.fill(second, 0);
      Arrays.fill(third, 0);
    }

    void add(int at, double change) {
      first[at] += change;
      second[at] += change * change;
      third[at] += change * change * change;
    }

    PairedDifference difference(int at, double fall, int images) {
      double mean = first[at] / images;
      double squares = second[at] - images * mean * mean;
      double cubes = third[at] - 3 * mean * second[at] + 2 * images * mean * mean * mean;
      return PairedDifference.ofInfluences(mean - fall, squares, cubes, 0, images).orElseThrow();
    }
  }

  /** Measures the next images. */
  void draw(SplittableRandom random) {
    single.clear();
    main.clear();
    double[] probes = new double[PROBES];
    for (int image = 0; image < images; image++) {
      double common = tail.draw(random);
      for (int probe = 0; probe < PROBES; probe++) {
        probes[probe] = tail.draw(random);
      }
      for (int layer = 0; layer < LAYERS; layer++) {
        layer(layer, common + tail.draw(random), probes, random);
      }
    }
  }

  private void layer(int layer, double shared, double[] probes, SplittableRandom random) {
    for (int family = 0; family < FAMILIES; family++) {
      double sum = 0;
      for (int probe = family * MEMBERS; probe < (family + 1) * MEMBERS; probe++) {
        double own = 2 * random.nextDouble() - 1;
        double change = SPREAD * 0.5 * (shared + probes[probe] + own);
        single.add(layer * PROBES + probe, change);
        sum += change;
      }
      main.add(layer * FAMILIES + family, sum / MEMBERS);
    }
  }

  /** What the gate's test says of these images where scores fall: main ones first. */
  List<DropTest.Ruling> test(DropTest test, Fall fall) {
    List<PairedDifference> means = new ArrayList<>();
    List<PairedDifference> probes = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int family = 0; family < FAMILIES; family++) {
        double here = fall.of(layer, family);
        means.add(main.difference(layer * FAMILIES + family, here, images));
        for (int probe = family * MEMBERS; probe < (family + 1) * MEMBERS; probe++) {
          probes.add(single.difference(layer * PROBES + probe, here, images));
        }
      }
    }
    return test.of(means, probes);
  }
}
