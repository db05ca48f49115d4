package dev.facet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.facet.config.Hint;

/** Messages about the checkpoints that remain after a failure, and what to do. */
record Remains(Path run, Path checkpoints) {
    static Remains of(RunFolder folder) {
        return new Remains(folder.path(), folder.checkpoints());
    }

    /** Why no checkpoint is usable. */
    String nothingToLoad() {
        try {
            List<Checkpoint> all = Checkpoint.list(checkpoints);
            return all.isEmpty()
                    ? "the run " + run + " has no checkpoint yet: training saves the first when it begins. Go on with "
                            + resume() + "."
                    : damaged(all);
        } catch (IOException e) {
            return "the checkpoints of the run " + run + " cannot be read: " + e.getMessage() + ".";
        }
    }

    private String damaged(List<Checkpoint> all) {
        String list = all.stream()
                .map(checkpoint -> checkpoint.folder().getFileName() + ": "
                        + checkpoint.damage().orElse("whole"))
                .collect(Collectors.joining("\n  "));
        Path runs = run.toAbsolutePath().getParent();
        return "every checkpoint of the run " + run + " is damaged:\n  " + list
                + "\nNone can be loaded, and the run cannot go on. If you have a copy of " + checkpoints
                + ", put it back. Otherwise train again with the same settings: "
                + Hint.of("train", "--config", run.resolve(RunFolder.CONFIG), "--out", runs == null ? "runs" : runs)
                + ".";
    }

    /** Which checkpoints remain after a file of the run could not be written. */
    String afterFailedWrite() {
        try {
            Optional<Checkpoint> good = Checkpoint.newestGood(checkpoints, passedOver -> {});
            if (good.isEmpty() && !Checkpoint.list(checkpoints).isEmpty()) {
                return nothingToLoad();
            }
            return good.map(checkpoint -> "The last good one, " + checkpoint.folder()
                                    + ", is untouched: make room and go on with ")
                            .orElse("There is no earlier one: make room and begin again with ")
                    + resume() + ".";
        } catch (IOException e) {
            return "Whether an earlier one is intact is unknown: " + e.getMessage() + ".";
        }
    }

    private String resume() {
        return Hint.of("train", "--resume", run);
    }
}
