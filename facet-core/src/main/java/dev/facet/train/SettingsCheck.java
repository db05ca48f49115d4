package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.facet.config.Hint;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.settings.ConfigDifference;
import dev.facet.settings.ConfigReader;

/**
 * Checks a run's {@code config.yaml} and {@code run.json} against the copies that checkpoints keep from training, and
 * against the checksum that commands write into {@code config.yaml}. Runs of earlier versions have neither and pass.
 */
public final class SettingsCheck {
    /** Settings that a resumed run may change: its weights do not depend on them, or they say where it ends. */
    static final Set<String> CHANGEABLE = Set.of(
            "data.source",
            "encoder.steps",
            "encoder.batch",
            "encoder.rate",
            "encoder.reconstruction",
            "training.steps",
            "training.minutes",
            "training.threads",
            "training.device",
            "training.snapshot-every",
            "training.checkpoint-every",
            "training.keep-checkpoints");

    private final RunFolder folder;
    private final Optional<TrainedSettings> trained;

    private SettingsCheck(RunFolder folder, Optional<TrainedSettings> trained) {
        this.folder = folder;
        this.trained = trained;
    }

    /** A check against the newest checkpoint that keeps settings. */
    public static SettingsCheck of(RunFolder folder) {
        return new SettingsCheck(folder, TrainedSettings.of(folder.path()));
    }

    /** A check against one checkpoint. */
    static SettingsCheck of(RunFolder folder, Checkpoint checkpoint) {
        return new SettingsCheck(folder, TrainedSettings.of(folder.path(), checkpoint));
    }

    /** Whether the run has settings to check against; runs of earlier versions have none. */
    public boolean guarded() {
        return trained.isPresent();
    }

    /**
     * One line for each difference from the trained settings or from those that a command wrote; empty if there is
     * none.
     */
    public List<String> changes() throws IOException {
        List<String> changes = new ArrayList<>();
        RunConfig config = folder.config();
        if (!unchanged(config)) {
            List<ConfigDifference> differences = differences(config, List.of());
            differences.forEach(difference -> changes.add(RunFolder.CONFIG + ": " + difference));
            if (differences.isEmpty()) {
                changes.add(RunFolder.CONFIG + ": does not have the checksum that it was written with");
            }
        } else {
            fixed(config).forEach(difference -> changes.add(RunFolder.CONFIG + ": " + difference));
        }
        description().forEach(difference -> changes.add(RunFolder.RUN + ": " + difference));
        return changes;
    }

    /**
     * Refuses a {@code config.yaml} that something other than a command has changed.
     *
     * @param overrides settings that are set again, so that their values in the file do not matter
     */
    void requireUnchanged(List<String> overrides) throws IOException {
        RunConfig config = folder.config();
        if (unchanged(config)) {
            return;
        }
        if (trained.isEmpty()) {
            throw new UsageException(file() + " does not have the checksum that it was written with: something other"
                    + " than a command has changed its settings, and no checkpoint has the original ones. Start a new"
                    + " run, with these settings by " + Hint.of("train", "--config", file()) + ".");
        }
        List<ConfigDifference> differences = differences(ConfigReader.read(file(), overrides), overrides);
        if (!differences.isEmpty()) {
            throw changed(differences);
        }
    }

    /**
     * Refuses a {@code config.yaml} whose settings differ from those of the weights, except for those that may change.
     */
    void requireTrained() throws IOException {
        List<ConfigDifference> differences = fixed(folder.config());
        if (!differences.isEmpty()) {
            throw changed(differences);
        }
    }

    /** The differences between two settings of a run, except for those that may change within a run. */
    static List<ConfigDifference> fixed(RunConfig before, RunConfig after) {
        return fixed(ConfigDifference.list(before, after));
    }

    /** Refuses a {@code run.json} that differs from the checkpoint's copy. */
    void requireDescription() throws IOException {
        List<ConfigDifference> differences = description();
        if (!differences.isEmpty()) {
            throw new UsageException(describe(differences));
        }
    }

    /** Reports changes that do not prevent loading the model. */
    void tell(Consumer<String> notice) throws IOException {
        List<ConfigDifference> differences = description();
        if (!differences.isEmpty()) {
            notice.accept(describe(differences));
        }
    }

    /** Reports changes in {@code config.yaml} that no command made, when a run is resumed with other settings. */
    void tellOfEdits(Consumer<String> notice) throws IOException {
        RunConfig config = folder.config();
        if (!unchanged(config)) {
            notice.accept(file() + " was changed by something other than a command: "
                    + join("; ", differences(config, List.of())));
        }
    }

    /**
     * The settings that commands wrote: the file's, or the checkpoint's if something other than a command changed the
     * file.
     */
    RunConfig commanded() throws IOException {
        RunConfig config = folder.config();
        return unchanged(config) || trained.isEmpty() ? config : trained.get().config(List.of());
    }

    /** Whether a command wrote the file's settings, as far as can be determined. */
    private boolean unchanged(RunConfig config) throws IOException {
        Optional<Boolean> intact = SettingsFile.intact(file(), config);
        if (intact.isPresent() && intact.get()) {
            return true;
        }
        return trained.isPresent() ? differences(config, List.of()).isEmpty() : intact.isEmpty();
    }

    private List<ConfigDifference> differences(RunConfig config, List<String> overrides) {
        return trained.map(settings -> ConfigDifference.list(settings.config(overrides), config))
                .orElse(List.of());
    }

    private List<ConfigDifference> fixed(RunConfig config) {
        return fixed(differences(config, List.of()));
    }

    private static List<ConfigDifference> fixed(List<ConfigDifference> differences) {
        return differences.stream()
                .filter(difference -> !CHANGEABLE.contains(difference.key()))
                .toList();
    }

    private List<ConfigDifference> description() throws IOException {
        return trained.isEmpty()
                ? List.of()
                : ConfigDifference.list(trained.get().description(), folder.describe());
    }

    private UsageException changed(List<ConfigDifference> differences) {
        TrainedSettings settings = trained.orElseThrow();
        StringBuilder message = new StringBuilder("the settings of the run " + folder.path()
                + " are not those it was trained with. Differences (checkpoint of step"
                + " " + settings.checkpoint().step() + " → now):\n  " + join("\n  ", differences) + "\n"
                + settings.bringBack(RunFolder.CONFIG));
        List<String> wanted = differences.stream()
                .filter(difference -> CHANGEABLE.contains(difference.key()))
                .map(difference -> difference.key() + "=" + difference.after())
                .toList();
        if (!wanted.isEmpty()) {
            List<Object> command = new ArrayList<>(List.of("train", "--resume", folder.path()));
            wanted.forEach(override -> command.addAll(List.of("--set", override)));
            message.append(wanted.size() < differences.size() ? "\nThen, to go on with " : "\nTo go on with ")
                    .append(String.join(" ", wanted))
                    .append(": ")
                    .append(Hint.of(command.toArray()))
                    .append('.');
        }
        if (wanted.size() < differences.size()) {
            message.append("\n").append(rule());
        }
        return new UsageException(message.toString());
    }

    /** The settings that may change within a run, for messages. */
    static String rule() {
        return "Only " + CHANGEABLE.stream().sorted().collect(Collectors.joining(", "))
                + " may change in a resumed run; for other settings start a new one.";
    }

    private String describe(List<ConfigDifference> differences) {
        TrainedSettings settings = trained.orElseThrow();
        return folder.path().resolve(RunFolder.RUN)
                + " has changed since the run was started. Differences (checkpoint of step"
                + " " + settings.checkpoint().step() + " → file):\n  " + join("\n  ", differences) + "\n"
                + settings.bringBack(RunFolder.RUN);
    }

    private Path file() {
        return folder.path().resolve(RunFolder.CONFIG);
    }

    private static String join(String between, List<ConfigDifference> differences) {
        return differences.stream().map(ConfigDifference::toString).collect(Collectors.joining(between));
    }
}
