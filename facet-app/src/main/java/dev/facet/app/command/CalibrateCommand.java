package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.Text;
import dev.facet.calibrate.Calibrator;
import dev.facet.calibrate.Measured;
import dev.facet.calibrate.Measured.Agreement;
import dev.facet.calibrate.Measured.Coverage;
import dev.facet.codes.Calibration;
import dev.facet.codes.Calibration.Basis;
import dev.facet.config.Hint;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunFolder;

/** Calibrates a run's recogniser. */
@Command(
        name = "calibrate",
        description =
                "Calibrates a run's recogniser for real images, without labels, and saves the calibration in the run.",
        sortOptions = false,
        footer = {
            "",
            "Training does this at its end; the command is for runs that are older or were",
            "cut off. It takes seconds, and needs the run's data. encode, studio and export",
            "then give calibrated probabilities and sigmas, and say which images are unlike",
            "the data.",
            "",
            "Example: facet calibrate runs/00003-mnist-infogan"
        })
@SuppressWarnings("NullAway.Init")
public final class CalibrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a training run.")
    private Path run;

    /** The notice about readings of a run that is not calibrated: why not, or what changes that. */
    static String missing(Path run) throws IOException {
        return "not calibrated: probabilities and sigmas are the recogniser's own, and items unlike the data are not"
                + " detected. "
                + RunCalibration.tooFew(RunFolder.open(run))
                        .map(few -> "The run had too few items for it: " + few + ". Train on more.")
                        .orElseGet(() -> Hint.of("calibrate", run) + " changes that.");
    }

    @Override
    public Integer call() throws IOException {
        Measured measured = Facet.calibrate(run);
        Basis basis = measured.calibration().codes().basis();
        line(
                "measured on",
                Text.count(basis.heldOut())
                        + (basis.unseen()
                                ? " held-out items, which training did not see"
                                : " training items set aside for this, because the data has no test part of "
                                        + Calibrator.FEWEST_HELD_OUT));
        measured.agreements().forEach(this::tell);
        measured.coverages().forEach(this::tell);
        line(
                "unlike the data",
                String.format(
                        Locale.ROOT,
                        "at most %.0f %% of items like the data are marked" + " so",
                        100 * Calibration.FALSE_ALARMS));
        line("kept in", RunCalibration.file(RunFolder.open(run)).toString());
        return 0;
    }

    private void tell(Agreement code) {
        line(code.code(), String.format(Locale.ROOT, "temperature %.2f", code.temperature()));
        line(
                "",
                String.format(
                        Locale.ROOT, "two views of an item get the same category in %.1f %%", 100 * code.agreed()));
        line(
                "",
                String.format(
                        Locale.ROOT,
                        "stated: %.1f %%, calibrated %.1f %%; calibration error %.4f, calibrated %.4f",
                        100 * code.statedBefore(),
                        100 * code.stated(),
                        code.errorBefore(),
                        code.error()));
    }

    private void tell(Coverage code) {
        line(
                code.code(),
                String.format(
                        Locale.ROOT,
                        "sigma is %.3f times the recogniser's, at least %.3f",
                        code.sigma().factor(),
                        code.sigma().floor()));
        line(
                "",
                String.format(
                        Locale.ROOT,
                        "within one sigma: %.1f %% of generated items (uncalibrated: %.1f %%), %.1f %% of repeated"
                                + " readings (uncalibrated: %.1f %%)",
                        100 * code.generated(),
                        100 * code.generatedBefore(),
                        100 * code.real(),
                        100 * code.realBefore()));
    }

    private void line(String name, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%-18s %s", name, value));
    }
}
