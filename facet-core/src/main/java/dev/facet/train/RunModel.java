package dev.facet.train;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.model.Model;
import dev.facet.torch.Engine;

/** Loads the models of runs. */
public final class RunModel {
    private RunModel() {}

    /** The model of a run's newest good checkpoint, aligned and calibrated if the run is. The caller closes it. */
    public static Model load(RunFolder folder, Consumer<String> notice) throws IOException {
        Engine.loadAhead();
        return Checkpoint.use(
                        folder.checkpoints(),
                        notice,
                        checkpoint ->
                                RunCalibration.apply(load(folder, checkpoint, notice), folder, checkpoint, notice))
                .orElseThrow(() -> new UsageException(folder.nothingToLoad()));
    }

    /**
     * The model of a checkpoint that a user asks for: {@code best}, or its step. Calibrated if the run's calibration is
     * of this checkpoint. The caller closes it.
     *
     * @throws UsageException if there is no such checkpoint, or it is damaged
     */
    public static Model load(RunFolder folder, String which, Consumer<String> notice) throws IOException {
        Engine.loadAhead();
        Checkpoint checkpoint = Checkpoint.chosen(folder, which);
        return RunCalibration.apply(load(folder, checkpoint, notice), folder, checkpoint, notice);
    }

    /**
     * The step of a checkpoint that a user asks for.
     *
     * @throws UsageException as {@link #load(RunFolder, String, Consumer)}
     */
    public static long step(RunFolder folder, String which) throws IOException {
        return Checkpoint.chosen(folder, which).step();
    }

    /** The newest good checkpoint of a run that has one. */
    static Checkpoint newest(RunFolder folder, Consumer<String> notice) throws IOException {
        return Checkpoint.newestGood(folder.checkpoints(), notice)
                .orElseThrow(() -> new UsageException(folder.nothingToLoad()));
    }

    /**
     * Like {@link #load(RunFolder, Consumer)}, with the codes and readings as they were trained, whatever was measured
     * since.
     */
    public static Model trained(RunFolder folder, Consumer<String> notice) throws IOException {
        return Checkpoint.use(folder.checkpoints(), notice, checkpoint -> trained(folder, checkpoint, notice))
                .orElseThrow(() -> new UsageException(folder.nothingToLoad()));
    }

    /** When what was measured of a run last changed: a loaded model is up to date if all are equal. */
    public static List<Long> measured(RunFolder folder) {
        return List.of(RunCalibration.time(folder), RunAlignment.time(folder), RunEncoder.time(folder));
    }

    /** The model of a checkpoint, with its encoder and its alignment if the run has these. The caller closes it. */
    static Model load(RunFolder folder, Checkpoint checkpoint, Consumer<String> notice) throws IOException {
        Model trained = trained(folder, checkpoint, notice);
        Model encoded = RunEncoder.apply(trained, folder, checkpoint, notice);
        return RunAlignment.apply(encoded, folder, checkpoint, notice);
    }

    /** The model of a checkpoint, with the settings and codes it was trained with. The caller closes it. */
    static Model trained(RunFolder folder, Checkpoint checkpoint, Consumer<String> notice) throws IOException {
        return trained(folder, checkpoint, false, notice);
    }

    /** The same, to compute in bf16 or fp32. */
    static Model trained(RunFolder folder, Checkpoint checkpoint, boolean bf16, Consumer<String> notice)
            throws IOException {
        SettingsCheck check = SettingsCheck.of(folder, checkpoint);
        check.requireTrained();
        check.tell(notice);
        RunConfig config = folder.config();
        Engine.load();
        return TrainingState.model(config, Shape.of(config.data()), checkpoint.weights(), bf16);
    }
}
