package dev.gimbal.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * Hands results to a consumer in plan order, whatever order workers finish in, so that the number
 * of threads cannot change a bit of any sum.
 */
final class InPlanOrder<T> {
  private final Map<Integer, T> waiting = new HashMap<>();
  private final ObjIntConsumer<T> consumer;
  private int next;

  InPlanOrder(ObjIntConsumer<T> consumer) {
    this.consumer = consumer;
  }

  synchronized void submit(int index, T result) {
    waiting.put(index, result);
    T ready = waiting.remove(next);
    while (ready != null) {
      consumer.accept(ready, next);
      next++;
      ready = waiting.remove(next);
    }
  }
}
