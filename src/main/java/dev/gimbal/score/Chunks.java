package dev.gimbal.score;

/**
 * Cuts a block of a map into chunks for {@link ChunkLoops}: as many whole rows as fit, or, where a
 * row does not fit, equal pieces of one row. A chunk begins and ends with a cell, so that its j-th
 * value belongs to channel j mod block.
 */
final class Chunks {
  private final MapShape shape;
  private final int rows;
  private final int pieces;

  Chunks(MapShape shape) {
    this.shape = shape;
    int rowValues = shape.width() * shape.block();
    rows = Math.max(1, Math.min(shape.height(), ChunkLoops.SIZE / rowValues));
    int fitting = Math.max(1, ChunkLoops.SIZE / shape.block());
    pieces = rows > 1 ? 1 : (shape.width() + fitting - 1) / fitting;
  }

  MapShape shape() {
    return shape;
  }

  int count() {
    return (shape.height() + rows - 1) / rows * pieces;
  }

  /** Pieces that a row is cut into; 1 where chunks hold whole rows. */
  int pieces() {
    return pieces;
  }

  int piece(int chunk) {
    return chunk % pieces;
  }

  int firstRow(int chunk) {
    return chunk / pieces * rows;
  }

  int rows(int chunk) {
    return Math.min(rows, shape.height() - firstRow(chunk));
  }

  int firstColumn(int chunk) {
    return piece(chunk) * shape.width() / pieces;
  }

  int columns(int chunk) {
    return (piece(chunk) + 1) * shape.width() / pieces - firstColumn(chunk);
  }

  /** First value of a chunk within its block. */
  int from(int chunk) {
    return (firstRow(chunk) * shape.width() + firstColumn(chunk)) * shape.block();
  }

  /** Values of a chunk. */
  int size(int chunk) {
    return rows(chunk) * columns(chunk) * shape.block();
  }

  /** Values of the largest chunk. */
  int most() {
    int columns = (shape.width() + pieces - 1) / pieces;
    return rows * columns * shape.block();
  }
}
