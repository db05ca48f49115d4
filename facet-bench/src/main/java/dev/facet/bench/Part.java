package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.LatentBatch;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Work;
import dev.facet.torch.Engine;
import dev.facet.train.Moment;
import dev.facet.train.Monitor;
import dev.facet.train.RunStart;

/** What is measured in a process of its own. */
enum Part {
    /** Training as an ordinary libtorch program. */
    NAIVE_FP32,
    /** Facet's training in fp32. */
    TUNED_FP32,
    /** The ordinary program under autocast. */
    BF16,
    /** Facet's training in bf16. */
    BF16_BEST,
    /** Products of square matrices: the upper limit of any training. */
    GEMM,
    /** Generating images with a trained model. */
    GENERATE;

    private static final int IMAGES = 256;

    /** The name for people and programs. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean trains() {
        return ordinal() < GEMM.ordinal();
    }

    /**
     * Whether it measures libtorch as it comes, without the settings of Facet's launcher: as a program that was written
     * for the paper's network only.
     */
    boolean plain() {
        return this == NAIVE_FP32 || this == BF16;
    }

    /**
     * Measures in this process and the current folder. Call it once per process, because settings of libtorch last for
     * the process.
     */
    Map<String, Double> measure(BenchSettings settings) throws IOException {
        Map<String, Double> found = new LinkedHashMap<>();
        switch (this) {
            case NAIVE_FP32, BF16 -> put(found, plainTraining(settings));
            case TUNED_FP32 -> training(settings, "fp32", found);
            case BF16_BEST -> training(settings, "bf16", found);
            case GEMM -> {
                found.put("fp32", product(settings, Precision.FP32));
                found.put("bf16", product(settings, Precision.BF16));
            }
            case GENERATE -> generate(settings, found);
        }
        found.put("peak_bytes", peakBytes());
        return found;
    }

    private static void put(Map<String, Double> found, Times times) {
        found.put("ms", times.median());
        found.put("ms_p10", times.tenth());
    }

    private Times plainTraining(BenchSettings settings) {
        if (settings.threads() > 0) {
            torch.set_num_threads(settings.threads());
        }
        Eager eager = new Eager(settings.images(), settings.width(), this == BF16);
        return Times.of(settings.warmUp(), settings.steps(), eager::step);
    }

    /** A whole run, from the first batch to the last statistics; saving checkpoints is not timed. */
    private static void training(BenchSettings settings, String precision, Map<String, Double> found)
            throws IOException {
        Times times = new Times(settings.steps());
        LongAdder multiplications = new LongAdder();
        try (RandomImages images = new RandomImages(settings.shape());
                Work work = Work.count()) {
            Monitor watch = new Monitor() {
                private long last = System.nanoTime();

                @Override
                public void step(Moment moment) {
                    long now = System.nanoTime();
                    times.add(now - last);
                    last = now;
                    long done = work.take();
                    if (moment.step() > settings.warmUp()) {
                        multiplications.add(done);
                    }
                }
            };
            RunStart.start(settings.config(precision), images, Path.of("runs"), watch)
                    .run();
        }
        put(found, times);
        found.put("flop_per_step", 2.0 * multiplications.sum() / settings.steps());
    }

    /** Speed of a matrix product, in GFLOP/s. */
    private static double product(BenchSettings settings, Precision precision) {
        int threads = Engine.start(settings.threads());
        if (precision == Precision.FP32) {
            // The only work, so OpenBLAS is fastest with all cores.
            openblas.blas_set_num_threads(threads);
        }
        long side = 32L * settings.width();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            TensorOptions type =
                    new TensorOptions(precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float);
            Tensor a = torch.randn(new long[] {side, side}, type);
            Tensor b = torch.randn(new long[] {side, side}, type);
            Tensor c = torch.empty(new long[] {side, side}, type, null);
            double ms = Times.of(settings.warmUp(), settings.steps(), () -> torch.mm_out(c, a, b))
                    .median();
            return 2.0 * side * side * side / (ms * 1e6);
        }
    }

    private static void generate(BenchSettings settings, Map<String, Double> found) {
        Engine.start(settings.threads());
        RunConfig config = settings.config("fp32");
        Networks networks =
                Networks.of(Families.architecture(config.model(), config.latent(), settings.shape()), false);
        networks.start(1);
        try (Model model = new Model(config.latent(), settings.shape(), networks, -4, true)) {
            LatentBatch many = config.latent().draw(1, 0, IMAGES);
            LatentBatch one = config.latent().draw(1, 0, 1);
            double ms = Times.of(settings.warmUp(), settings.steps(), () -> model.generate(many))
                    .median();
            found.put("generate", IMAGES / ms * 1e3);
            found.put(
                    "latency_ms",
                    Times.of(10 * settings.warmUp(), 10 * settings.steps(), () -> model.generate(one))
                            .median());
        }
    }

    /** Peak memory of this process in bytes; 0 if the system does not tell. */
    static double peakBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
