package dev.gimbal.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Shuffles by seed and spreads every class evenly over the order, so that any prefix holds the
 * classes in about their shares. Unlabelled images are one class.
 */
final class PlanOrder {
  private PlanOrder() {}

  private record Place(double position, int index) {}

  static List<Integer> of(List<OptionalInt> labels, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < labels.size(); i++) {
      classes.computeIfAbsent(labels.get(i).orElse(-1), k -> new ArrayList<>()).add(i);
    }
    List<Place> places = new ArrayList<>();
    for (List<Integer> members : classes.values()) {
      for (int i = members.size() - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = members.get(i);
        members.set(i, members.get(j));
        members.set(j, swapped);
      }
      double offset = random.nextDouble();
      for (int k = 0; k < members.size(); k++) {
        places.add(new Place((k + offset) / members.size(), members.get(k)));
      }
    }
    places.sort(Comparator.comparingDouble(Place::position).thenComparingInt(Place::index));
    return places.stream().map(Place::index).toList();
  }
}
