package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;

/**
 * Builds a graph of operators and writes it as an ONNX model: a protocol-buffer message of IR version 8 and operator
 * set 17, which runtimes since 2022 read. The field numbers are those of {@code onnx.proto3}. Nodes are added in the
 * order in which they are computed.
 */
public final class OnnxGraph {
    /** Stands for the batch dimension, which is known only when the model runs. */
    public static final long BATCH = -1;

    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    private static final String BATCH_NAME = "batch";

    private enum Element {
        FLOAT(1),
        INT64(7);

        private final int code;

        Element(int code) {
            this.code = code;
        }
    }

    private enum Kind {
        FLOAT(1),
        INT(2),
        STRING(3),
        INTS(7);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private final String name;
    private final List<byte[]> nodes = new ArrayList<>();
    private final List<byte[]> initializers = new ArrayList<>();
    private final List<byte[]> inputs = new ArrayList<>();
    private final List<byte[]> outputs = new ArrayList<>();

    public OnnxGraph(String name) {
        this.name = name;
    }

    /** Declares a float input; {@code shape} may hold {@link #BATCH}. */
    public void input(String input, long... shape) {
        inputs.add(value(input, shape));
    }

    /** Declares a float output; {@code shape} may hold {@link #BATCH}. */
    public void output(String output, long... shape) {
        outputs.add(value(output, shape));
    }

    /** A constant of floats, row-major. */
    public String constant(String constant, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return constant(constant, Element.FLOAT, raw, shape);
    }

    /** A constant of integers, row-major. */
    public String constant(String constant, long[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return constant(constant, Element.INT64, raw, shape);
    }

    /**
     * Adds an operator.
     *
     * @param attributes by name: a {@link Double} becomes a float, a {@link Long} an integer; a {@link String} and a
     *     {@code long[]} keep their type
     */
    public void node(String operator, List<String> from, String to, Map<String, Object> attributes) {
        nodes.add(message(out -> {
            for (String input : from) {
                out.writeString(1, input);
            }
            out.writeString(2, to);
            out.writeString(3, to);
            out.writeString(4, operator);
            for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
                out.writeByteArray(5, attribute(attribute.getKey(), attribute.getValue()));
            }
        }));
    }

    /**
     * Writes the model.
     *
     * @param producerVersion the version of this program
     * @param metadata texts that runtimes show on request
     */
    public void write(OutputStream target, String producerVersion, String documentation, Map<String, String> metadata)
            throws IOException {
        byte[] graph = message(out -> {
            for (byte[] node : nodes) {
                out.writeByteArray(1, node);
            }
            out.writeString(2, name);
            for (byte[] initializer : initializers) {
                out.writeByteArray(5, initializer);
            }
            for (byte[] input : inputs) {
                out.writeByteArray(11, input);
            }
            for (byte[] output : outputs) {
                out.writeByteArray(12, output);
            }
        });
        target.write(message(out -> {
            out.writeInt64(1, IR_VERSION);
            out.writeString(2, "facet");
            out.writeString(3, producerVersion);
            out.writeString(6, documentation);
            out.writeByteArray(7, graph);
            out.writeByteArray(8, message(set -> set.writeInt64(2, OPERATOR_SET)));
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                out.writeByteArray(14, message(pair -> {
                    pair.writeString(1, entry.getKey());
                    pair.writeString(2, entry.getValue());
                }));
            }
        }));
    }

    private String constant(String constant, Element element, ByteBuffer raw, long[] shape) {
        initializers.add(message(out -> {
            for (long extent : shape) {
                out.writeInt64(1, extent);
            }
            out.writeInt32(2, element.code);
            out.writeString(8, constant);
            out.writeBytes(9, ByteString.copyFrom(raw));
        }));
        return constant;
    }

    private static byte[] attribute(String attribute, Object value) {
        return message(out -> {
            out.writeString(1, attribute);
            Kind kind;
            if (value instanceof Double number) {
                out.writeFloat(2, number.floatValue());
                kind = Kind.FLOAT;
            } else if (value instanceof Long number) {
                out.writeInt64(3, number);
                kind = Kind.INT;
            } else if (value instanceof String text) {
                out.writeBytes(4, ByteString.copyFromUtf8(text));
                kind = Kind.STRING;
            } else if (value instanceof long[] numbers) {
                for (long number : numbers) {
                    out.writeInt64(8, number);
                }
                kind = Kind.INTS;
            } else {
                throw new IllegalArgumentException("attribute " + attribute + " is a " + value.getClass());
            }
            out.writeInt32(20, kind.code);
        });
    }

    private static byte[] value(String value, long[] shape) {
        byte[] dimensions = message(out -> {
            for (long extent : shape) {
                out.writeByteArray(1, message(dimension -> {
                    if (extent == BATCH) {
                        dimension.writeString(2, BATCH_NAME);
                    } else {
                        dimension.writeInt64(1, extent);
                    }
                }));
            }
        });
        byte[] tensor = message(out -> {
            out.writeInt32(1, Element.FLOAT.code);
            out.writeByteArray(2, dimensions);
        });
        return message(out -> {
            out.writeString(1, value);
            out.writeByteArray(2, message(type -> type.writeByteArray(1, tensor)));
        });
    }

    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
