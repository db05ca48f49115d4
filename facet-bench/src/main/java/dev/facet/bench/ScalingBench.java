package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.config.UsageException;

/** Computes how long steps of many ranks take, from what {@link RanksBench} has measured. */
@Command(
        name = "scaling",
        description = "Fits a model of sums to the output of `facet bench ranks`, and computes steps of more ranks on"
                + " other networks.",
        sortOptions = false)
final class ScalingBench implements Callable<Integer> {
    private static final Pattern SUM = Pattern.compile("(\\d+) processes, (\\d+) MB: ([\\d.]+) ms");
    private static final Pattern STEP = Pattern.compile(
            "([^:]+): ([\\d.]+) ms a step alone .*, ([\\d.]+) ms in two processes.* in (\\d+) sums of ([\\d.]+) MB.*");

    @Parameters(paramLabel = "FILE", description = "What `facet bench ranks` has printed.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--ranks",
            split = ",",
            paramLabel = "N",
            defaultValue = "8,64,1000",
            description = "Default: 8,64,1000.")
    private List<Integer> ranks = new ArrayList<>();

    @Option(
            names = "--compute",
            paramLabel = "MS",
            description = "Milliseconds of a step on one rank, such as on a GPU. Default: as measured.")
    private @Nullable Double compute;

    @Option(
            names = "--network",
            paramLabel = "US,GBIT",
            description = "Another network, by its latency in microseconds and its speed in Gbit/s, such as 50,10;"
                    + " repeatable. Default: as fitted.")
    private List<String> networks = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final List<StepModel.Sum> sums = new ArrayList<>();
    private final List<StepModel.Work> works = new ArrayList<>();
    private final Map<String, Double> pairs = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        read();
        StepModel fitted = StepModel.fit(sums);
        tell("fitted: %.2f ms a message, %.2f ms a MB", fitted.latency(), fitted.slowness());
        for (StepModel.Sum sum : sums) {
            tell(
                    "%d ranks, %.0f MB: %.1f ms measured, %.1f ms by the model",
                    sum.ranks(), sum.megabytes(), sum.ms(), fitted.sums(1, sum.megabytes(), sum.ranks()));
        }
        for (StepModel.Work work : works) {
            tell(
                    "%s, 2 ranks: %.0f ms a step measured, %.0f ms by the model",
                    work.name(), pairs.get(work.name()), fitted.step(work, 2));
        }
        if (networks.isEmpty()) {
            table("as fitted", fitted);
        }
        for (String network : networks) {
            String[] parts = network.split(",", -1);
            try {
                table(
                        parts[0] + " µs, " + parts[1] + " Gbit/s",
                        StepModel.of(Double.parseDouble(parts[0]), Double.parseDouble(parts[1])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new UsageException("--network is '" + network
                        + "'; wanted a latency in microseconds and a speed in Gbit/s, such as 50,10");
            }
        }
        return 0;
    }

    private void table(String network, StepModel model) {
        for (StepModel.Work measured : works) {
            StepModel.Work work = compute == null
                    ? measured
                    : new StepModel.Work(measured.name(), compute, measured.sums(), measured.megabytes());
            for (int number : ranks) {
                tell(
                        "%s, %s, %,d ranks: %.1f ms a step, efficiency %.2f",
                        network, work.name(), number, model.step(work, number), model.efficiency(work, number));
            }
        }
    }

    private void read() throws IOException {
        for (String line : Files.readAllLines(file)) {
            Matcher sum = SUM.matcher(line);
            Matcher step = STEP.matcher(line);
            if (sum.matches()) {
                sums.add(new StepModel.Sum(
                        Integer.parseInt(sum.group(1)),
                        Double.parseDouble(sum.group(2)),
                        Double.parseDouble(sum.group(3))));
            } else if (step.matches()) {
                works.add(new StepModel.Work(
                        step.group(1),
                        Double.parseDouble(step.group(2)),
                        Double.parseDouble(step.group(4)),
                        Double.parseDouble(step.group(5))));
                pairs.put(step.group(1), Double.parseDouble(step.group(3)));
            }
        }
        if (sums.size() < 2 || works.isEmpty()) {
            throw new UsageException(file + " has " + sums.size() + " sums and " + works.size()
                    + " presets; wanted what `facet bench ranks` prints, with two sums at least and one preset");
        }
        if (ranks.stream().anyMatch(number -> number < 2)) {
            throw new UsageException("--ranks is " + ranks + "; wanted numbers from 2");
        }
    }

    private void tell(String format, @Nullable Object... values) {
        spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
        spec.commandLine().getOut().flush();
    }
}
