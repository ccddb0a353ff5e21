package dev.gimbal.graph;

/** ONNX element types, by their number in the format. */
public enum ElementType {
  UNDEFINED(0, "undefined"),
  FLOAT32(1, "float32"),
  UINT8(2, "uint8"),
  INT8(3, "int8"),
  UINT16(4, "uint16"),
  INT16(5, "int16"),
  INT32(6, "int32"),
  INT64(7, "int64"),
  STRING(8, "string"),
  BOOL(9, "bool"),
  FLOAT16(10, "float16"),
  FLOAT64(11, "float64"),
  UINT32(12, "uint32"),
  UINT64(13, "uint64"),
  COMPLEX64(14, "complex64"),
  COMPLEX128(15, "complex128"),
  BFLOAT16(16, "bfloat16"),
  OTHER(-1, "a type that Gimbal does not know");

  private final int number;
  private final String id;

  ElementType(int number, String id) {
    this.number = number;
    this.id = id;
  }

  /** The type with this number; {@link #OTHER} for newer ones. */
  public static ElementType of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }

  /** The type with this {@link #id()}; {@link #OTHER} for unknown ones. */
  public static ElementType named(String id) {
    for (ElementType type : values()) {
      if (type.id.equals(id)) {
        return type;
      }
    }
    return OTHER;
  }

  /** Bits an element takes in a file, by its number in the format; 0 for text and unknown types. */
  static int bits(int number) {
    return switch (number) {
      case 2, 3, 9, 17, 18, 19, 20, 24 -> 8;
      case 4, 5, 10, 16 -> 16;
      case 1, 6, 12 -> 32;
      case 7, 11, 13, 14 -> 64;
      case 15 -> 128;
      case 21, 22, 23 -> 4;
      case 25, 26 -> 2;
      default -> 0;
    };
  }

  public int number() {
    return number;
  }

  public String id() {
    return id;
  }

  /** Whether a tensor of this type can be scored. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT16 || this == FLOAT64;
  }
}
