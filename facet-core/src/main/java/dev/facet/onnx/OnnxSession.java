package dev.facet.onnx;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import dev.facet.config.UsageException;

/** An ONNX file in ONNX Runtime, with float arrays as inputs and outputs. Holds native memory. Thread-safe. */
public final class OnnxSession implements AutoCloseable {
    /** An array in row-major order. */
    public record Array(long[] shape, float[] values) {}

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxSession(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Opens a file.
     *
     * @param threads number of threads of one call; 0 means one per core
     * @throws UsageException if there is no such file, ONNX Runtime cannot run it, or it keeps weights in other files
     */
    public static OnnxSession open(Path file, int threads) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "there is no file " + file + "; name an ONNX file, such as `facet export RUN` writes.");
        }
        SelfContained.check(file);
        return create(file, threads, (environment, options) -> environment.createSession(file.toString(), options));
    }

    /**
     * Opens a file that is in memory.
     *
     * @param name of the file, for messages
     * @param threads number of threads of one call; 0 means one per core
     * @throws UsageException if ONNX Runtime cannot run it, or it keeps weights in other files
     */
    public static OnnxSession open(String name, byte[] content, int threads) throws IOException {
        Path file = Path.of(name);
        SelfContained.check(file, content);
        return create(file, threads, (environment, options) -> environment.createSession(content, options));
    }

    @FunctionalInterface
    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxSession create(Path file, int threads, Opening opening) {
        OrtEnvironment environment = OnnxLibrary.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Errors come as exceptions, so ONNX Runtime need not log them.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            if (threads > 0) {
                options.setIntraOpNumThreads(threads);
            }
            return new OnnxSession(file, environment, opening.open(environment, options));
        } catch (OrtException e) {
            throw new UsageException(file + " is not a network that ONNX Runtime can run: " + e.getMessage(), e);
        }
    }

    /** Opens a file that Facet wrote and passes it with its description to {@code make}; closes it if that fails. */
    static <T> T open(Path file, int threads, BiFunction<OnnxSession, ModelDescription, T> make) throws IOException {
        return described(open(file, threads), make);
    }

    /** As {@link #open(Path, int, BiFunction)}, of a file that is in memory. */
    static <T> T open(String name, byte[] content, int threads, BiFunction<OnnxSession, ModelDescription, T> make)
            throws IOException {
        return described(open(name, content, threads), make);
    }

    private static <T> T described(OnnxSession session, BiFunction<OnnxSession, ModelDescription, T> make)
            throws IOException {
        try {
            return make.apply(session, session.description());
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** The names of the inputs, in order. */
    public Set<String> inputs() {
        return session.getInputNames();
    }

    /** The names of the outputs, in order. */
    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /** The shape of an input, with −1 for open dimensions; empty if it is not an array. */
    public long[] inputShape(String input) throws IOException {
        try {
            NodeInfo node = session.getInputInfo().get(input);
            return node != null && node.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** The description in a file that Facet wrote. */
    public ModelDescription description() throws IOException {
        try {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            String json = metadata.get(ModelDescription.KEY);
            if (json == null) {
                throw new UsageException(file + " was not written by Facet and does not describe its codes. Name a file"
                        + " that `facet export RUN` wrote.");
            }
            return ModelDescription.parse(json, file.toString());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /** Runs the network and returns all outputs. */
    public Map<String, Array> run(Map<String, Array> inputs) throws IOException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Array> input : inputs.entrySet()) {
                tensors.put(
                        input.getKey(),
                        OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(input.getValue().values()),
                                input.getValue().shape()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Array> outputs = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor) {
                        FloatBuffer buffer = tensor.getFloatBuffer();
                        if (buffer != null) {
                            float[] values = new float[buffer.remaining()];
                            buffer.get(values);
                            outputs.put(
                                    output.getKey(), new Array(tensor.getInfo().getShape(), values));
                        }
                    }
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw failed(e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private IOException failed(OrtException e) {
        return new IOException("ONNX Runtime failed on " + file + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(file + " was closed twice", e);
        }
    }
}
