package dev.facet.app.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

import dev.facet.app.launch.JavaProcess;
import dev.facet.config.UsageException;

/**
 * Runs the benchmarks of a checkout in a separate virtual machine. The launcher builds them and passes their class path
 * in the system property {@code facet.bench}. Distributions do not contain them.
 */
@Command(
        name = "bench",
        description = "Measures training and generation on this machine (from a checkout).",
        footer = {
            "",
            "Options of the benchmark:",
            "  --json         print one JSON object; everything else goes to standard error",
            "  --quick        5 steps of each kind after 2, not 60 after 20",
            "  --preset NAME  the usual step of a preset on noise, not the paper's network",
            "  --set K=V      a setting that differs from the preset's; may be repeated",
            "  --shape CxHxW  of the images, such as 3x32x32",
            "  --batch N      images per step (default 128, or the preset's)",
            "  --steps N      timed steps of each kind",
            "  --threads N    CPU threads; 0: all cores",
            "  --only MODES   of naive-fp32, tuned-fp32, bf16, bf16-best, with commas between",
            "",
            "Others, each with a help of its own:",
            "  facet bench pictures        how fast JPEG files are read",
            "  facet bench growth          how time grows with batch, pixels, width, threads and pictures, with charts",
            "  facet bench service RUN     how fast a run generates and reads items, and its export in ONNX Runtime",
            "  facet bench against COMMIT  this checkout and another commit in turns",
            "  facet bench ranks           what several processes that train one run exchange",
            "  facet bench scaling FILE    what that means for more of them"
        })
public final class BenchCommand implements Callable<Integer> {
    /** Options after the name of a benchmark, such as {@code --help}, are that benchmark's. */
    @Spec
    void set(CommandSpec spec) {
        spec.parser().stopAtPositional(true);
    }

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String classPath = System.getProperty("facet.bench");
        if (classPath == null) {
            throw new UsageException(
                    "the benchmarks are not part of this installation. Get the sources of Facet, and run ./facet"
                            + " bench there.");
        }
        Process bench = JavaProcess.of(classPath, "dev.facet.bench.Bench", arguments)
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(bench::destroy, "end-bench"));
        return bench.waitFor();
    }
}
