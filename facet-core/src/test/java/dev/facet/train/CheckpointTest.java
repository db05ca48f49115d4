package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.model.Model;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointTest {
    private static final RunConfig CONFIG = ConfigReader.resolve(
            "strokes",
            List.of(
                    "data.count=50",
                    "model.width=4",
                    "training.batch=16",
                    "training.steps=2",
                    "training.checkpoint-every=1",
                    "training.keep-checkpoints=1",
                    "training.precision=fp32"));

    @TempDir
    private Path runs;

    @Test
    void aReaderFindsAGoodCheckpointWhileTrainingReplacesThem() throws Exception {
        Path run = Facet.train(CONFIG, runs, new Monitor() {}).run();
        RunFolder folder = RunFolder.open(run);
        Map<String, byte[]> records = folder.records(folder.config());
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger loads = new AtomicInteger();
        List<String> notices = new ArrayList<>();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (Dataset data = Facet.open(CONFIG.data(), Split.TRAIN)) {
            Future<Long> saved = writer.submit(() -> {
                try (TrainingState state = new TrainingState(folder.config(), data, false)) {
                    long step = 2;
                    while (!done.get()) {
                        // every third replaces one of the same step
                        step += step % 3 == 0 && state.progress().step() != step ? 0 : 1;
                        state.progress(state.progress().at(step, step));
                        int loaded = loads.get();
                        Checkpoint.save(folder.checkpoints(), state, records, 1);
                        while (loads.get() == loaded && !done.get()) {
                            Thread.sleep(1); // one checkpoint for each load: much faster than any training
                        }
                    }
                    return step;
                }
            });
            for (int i = 0; i < 150; i++) {
                try (Model model = RunModel.load(folder, notices::add)) {
                    assertThat(model.recognises()).isTrue();
                }
                loads.incrementAndGet();
            }
            done.set(true);
            assertThat(saved.get()).isGreaterThan(10);
        } finally {
            done.set(true);
            writer.shutdown();
        }
        assertThat(notices).isEmpty();
        assertThat(names(run.resolve("checkpoints"))).hasSize(1);
    }

    @Test
    void whatAKilledSaveLeftIsPutInOrder() throws IOException {
        Path run = Facet.train(CONFIG, runs, new Monitor() {}).run();
        Path checkpoints = run.resolve("checkpoints");
        Path newest = checkpoints.resolve("step-000002");
        // killed after the old one was set aside, before the new one of the same step replaced it
        Files.move(newest, checkpoints.resolve(".old-step-000002"));
        Files.createDirectories(checkpoints.resolve(".partial-step-000002/inside"));
        Checkpoint.clean(checkpoints);
        assertThat(names(checkpoints)).containsExactly("step-000002");
        // killed while an older one was deleted
        Path older = Files.createDirectory(checkpoints.resolve(".old-step-000001"));
        Files.copy(newest.resolve("state.json"), older.resolve("state.json"));
        Checkpoint.clean(checkpoints);
        assertThat(names(checkpoints)).containsExactly("step-000002");
        // a damaged one is not restored
        Files.move(newest, checkpoints.resolve(".old-step-000002"));
        Files.delete(checkpoints.resolve(".old-step-000002/weights.safetensors"));
        Checkpoint.clean(checkpoints);
        assertThat(names(checkpoints)).isEmpty();
    }

    @Test
    void trainingCleansItsFolderFirst() throws IOException {
        Path run = Facet.train(CONFIG, runs, new Monitor() {}).run();
        Files.createDirectories(run.resolve("checkpoints/.partial-step-000007"));
        Files.createFile(run.resolve(".samples-000007.png.0123abcd.tmp"));
        Facet.resume(run, Facet.config(run), new Monitor() {});
        assertThat(names(run)).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(names(run.resolve("checkpoints"))).containsExactly("step-000002");
    }

    /** The names of the files in a folder, without the best checkpoint ({@link BestCheckpointTest}). */
    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("best"))
                    .sorted()
                    .toList();
        }
    }
}
