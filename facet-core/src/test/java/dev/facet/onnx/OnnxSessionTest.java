package dev.facet.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.UsageException;
import dev.facet.format.OnnxGraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxSessionTest {
    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int NODE = 1;
    private static final int ATTRIBUTE = 5;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    @TempDir
    Path folder;

    @Test
    void noFolderIsLeftInTheTemporaryFolder() throws Exception {
        Path output = folder.resolve("output");
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Version.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> !path.endsWith("hsperfdata_" + System.getProperty("user.name"))))
                    .isEmpty();
        }
    }

    /** A program that only loads ONNX Runtime. */
    static final class Version {
        private Version() {}

        public static void main(String[] args) {
            System.out.println(OnnxLibrary.environment().getVersion());
        }
    }

    @Test
    void aNetworkIsRun() throws IOException {
        try (OnnxSession session = OnnxSession.open(write(network()), 1)) {
            OnnxSession.Array x = new OnnxSession.Array(new long[] {1, 2}, new float[] {1, 2});
            assertThat(session.run(Map.of("x", x)))
                    .hasEntrySatisfying("y", y -> assertThat(y.values()).containsExactly(11, 22));
        }
    }

    @Test
    void weightsInOtherFilesAreRefusedWhereverTheyAre() throws IOException {
        // Eight bytes that would be read if they were not in another file.
        Files.write(folder.resolve("secret"), new byte[8]);
        UnknownFieldSet model = UnknownFieldSet.parseFrom(network());
        UnknownFieldSet graph = message(model, GRAPH);
        UnknownFieldSet tensor = elsewhere(message(graph, INITIALIZER));

        assertRefused(model, graph.toBuilder().addField(INITIALIZER, bytes(tensor)));

        UnknownFieldSet attribute = UnknownFieldSet.newBuilder()
                .addField(1, text("value"))
                .addField(ATTRIBUTE, bytes(tensor))
                .build();
        UnknownFieldSet node = UnknownFieldSet.newBuilder()
                .addField(2, text("z"))
                .addField(4, text("Constant"))
                .addField(ATTRIBUTE, bytes(attribute))
                .build();
        assertRefused(model, graph.toBuilder().mergeField(NODE, bytes(node)));
    }

    @Test
    void whatIsNoOnnxFileIsRefused() throws IOException {
        byte[] whole = network();
        for (byte[] content : new byte[][] {
            {}, "text".getBytes(StandardCharsets.UTF_8), java.util.Arrays.copyOf(whole, whole.length / 2)
        }) {
            Path file = write(content);
            assertThatThrownBy(() -> OnnxSession.open(file, 1).close())
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void networksWithinNetworksEndSomewhere() throws IOException {
        UnknownFieldSet inner = UnknownFieldSet.getDefaultInstance();
        for (int i = 0; i < 5000; i++) {
            // A graph with a node with an attribute that is a graph.
            UnknownFieldSet attribute =
                    UnknownFieldSet.newBuilder().addField(6, bytes(inner)).build();
            UnknownFieldSet node = UnknownFieldSet.newBuilder()
                    .addField(ATTRIBUTE, bytes(attribute))
                    .build();
            inner = UnknownFieldSet.newBuilder().addField(NODE, bytes(node)).build();
        }
        UnknownFieldSet model =
                UnknownFieldSet.newBuilder().addField(GRAPH, bytes(inner)).build();
        Path file = write(model.toByteArray());
        assertThatThrownBy(() -> OnnxSession.open(file, 1).close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("networks within networks");
    }

    private void assertRefused(UnknownFieldSet model, UnknownFieldSet.Builder graph) throws IOException {
        Path file = write(
                model.toBuilder().addField(GRAPH, bytes(graph.build())).build().toByteArray());
        assertThatThrownBy(() -> OnnxSession.open(file, 1).close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("keeps weights in other files")
                .hasMessageContaining("onnx.save");
    }

    /** The tensor with its values in the file {@code secret}. */
    private static UnknownFieldSet elsewhere(UnknownFieldSet tensor) {
        UnknownFieldSet location = UnknownFieldSet.newBuilder()
                .addField(1, text("location"))
                .addField(2, text("secret"))
                .build();
        return tensor.toBuilder()
                .clearField(RAW_DATA)
                .addField(EXTERNAL_DATA, bytes(location))
                .addField(DATA_LOCATION, Field.newBuilder().addVarint(1).build())
                .build();
    }

    private static UnknownFieldSet message(UnknownFieldSet within, int field) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(
                within.getField(field).getLengthDelimitedList().get(0));
    }

    private static Field bytes(UnknownFieldSet message) {
        return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
    }

    private static Field text(String text) {
        return Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("some.onnx"), content);
    }

    /** y = x + (10, 20). */
    private static byte[] network() throws IOException {
        OnnxGraph graph = new OnnxGraph("sum");
        graph.input("x", OnnxGraph.BATCH, 2);
        graph.constant("b", new float[] {10, 20}, 2);
        graph.node("Add", java.util.List.of("x", "b"), "y", Map.of());
        graph.output("y", OnnxGraph.BATCH, 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        graph.write(out, "1", "", Map.of());
        return out.toByteArray();
    }
}
