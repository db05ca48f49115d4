package dev.facet.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.onnx.OnnxSession;
import dev.facet.onnx.OnnxSession.Array;
import dev.facet.torch.Tensors;

/**
 * A feature network that the user provides as ONNX, with one input {@code [batch, channels, height, width]}; its first
 * output is the features. Images are resized to its input (enlarged by linear interpolation, reduced by area averaging)
 * and converted to its channels and range of values. With the Inception-v3 network of FID, the Fréchet distance is the
 * FID. Thread-safe.
 */
public final class BroughtNetwork implements FeatureNetwork {
    private static final int CHUNK = 64;
    private static final int LARGEST_SIDE = 2048;

    /** The range of input values, black to white. */
    public enum Range {
        /** 0 to 1. */
        UNIT(1 / 255.0, 0),
        /** −1 to 1. */
        SYMMETRIC(2 / 255.0, -1),
        /** 0 to 255. */
        BYTES(1, 0);

        private final double scale;
        private final double offset;

        Range(double scale, double offset) {
            this.scale = scale;
            this.offset = offset;
        }
    }

    private final String name;
    private final String fingerprint;
    private final Range range;
    private final int channels;
    private final int side;
    private final OnnxSession session;
    private final String input;
    private final String output;

    private BroughtNetwork(
            String name,
            String fingerprint,
            Range range,
            int channels,
            int side,
            OnnxSession session,
            String input,
            String output) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.range = range;
        this.channels = channels;
        this.side = side;
        this.session = session;
        this.input = input;
        this.output = output;
    }

    /**
     * Opens an ONNX file.
     *
     * @param size height and width of the input images in pixels; 0 takes them from the file
     * @throws UsageException if the file is no such network, or is a PyTorch file, which may contain programs and is
     *     not read
     */
    public static BroughtNetwork open(Path file, Range range, int size) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no network " + file + "; name an ONNX file.");
        }
        if (size < 0 || size > LARGEST_SIDE) {
            throw new UsageException(
                    "the size of a network's images is " + size + "; wanted 1 to " + LARGEST_SIDE + " pixels.");
        }
        String name = String.valueOf(file.getFileName());
        if (isPyTorch(file, name)) {
            throw new UsageException(
                    file + " is a file of PyTorch's, which may hold programs that run when it is opened;"
                            + " Facet takes ONNX alone. Export the network from Python with torch.onnx.export(network,"
                            + " images, \"network.onnx\"); docs/metrics.md says how.");
        }
        OnnxSession session = OnnxSession.open(file, 0);
        try {
            return of(session, file, range, size);
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static BroughtNetwork of(OnnxSession session, Path file, Range range, int size) throws IOException {
        long[] shape = session.inputs().size() == 1
                ? session.inputShape(session.inputs().iterator().next())
                : new long[0];
        if (shape.length != 4 || session.outputs().isEmpty()) {
            throw new UsageException(
                    file + " takes " + session.inputs() + "; wanted one input [batch, channels, height, width].");
        }
        long channels = shape[1] > 0 ? shape[1] : 3;
        long side = shape[2] > 0 ? shape[2] : size;
        if (shape[3] > 0 && shape[3] != side) {
            throw new UsageException(file + " takes images of " + side + "×" + shape[3]
                    + " pixels; a network of square images is wanted.");
        }
        if (side == 0 || side > LARGEST_SIDE || (channels != 1 && channels != 3)) {
            throw new UsageException(file + " takes images of " + channels + " channels and "
                    + (side == 0
                            ? "any size; say which with --features-size, such as 299"
                            : side + " pixels; 1 or 3 channels and at most " + LARGEST_SIDE + " pixels are known")
                    + ".");
        }
        return new BroughtNetwork(
                String.valueOf(file.getFileName()),
                sha256(file),
                range,
                (int) channels,
                (int) side,
                session,
                session.inputs().iterator().next(),
                session.outputs().iterator().next());
    }

    /** Whether the file is PyTorch's, by its name or by the first bytes of an archive or pickle. */
    private static boolean isPyTorch(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            boolean archive = start.length == 2 && start[0] == 'P' && start[1] == 'K';
            boolean pickle = start.length == 2 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5;
            return archive || pickle || name.matches("(?i).*\\.(pt|pth|ts|torchscript)");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint + "-" + range + "-" + side;
    }

    @Override
    public Features of(Items items) throws IOException {
        if (!(items.shape() instanceof ImageShape shape)) {
            throw new UsageException("a network for images cannot compute features of sequences.");
        }
        float[][] features = new float[items.count()][];
        for (int from = 0; from < items.count(); from += CHUNK) {
            int count = Math.min(CHUNK, items.count() - from);
            float[][] made = run(pixels(items, shape, from, count), count);
            System.arraycopy(made, 0, features, from, count);
        }
        return new Features(features, Optional.empty());
    }

    private float[][] run(float[] pixels, int count) throws IOException {
        Array images = new Array(new long[] {count, channels, side, side}, pixels);
        Array made = session.run(Map.of(input, images)).get(output);
        if (made == null) {
            throw new UsageException(name + " gives no numbers for its output " + output + ".");
        }
        return rows(made.values(), count);
    }

    private float[] pixels(Items items, ImageShape shape, int from, int count) {
        byte[] bytes = new byte[count * shape.bytes()];
        System.arraycopy(items.bytes(), from * shape.bytes(), bytes, 0, bytes.length);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor x = Tensors.of(bytes, count, shape.channels(), shape.height(), shape.width())
                    .to(ScalarType.Float);
            if (shape.channels() == 1 && channels == 3) {
                x = torch.cat(new TensorVector(x, x, x), 1);
            } else if (shape.channels() == 3 && channels == 1) {
                x = x.mean(new long[] {1}, true, new ScalarTypeOptional());
            }
            if (shape.height() != side || shape.width() != side) {
                long[] wanted = {side, side};
                x = side < Math.min(shape.height(), shape.width())
                        ? torch.adaptive_avg_pool2d(x, wanted)
                        : torch.upsample_bilinear2d(x, wanted, false);
            }
            return Tensors.floats(x.mul(Tensors.scalar(range.scale)).add(Tensors.scalar(range.offset)));
        }
    }

    private static float[][] rows(float[] values, int count) {
        if (count == 0 || values.length % count != 0) {
            throw new UsageException("the network gives " + values.length + " numbers for " + count + " images");
        }
        return Features.rows(values, count);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream stream = new DigestInputStream(in, digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
