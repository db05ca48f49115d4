package dev.facet.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.data.cache.UserCache;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.TensorFile;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Adam;
import dev.facet.torch.Engine;
import dev.facet.torch.Optimiser;
import dev.facet.torch.Tensors;

/**
 * Classifies images. It learns from real images and their labels only, so it is independent of the model whose images
 * it judges. A small convolutional network, trained once per data set in about a minute and kept in the user's cache.
 * Holds native memory; whoever makes it closes it. Thread-safe.
 */
public final class Classifier implements FeatureNetwork {
    private static final System.Logger LOG = System.getLogger(Classifier.class.getName());

    /** Incremented whenever the training of the classifier changes, which invalidates cached ones. */
    private static final int EDITION = 1;

    private static final ModelConfig IMAGES = new ModelConfig("dcgan", 32, 0.1, true);
    private static final ModelConfig SEQUENCES = new ModelConfig("sequence", 32, 0.1, true);
    private static final int BATCH = 128;
    private static final int MOST_EPOCHS = 4;
    private static final long STEPS = 1500;
    private static final double RATE = 1e-3;

    private static final int CHUNK = 256;

    private final String data;
    private final String fingerprint;
    private final Code.Categorical code;
    private final Model model;

    private Classifier(String data, String fingerprint, LatentSpec classes, Shape shape, Networks networks) {
        this.data = data;
        this.fingerprint = fingerprint;
        code = classes.categorical().get(0);
        model = new Model(classes, shape, networks, 0, false);
    }

    /** Why a data set can have no classifier; empty if it can. */
    public static Optional<String> obstacle(Dataset data) {
        if (data.labels().isEmpty()) {
            return Optional.of(data.name() + " has no labels, which a classifier needs.");
        }
        int classes = data.labels().get().names().size();
        return classes > 1
                ? Optional.empty()
                : Optional.of("the labels of " + data.name() + " name only " + classes
                        + " class; a classifier needs at least 2.");
    }

    /** The number of features that the classifier of a data set has, without training it. */
    public static int width(Dataset data) {
        Engine.load();
        LatentSpec classes = classes(2);
        try (Networks networks = networks(classes, data.shape());
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Shape shape = data.shape();
            Tensor item = networks.scaling()
                    .fromBytes(
                            Tensors.of(new byte[shape.bytes()], 1, shape.channels(), shape.height(), shape.rowBytes()));
            return (int) networks.recognition().get(0).forward(item, Mode.INFER).size(1);
        }
    }

    private static LatentSpec classes(int count) {
        return new LatentSpec(new Noise(0, Noise.Distribution.NORMAL), List.of(new Code.Categorical("class", count)));
    }

    private static Networks networks(LatentSpec classes, Shape shape) {
        return Networks.of(
                Families.architecture(shape instanceof SequenceShape ? SEQUENCES : IMAGES, classes, shape), false);
    }

    /**
     * The classifier of a data set, from the user's cache or trained now.
     *
     * @throws UsageException if there can be none
     */
    public static Classifier of(Dataset data) {
        return of(data, UserCache.folder(System.getenv()).resolve("classifiers"));
    }

    /** The classifier of a data set, with another cache folder. */
    static Classifier of(Dataset data, Path cache) {
        Engine.start(0);
        obstacle(data).ifPresent(reason -> {
            throw new UsageException(reason);
        });
        Labels labels = data.labels().orElseThrow();
        LatentSpec classes = classes(labels.names().size());
        Networks networks = networks(classes, data.shape());
        try {
            networks.start(Draws.seed(EDITION, "classifier"));
            Path file = cache.resolve(key(data, labels) + ".safetensors");
            if (!load(networks, file)) {
                train(networks, data, labels);
                save(networks, file);
            }
            return new Classifier(data.name(), key(data, labels), classes, data.shape(), networks);
        } catch (RuntimeException e) {
            networks.close();
            throw e;
        }
    }

    /** The predicted class of each image. */
    public int[] classes(Items images) {
        return model.encode(images).categories(code);
    }

    /** The share of a labelled data set's images that are classified correctly. */
    public double accuracy(Dataset data) {
        Optional<Labels> labels = data.labels();
        return labels.isEmpty()
                ? Double.NaN
                : share(model.encode(data).categories(code), labels.get().values());
    }

    @Override
    public String name() {
        return "a classifier of " + data;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** The activations of the last hidden layer, and the probabilities of the classes. */
    @Override
    public Features of(Items items) {
        Shape shape = model.shape();
        Networks networks = model.networks();
        float[][] features = new float[items.count()][];
        for (int from = 0; from < items.count(); from += CHUNK) {
            int count = Math.min(CHUNK, items.count() - from);
            byte[] bytes = new byte[count * shape.bytes()];
            System.arraycopy(items.bytes(), from * shape.bytes(), bytes, 0, bytes.length);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor images = networks.scaling()
                        .fromBytes(Tensors.of(bytes, count, shape.channels(), shape.height(), shape.rowBytes()));
                Tensor hidden = networks.recognition().get(0).forward(images, Mode.INFER); // [count, features]
                System.arraycopy(Features.rows(Tensors.floats(hidden), count), 0, features, from, count);
            }
        }
        return new Features(features, Optional.of(model.encode(items).probabilities(code)));
    }

    /** The share of positions at which two lists agree. */
    static double share(int[] found, int[] wanted) {
        int right = 0;
        for (int i = 0; i < found.length; i++) {
            right += found[i] == wanted[i] ? 1 : 0;
        }
        return (double) right / found.length;
    }

    @Override
    public void close() {
        model.close();
    }

    private static String key(Dataset data, Labels labels) {
        return String.format("%s-%08x-%d", data.fingerprint(), Arrays.hashCode(labels.values()), EDITION);
    }

    private static boolean load(Networks networks, Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (PointerScope scope = new PointerScope()) {
            TensorFile.read(Safetensors.read(file), tensors(networks));
            networks.recognition().forEach(Network::refresh);
            return true;
        } catch (FormatException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; a new one is trained");
            return false;
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    file + " cannot be read: " + e.getMessage() + "; a new one is trained");
            return false;
        }
    }

    private static void save(Networks networks, Path file) {
        try (PointerScope scope = new PointerScope()) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            TensorFile.write(file, tensors(networks), Map.of("format", "pt"));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot save the classifier to " + file + ": " + e.getMessage());
        }
    }

    private static Map<String, Tensor> tensors(Networks networks) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        networks.recognition().forEach(network -> tensors.putAll(network.tensors()));
        return tensors;
    }

    /** Minimises the cross-entropy with a learning rate that falls to zero. */
    private static void train(Networks networks, Dataset data, Labels labels) {
        List<Network> trained = networks.recognition();
        int batch = Math.min(BATCH, data.size());
        long steps = Math.min(STEPS, MOST_EPOCHS * Math.max(50, data.size() / batch));
        Batches batches = new Batches(data, batch, Draws.seed(EDITION, "classifier batches"));
        byte[] pixels = new byte[batches.bytes()];
        int[] indices = new int[batch];
        Shape shape = data.shape();
        int classes = labels.names().size();
        try (Optimiser adam = new Adam(trained.stream().map(Network::parameters).toList(), 0.9, 0.999)) {
            for (long step = 0; step < steps; step++) {
                batches.read(step, pixels);
                batches.indices(step, indices);
                float[] wanted = new float[batch * classes];
                for (int i = 0; i < batch; i++) {
                    wanted[i * classes + labels.values()[indices[i]]] = 1;
                }
                try (PointerScope scope = new PointerScope()) {
                    Tensor bytes = Tensors.of(pixels, batch, shape.channels(), shape.height(), shape.rowBytes());
                    trained.forEach(network -> {
                        network.forgetPasses();
                        network.zeroGradient();
                    });
                    Tensor logits = networks.recognise(networks.scaling().fromBytes(bytes), Mode.TRACK);
                    Tensor loss = torch.log_softmax(logits, 1)
                            .mul(Tensors.of(wanted, batch, classes))
                            .sum(1)
                            .mean()
                            .neg();
                    loss.backward();
                    trained.forEach(Network::gatherGradient);
                }
                adam.step(RATE * (steps - step) / steps);
            }
        }
    }
}
