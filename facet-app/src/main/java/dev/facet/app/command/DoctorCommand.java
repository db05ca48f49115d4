package dev.facet.app.command;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import dev.facet.app.console.ExitCodes;
import dev.facet.app.console.Json;
import dev.facet.app.console.NativeFailure;
import dev.facet.app.studio.StudioServer;
import dev.facet.data.cache.UserCache;
import dev.facet.format.ByteSize;
import dev.facet.onnx.OnnxLibrary;
import dev.facet.torch.Engine;

/** Checks the machine and advises on problems. */
@Command(
        name = "doctor",
        description = "Checks this machine (Java, CPU, memory, native libraries, folders) and advises on problems.",
        sortOptions = false,
        footer = {"", "Exit code 1 if anything keeps Facet from working."})
@SuppressWarnings("NullAway.Init")
public final class DoctorCommand implements Callable<Integer> {
    private static final long LITTLE_MEMORY = 2L << 30;
    private static final long LITTLE_DISK = 2L << 30;
    private static final int OLDEST_JAVA = 17;

    /** The severity of a finding. */
    private enum Verdict {
        OK("ok"),
        NOTE("note"),
        PROBLEM("PROBLEM");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }
    }

    /**
     * One thing that was checked.
     *
     * @param advice what to change; empty if nothing
     */
    private record Finding(String name, Verdict verdict, String found, String advice) {}

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of the report.")
    private boolean json;

    /** Whether libtorch loads. */
    private boolean loads;

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() {
        java();
        cpu();
        memory();
        libraries();
        graphics();
        environment();
        folder("cache", UserCache.folder(System.getenv()), "set FACET_CACHE to another folder");
        folder("runs", Path.of("runs"), "start facet in a folder that you may write to, or use --out");
        data();
        page();
        boolean well = findings.stream().noneMatch(finding -> finding.verdict() == Verdict.PROBLEM);
        if (json) {
            spec.commandLine().getOut().println(Json.line(object(well)));
        } else {
            for (Finding finding : findings) {
                spec.commandLine()
                        .getOut()
                        .println(String.format(
                                "%-8s %-16s %s", finding.verdict().text, finding.name(), finding.found()));
                if (!finding.advice().isEmpty()) {
                    spec.commandLine().getOut().println(String.format("%-8s %-16s → %s", "", "", finding.advice()));
                }
            }
            spec.commandLine()
                    .getOut()
                    .println(well ? "Facet can work here." : "Facet cannot work here before the problems are solved.");
        }
        return well ? 0 : ExitCodes.FAILED;
    }

    private Map<String, Object> object(boolean well) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("well", well);
        object.put("findings", findings);
        return object;
    }

    private void java() {
        int version = Runtime.version().feature();
        add(
                "Java",
                version < OLDEST_JAVA ? Verdict.PROBLEM : Verdict.OK,
                System.getProperty("java.vendor") + " " + System.getProperty("java.version") + " in "
                        + System.getProperty("java.home"),
                version < OLDEST_JAVA ? "install a JDK, " + OLDEST_JAVA + " or newer" : "");
    }

    private void cpu() {
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> known = List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");
        Set<String> all = Engine.cpuFlags();
        List<String> flags = known.stream().filter(all::contains).toList();
        boolean slow = flags.isEmpty() && !all.isEmpty();
        add(
                "CPU",
                slow ? Verdict.NOTE : Verdict.OK,
                cores + " cores, " + System.getProperty("os.arch")
                        + (flags.isEmpty() ? "" : ", " + String.join(", ", flags)),
                slow ? "without AVX2 everything is slow" : "");
        add(
                "precision",
                Verdict.OK,
                Engine.hasBf16()
                        ? "bf16 where --precision is auto: the CPU multiplies it in hardware"
                        : "fp32: the CPU has no bf16 instructions",
                "");
        String threads = System.getenv("OMP_NUM_THREADS");
        if (threads != null && !threads.equals(Integer.toString(cores))) {
            add(
                    "threads",
                    Verdict.NOTE,
                    "OMP_NUM_THREADS is " + threads,
                    "unset it, or use --threads, to train on all " + cores + " cores");
        }
    }

    private void memory() {
        long bytes = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        add(
                "memory",
                bytes < LITTLE_MEMORY ? Verdict.NOTE : Verdict.OK,
                ByteSize.text(bytes) + ", of which Java's heap may take "
                        + ByteSize.text(Runtime.getRuntime().maxMemory()),
                bytes < LITTLE_MEMORY ? "28×28 images need 2 GB; choose a smaller training.batch or model.width" : "");
    }

    private void libraries() {
        try {
            add("libtorch", Verdict.OK, Engine.describe(0), "");
            loads = true;
        } catch (LinkageError | RuntimeException e) {
            add(
                    "libtorch",
                    Verdict.PROBLEM,
                    "does not load: " + why(e),
                    "Facet runs on Linux with glibc (x86-64, ARM) and macOS (ARM); on Alpine take another image");
        }
        try {
            add("ONNX Runtime", Verdict.OK, OnnxLibrary.environment().getVersion() + ", for exports", "");
        } catch (LinkageError | RuntimeException e) {
            add(
                    "ONNX Runtime",
                    Verdict.NOTE,
                    "does not load: " + why(e),
                    "everything but `facet export RUN` and --features works without it");
        }
    }

    private static String why(Throwable failure) {
        return NativeFailure.noPrograms(failure)
                .orElse(String.valueOf(failure.getMessage()).split("\n")[0]);
    }

    private void graphics() {
        String found = output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader");
        boolean used = loads && Engine.hasCuda();
        add(
                "GPU",
                found == null || used ? Verdict.OK : Verdict.NOTE,
                (found == null ? "none found; the CPU is used" : found.split("\n")[0].strip())
                        + (used ? ", trained on where --device is auto" : ""),
                found == null || used || !loads ? "" : "it is not used, and the CPU is: " + Engine.whyNoCuda());
    }

    private static @Nullable String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void environment() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        if (linux && System.getenv("GOMP_SPINCOUNT") == null && System.getenv("OMP_WAIT_POLICY") == null) {
            add(
                    "launcher",
                    Verdict.NOTE,
                    "GOMP_SPINCOUNT is not set, so idle threads spin for libgomp's default time",
                    "start with ./facet or bin/facet, which set it, or set GOMP_SPINCOUNT=10000: training is up to a"
                            + " quarter faster");
        }
    }

    private void folder(String name, Path folder, String advice) {
        Path place = folder.toAbsolutePath();
        while (!Files.exists(place) && place.getParent() != null) {
            place = Objects.requireNonNull(place.getParent());
        }
        boolean writable = Files.isDirectory(place) && Files.isWritable(place);
        long free = free(place);
        boolean little = free >= 0 && free < LITTLE_DISK;
        add(
                name,
                !writable ? Verdict.PROBLEM : little ? Verdict.NOTE : Verdict.OK,
                folder.toAbsolutePath()
                        + (writable ? "" : " cannot be written")
                        + (free < 0 ? "" : ", " + ByteSize.text(free) + " free"),
                !writable
                        ? advice
                        : little ? "make room: pixels, libraries and checkpoints go there; or " + advice : "");
    }

    private static long free(Path place) {
        try {
            FileStore store = Files.getFileStore(place);
            return store.getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private void data() {
        String data = System.getenv("FACET_DATA");
        if (data == null) {
            add("data sets", Verdict.OK, "looked for in the cache; FACET_DATA is not set", "");
        } else {
            boolean there = Files.isDirectory(Path.of(data));
            add(
                    "data sets",
                    there ? Verdict.OK : Verdict.NOTE,
                    "FACET_DATA is " + data + (there ? "" : ", which is not a folder"),
                    there ? "" : "correct it or unset it");
        }
    }

    private void page() {
        boolean there = StudioServer.hasPage();
        add(
                "studio",
                there ? Verdict.OK : Verdict.NOTE,
                there ? "its page is built in" : "its page was not built, because there was no npm",
                there
                        ? ""
                        : "install Node.js, 20 or newer, remove target/launch and start again; everything else works"
                                + " without it");
    }

    private void add(String name, Verdict verdict, String found, String advice) {
        findings.add(new Finding(name, verdict, found, advice));
    }
}
