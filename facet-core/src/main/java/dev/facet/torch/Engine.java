package dev.facet.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas;
import org.bytedeco.pytorch.global.torch;

import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;

/** Settings of libtorch that hold for the whole process: threads, and what arithmetic the CPU is good at. */
public final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final Set<String> BF16_FLAGS = Set.of("amx_bf16", "avx512_bf16");

    private Engine() {}

    /**
     * Loads libtorch and sets its threads; 0 takes all cores. OpenBLAS, which multiplies fp32 matrices, brings threads
     * of its own, which fight libtorch's for the cores: on a busy machine an fp32 step took three times as long with
     * them. It is kept to one, unless the environment variable {@code OPENBLAS_NUM_THREADS} asks for a number.
     *
     * @return the number of threads set
     */
    public static int start(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be 0 (all cores) or more");
        }
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        load();
        if (torch.get_num_threads() != count) {
            torch.set_num_threads(count);
        }
        return count;
    }

    /**
     * Loads libtorch and leaves its number of threads as it is, which a training may have set: for the use of a model.
     */
    public static void load() {
        if (System.getenv("OPENBLAS_NUM_THREADS") == null) {
            openblas.blas_set_num_threads(1);
        }
    }

    /**
     * Whether libtorch finds an NVIDIA GPU that it can compute on: it must be the CUDA build, and there must be a
     * driver.
     */
    public static boolean hasCuda() {
        load();
        return torch.cuda_is_available();
    }

    /**
     * What {@code AUTO} stands for on this machine; the other choices stand for themselves.
     *
     * @throws UsageException if it is to be a GPU that cannot be used
     */
    public static Device resolve(Device wanted) {
        if (wanted == Device.AUTO) {
            return hasCuda() ? Device.CUDA : Device.CPU;
        }
        if (wanted == Device.CUDA && !hasCuda()) {
            throw new UsageException("training.device is cuda, but libtorch finds no GPU to compute on: " + whyNoCuda()
                    + ". Or take the CPU with --device cpu.");
        }
        return wanted;
    }

    /** What is missing for {@link #hasCuda}, and what to do, in the middle of a sentence. */
    public static String whyNoCuda() {
        String library = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch_cuda.so";
        if (Engine.class.getResource(library) == null) {
            return "this libtorch was built for the CPU; start ./facet with FACET_CUDA=1 in the environment to get the other";
        }
        return torch.hasCUDA()
                ? "there is no NVIDIA GPU, or its driver is too old for CUDA 13"
                : "it was built for CUDA 13, whose libraries, cuDNN 9 and NCCL among them, were not all found; install them, or name"
                        + " their folders in LD_LIBRARY_PATH";
    }

    /** Seeds what libtorch draws at random, which nothing but dropout does. */
    public static void seed(long seed) {
        torch.manual_seed(seed);
    }

    /** The engine and its settings, for the record of a run. */
    public static String describe(int threads) {
        return "libtorch " + torch.class.getPackage().getImplementationVersion() + ", " + start(threads) + " threads"
                + (hasBf16() ? ", bf16 instructions" : "") + (hasCuda() ? ", CUDA" : "");
    }

    /** How much memory this process holds, native and Java's, in bytes; 0 where the system does not tell. */
    public static long residentBytes() {
        return Pointer.physicalBytes();
    }

    /** What {@code AUTO} stands for on this machine; the other choices stand for themselves. */
    public static Precision resolve(Precision wanted, Device device) {
        if (device == Device.CUDA) {
            return wanted == Precision.AUTO ? Precision.FP32 : wanted;
        }
        if (wanted == Precision.AUTO) {
            return hasBf16() ? Precision.BF16 : Precision.FP32;
        }
        if (wanted == Precision.BF16 && !hasBf16()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "This CPU has no bf16 instructions (amx_bf16, avx512_bf16): bf16 will be slower than fp32 here.");
        }
        return wanted;
    }

    /** Whether the CPU multiplies bf16 matrices in hardware. Without that bf16 is slower than fp32. */
    public static boolean hasBf16() {
        return cpuFlags().stream().anyMatch(BF16_FLAGS::contains);
    }

    /** What the CPU can do, as Linux names it; empty where the system does not tell. */
    public static Set<String> cpuFlags() {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpuinfo)) {
            return Set.of();
        }
        try (var lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
                    .orElse(Set.of());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot read " + cpuinfo, e);
            return Set.of();
        }
    }
}
