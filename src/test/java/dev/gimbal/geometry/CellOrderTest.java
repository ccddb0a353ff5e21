package dev.gimbal.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every order of the same map is rolled alike. */
class CellOrderTest {
  static Stream<CellOrder> orders() {
    return Stream.of(
        CellOrder.planes(6, 3, 4),
        new CellOrder(1, 1, 6, 3, 4, true),
        new CellOrder(2, 3, 1, 3, 4, true),
        new CellOrder(3, 1, 2, 3, 4, false),
        new CellOrder(1, 2, 3, 3, 4, false));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void aRollMovesEveryChannelOfACellAlike(CellOrder order) {
    float[] from = new float[order.elements()];
    for (int plane = 0; plane < from.length; plane++) {
      from[order.ofPlanes(plane)] = plane;
    }
    float[] to = new float[from.length];
    order.roll(from, to, -2, 5);
    for (int plane = 0; plane < from.length; plane++) {
      int channel = plane / 12;
      int row = Math.floorMod(plane % 12 / 4 - 2, 3);
      int column = Math.floorMod(plane % 4 + 5, 4);
      assertThat(to[order.ofPlanes(channel * 12 + row * 4 + column)]).isEqualTo(plane);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void placesAndCellsAgree(CellOrder order) {
    for (int plane = 0; plane < order.elements(); plane++) {
      int place = order.ofPlanes(plane);
      assertThat(order.channel(place)).isEqualTo(plane / 12);
      assertThat(order.cell(place)).isEqualTo(plane % 12);
    }
  }
}
