package dev.facet.data.known;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Split;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.MatFile;

/**
 * Pen strokes of 20 letters that are written without lifting the pen (Williams, Toussaint, Storkey 2008): velocities to
 * the right and up, and the force of the pen, at 200 Hz. In the file all sequences of a letter have the same length,
 * because they are padded with points at which the pen rests. This padding is removed. The file has its original name;
 * the set's other file has no labels and is not read.
 */
final class Chartraj {
    static final String TRAIN = "trajectories_train.mat";
    static final SequenceShape SHAPE =
            new SequenceShape(List.of(channel("x"), channel("y"), channel("force")), 205, true);

    private Chartraj() {}

    private static Channel channel(String name) {
        return new Channel(name, new Scale(0, 1));
    }

    static Dataset open(Path file, DataConfig data, Split split) throws IOException {
        if (data.kind() == Kind.IMAGES || data.kind() == Kind.SEQUENCES) {
            throw new UsageException("chartraj is paths of a pen; leave data.kind at auto.");
        }
        return SequenceSet.of("chartraj", file, MatFile.read(file))
                .named(List.of("x", "y", "force"))
                .withoutRest()
                .open(data.withKind(Kind.PATHS), split);
    }
}
