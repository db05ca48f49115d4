package dev.facet.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.TrainingConfig.Precision;
import dev.facet.config.UsageException;

/** Process-wide settings of libtorch: its threads, its device, and the arithmetic that suits the CPU. */
public final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final Set<String> BF16_FLAGS = Set.of("amx_bf16", "avx512_bf16");

    /** What NVIDIA's driver makes on Linux, and on Linux within Windows. */
    private static final List<Path> GPU_DEVICES = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

    /** JavaCPP looks for CUDA's libraries in every jar unless this property names another build. */
    static final String BUILD = "org.bytedeco.javacpp.platform.extension";

    /**
     * With a limit of physical memory, JavaCPP asks the system how much is in use for every tensor that is made, which
     * takes as long as making a small one. Scopes free tensors here, so that the garbage collector need not be called.
     */
    static final String MOST_MEMORY = "org.bytedeco.javacpp.maxPhysicalBytes";

    static {
        if (System.getProperty(BUILD) == null && !isCudaBuild()) {
            System.setProperty(BUILD, "");
        }
        if (System.getProperty(MOST_MEMORY) == null) {
            System.setProperty(MOST_MEMORY, "0");
        }
    }

    private static boolean loaded;
    private static @Nullable LinkageError failure;

    private Engine() {}

    /**
     * Loads libtorch and sets its number of threads; 0 means all cores. OpenBLAS, which multiplies fp32 matrices, has
     * threads of its own that compete with libtorch's: on a busy machine they made an fp32 step three times as slow.
     * OpenBLAS is therefore limited to one thread unless the environment variable {@code OPENBLAS_NUM_THREADS} is set.
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
     * Loads libtorch for the use of a model. Leaves its number of threads as it is, because training may have set it.
     *
     * @throws LinkageError if it cannot be loaded: the same each time
     */
    public static synchronized void load() {
        if (failure != null) {
            throw failure;
        }
        if (!loaded) {
            try {
                if (System.getenv("OPENBLAS_NUM_THREADS") == null) {
                    openblas.blas_set_num_threads(1);
                }
                Loader.load(org.bytedeco.pytorch.presets.torch.class);
                loaded = true;
            } catch (LinkageError e) {
                failure = e;
                throw e;
            }
        }
    }

    /**
     * Begins to load libtorch beside what comes next, which must call {@link #load} before it uses tensors: classes of
     * libtorch that two threads initialise at once wait for each other forever.
     */
    public static void loadAhead() {
        Thread thread = new Thread(
                () -> {
                    try {
                        load();
                    } catch (LinkageError e) {
                        LOG.log(System.Logger.Level.DEBUG, "whoever needs libtorch is told", e);
                    }
                },
                "libtorch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether libtorch can compute on an NVIDIA GPU: it must be the CUDA build, and there must be a driver. */
    public static boolean hasCuda() {
        load();
        return torch.cuda_is_available();
    }

    /** The number of NVIDIA GPUs on which libtorch can compute. */
    public static int gpus() {
        return hasCuda() ? torch.cuda_device_count() : 0;
    }

    /**
     * The device that {@code AUTO} means on this machine; other choices are returned as they are.
     *
     * @throws UsageException if CUDA is wanted and cannot be used
     */
    public static Device resolve(Device wanted) {
        if (wanted == Device.AUTO) {
            return hasCuda() ? Device.CUDA : Device.CPU;
        }
        if (wanted == Device.CUDA && !hasCuda()) {
            throw new UsageException("training.device is cuda, but libtorch finds no GPU to compute on: " + whyNoCuda()
                    + ". Or take the CPU with `--set training.device=cpu`.");
        }
        return wanted;
    }

    /** Why {@link #hasCuda} is false and what to do about it, as part of a sentence. */
    public static String whyNoCuda() {
        if (GPU_DEVICES.stream().noneMatch(Files::exists)
                && Loader.getPlatform().startsWith("linux")) {
            return "this machine has no NVIDIA GPU, or no driver for it: there is neither "
                    + GPU_DEVICES.stream().map(Path::toString).collect(Collectors.joining(" nor "));
        }
        if (!isCudaBuild()) {
            return "this libtorch was built for the CPU; start ./facet with FACET_CUDA=1 in the environment to get"
                    + " the CUDA build";
        }
        return torch.hasCUDA()
                ? "there is no NVIDIA GPU, or its driver is too old for CUDA 13"
                : "it was built for CUDA 13, and some of its libraries, such as cuDNN 9 and NCCL, were not found;"
                        + " install them, or name their folders in LD_LIBRARY_PATH";
    }

    private static boolean isCudaBuild() {
        String library = System.mapLibraryName("torch_cuda");
        return Engine.class.getResource("/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/" + library) != null;
    }

    /** Seeds libtorch's random numbers. Only dropout uses them. */
    public static void seed(long seed) {
        torch.manual_seed(seed);
    }

    /** The engine and its settings, for the record of a run. */
    public static String describe(int threads) {
        return "libtorch " + torch.class.getPackage().getImplementationVersion() + ", " + start(threads) + " threads"
                + (hasBf16() ? ", bf16 instructions" : "") + (hasCuda() ? ", CUDA" : "");
    }

    /** The memory that this process holds, native and Java's, in bytes; 0 if the system does not tell. */
    public static long residentBytes() {
        return Pointer.physicalBytes();
    }

    /** The precision that {@code AUTO} means on this device; other choices are returned as they are. */
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

    /** The features of the CPU by their names on Linux; empty if the system does not tell. */
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
