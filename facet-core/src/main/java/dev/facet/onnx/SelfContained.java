package dev.facet.onnx;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

import dev.facet.config.UsageException;

/**
 * Checks that an ONNX file contains all its weights (onnx.proto, {@code TensorProto.data_location}). Weights may be in
 * other files, and a malicious file could name any file on this machine. Walks the messages only and allocates no
 * memory for them.
 */
final class SelfContained {
    private static final int DEEPEST = 64;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    /** The kinds of messages that can contain tensors, and the fields in which. */
    private enum Kind {
        TENSOR,
        SPARSE,
        ATTRIBUTE,
        NODE,
        FUNCTION,
        GRAPH,
        MODEL;

        /** The kinds of the fields that can contain tensors, by field number. */
        private Map<Integer, Kind> fields() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 25, FUNCTION);
                case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE);
                case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
                case NODE -> Map.of(5, ATTRIBUTE);
                case ATTRIBUTE -> Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE, 23, SPARSE);
                case SPARSE -> Map.of(1, TENSOR, 2, TENSOR);
                case TENSOR -> Map.of();
            };
        }
    }

    private final Path file;
    private final CodedInputStream in;

    private SelfContained(Path file, CodedInputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * @throws UsageException if {@code file} is not an ONNX file, is incomplete, or keeps weights in other files
     */
    static void check(Path file) throws IOException {
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            check(file, content);
        }
    }

    /** As {@link #check(Path)}, of a file that is in memory. */
    static void check(Path file, byte[] content) throws IOException {
        check(file, new ByteArrayInputStream(content));
    }

    private static void check(Path file, InputStream content) throws IOException {
        try {
            new SelfContained(file, CodedInputStream.newInstance(content)).walk(Kind.MODEL, 0);
        } catch (InvalidProtocolBufferException e) {
            throw new UsageException(
                    file + " is not a network that ONNX Runtime can run: it is not an ONNX file, or is damaged ("
                            + e.getMessage() + ").",
                    e);
        }
    }

    private void walk(Kind kind, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new UsageException(file + " has networks within networks more than " + DEEPEST + " deep.");
        }
        Map<Integer, Kind> fields = kind.fields();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            Kind inner = fields.get(number);
            if (kind == Kind.TENSOR && (number == EXTERNAL_DATA || (number == DATA_LOCATION && in.readUInt64() != 0))) {
                throw new UsageException(
                        file + " keeps weights in other files, and Facet reads only the one that is named. Save it"
                                + " in one file: onnx.save(onnx.load(\"" + file.getFileName()
                                + "\"), \"whole.onnx\") in Python.");
            } else if (kind == Kind.TENSOR && number == DATA_LOCATION) {
                continue;
            } else if (inner != null && message) {
                int before = in.pushLimit(in.readRawVarint32());
                walk(inner, depth + 1);
                in.checkLastTagWas(0);
                in.popLimit(before);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
    }
}
