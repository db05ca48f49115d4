package dev.facet.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.FormatException;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Entry;
import dev.facet.model.Encoder;
import dev.facet.model.Reconstruction;
import dev.facet.model.TensorFile;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * An encoder in a safetensors file: the weights of its networks in fp32, and in the metadata how it was fitted, the
 * SHA-256 of the weights that it was fitted to, and a checksum of everything else in the file.
 */
public final class EncoderFile {
    private static final String ABOUT = "encoder";
    private static final String WEIGHTS = "weights";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Contents contents;
    private final About about;

    /**
     * How an encoder was fitted.
     *
     * @param weights SHA-256 (hex) of the file of the weights that it belongs to
     * @param step the training step of these weights
     * @param steps steps of fitting
     * @param unseen whether the items of {@code measured} were not trained on
     * @param measured how near what it finds makes items again
     */
    public record About(String weights, long step, int steps, boolean unseen, Reconstruction measured) {}

    private EncoderFile(Contents contents, About about) {
        this.contents = contents;
        this.about = about;
    }

    /** Writes a file atomically. */
    public static void write(Path file, Encoder encoder, About about) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            for (Network network : encoder.trained()) {
                network.tensors()
                        .forEach((name, tensor) -> entries.put(
                                name,
                                Entry.of(
                                        Tensors.floats(tensor),
                                        tensor.sizes().vec().get())));
            }
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("step", about.step());
        root.put("steps", about.steps());
        root.put("unseen", about.unseen());
        root.put("items", about.measured().items());
        root.put("error", about.measured().error());
        root.put("of_mean", about.measured().ofMean());
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(ABOUT, JSON.writeValueAsString(root));
        metadata.put(WEIGHTS, about.weights());
        Sealed.write(file, entries, metadata);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws FormatException if the file is damaged or holds no encoder
     */
    public static EncoderFile read(Path file) throws IOException {
        Contents contents = Sealed.read(file);
        try {
            JsonNode root = JSON.readTree(contents.metadata().getOrDefault(ABOUT, ""));
            Reconstruction measured = new Reconstruction(
                    root.required("items").asInt(),
                    root.required("error").asDouble(),
                    root.required("of_mean").asDouble());
            About about = new About(
                    contents.metadata().getOrDefault(WEIGHTS, ""),
                    root.required("step").asLong(),
                    root.required("steps").asInt(),
                    root.required("unseen").asBoolean(),
                    measured);
            return new EncoderFile(contents, about);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new FormatException(file, "is not an encoder: " + e.getMessage(), e);
        }
    }

    /** How the encoder was fitted. */
    public About about() {
        return about;
    }

    /**
     * Gives an encoder the weights of the file.
     *
     * @throws FormatException if a weight is missing, has another shape or is not finite
     */
    public void into(Encoder encoder) throws IOException {
        for (Map.Entry<String, Entry> entry : contents.entries().entrySet()) {
            for (float value : entry.getValue().floats()) {
                if (!Float.isFinite(value)) {
                    throw new FormatException(
                            contents.file(), "has numbers in '" + entry.getKey() + "' that are not" + " finite");
                }
            }
        }
        for (Network network : encoder.trained()) {
            Map<String, Tensor> tensors = network.tensors();
            TensorFile.read(contents, tensors);
            network.refresh();
        }
    }
}
