package dev.gimbal.graph.operator;

import dev.gimbal.geometry.BlockShuffle;
import dev.gimbal.graph.operator.Axis.Factor;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Rows or columns that a reshape cut into blocks. Exporters write SpaceToDepth, DepthToSpace and
 * the windows of window attention as Reshape, Transpose, Reshape.
 */
final class Blocks {
  private static final List<Role> PLACES = List.of(Role.Y, Role.X);

  private Blocks() {}

  /** The signal with blocks that went into channels, or channels that became cells, resolved. */
  static Signal resolved(Signal signal) {
    Signal out = signal;
    for (Role role : PLACES) {
      out = intoChannels(out, role);
      if (out.axes().size() == 4) {
        out = outOfChannels(out, role, role == Role.Y ? 2 : 3);
        out = outOfChannels(out, role, role == Role.Y ? 1 : 2);
      }
    }
    return out;
  }

  /** One cell a block in an axis of places, and what is inside the block in an axis of channels. */
  private static Signal intoChannels(Signal signal, Role role) {
    int blocks = indexOf(signal, axis -> axis.isFlattenedSpace() && every(axis, role).isPresent());
    if (blocks < 0) {
      return signal;
    }
    Factor every = every(signal.axes().get(blocks), role).orElseThrow();
    Factor inside = new Factor(role, every.step(), 1, every.whole());
    int channels =
        indexOf(signal, axis -> axis.has(Role.CHANNEL) && axis.factors().contains(inside));
    if (channels < 0) {
      return signal;
    }
    Axis cells = replaced(signal.axes().get(blocks), every, new Factor(role, every.size()));
    Axis mixed =
        replaced(signal.axes().get(channels), inside, new Factor(Role.CHANNEL, inside.size()));
    Signal out = signal.withAxes(signal.axesWith(blocks, cells));
    out = out.withAxes(out.axesWith(channels, mixed));
    return out.withSpan(role, shuffled(signal.span(role), new BlockShuffle(every.step(), false)));
  }

  private static Optional<Factor> every(Axis axis, Role role) {
    return axis.factors().stream().filter(f -> f.role() == role && f.isEveryBlock()).findFirst();
  }

  private static int indexOf(Signal signal, Predicate<Axis> wanted) {
    return IntStream.range(0, signal.axes().size())
        .filter(i -> wanted.test(signal.axes().get(i)))
        .findFirst()
        .orElse(-1);
  }

  private static Axis replaced(Axis axis, Factor old, Factor by) {
    return new Axis(axis.factors().stream().map(f -> f.equals(old) ? by : f).toList());
  }

  /** Channels became neighbouring cells of an axis. */
  private static Signal outOfChannels(Signal signal, Role role, int index) {
    Axis axis = signal.axes().get(index);
    List<Factor> factors = axis.factors();
    boolean mixed =
        factors.size() > 1
            && factors.get(0).role() == role
            && !factors.get(0).isPart()
            && factors.stream().skip(1).allMatch(f -> f.role() == Role.CHANNEL);
    if (!mixed) {
      return signal;
    }
    int block = axis.size() / factors.get(0).size();
    Signal out = signal.withAxes(signal.axesWith(index, Axis.of(role, axis.size())));
    return out.withSpan(role, shuffled(signal.span(role), new BlockShuffle(block, true)));
  }

  /** What an operator that mixes the cells of a block with each other does to the spans. */
  static Signal mixed(Signal signal, Axis mixed) {
    Signal out = signal;
    for (Role role : PLACES) {
      Optional<Factor> inside =
          mixed.factors().stream().filter(f -> f.role() == role && f.isPart()).findFirst();
      if (inside.isPresent()) {
        if (!inside.get().isBlock()) {
          throw new NotDerivable("cells of different blocks are mixed");
        }
        Span span = shuffled(out.span(role), new BlockShuffle(inside.get().size(), false));
        out = out.withSpan(role, shuffled(span, new BlockShuffle(inside.get().size(), true)));
      }
    }
    return out;
  }

  private static Span shuffled(Span span, BlockShuffle shuffle) {
    return span instanceof Span.Known known
        ? new Span.Known(shuffle.apply(known.geometry()))
        : span;
  }
}
