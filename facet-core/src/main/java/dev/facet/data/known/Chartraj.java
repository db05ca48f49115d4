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
 * Pen strokes of 20 letters that are written in one go (Williams, Toussaint, Storkey 2008): velocities to the right and
 * up, and the force of the pen, 200 times a second. All sequences of a letter are as long in the file, which has filled
 * them up with points at which the pen rests; those are taken off. The file names of the set are those that its authors
 * chose; the sequences of the other file have no labels, and are left alone.
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
        DataConfig paths = new DataConfig(
                data.source(),
                Kind.PATHS,
                data.resolution(),
                data.channels(),
                data.scales(),
                data.count(),
                data.seed());
        return SequenceSet.of("chartraj", file, MatFile.read(file))
                .named(List.of("x", "y", "force"))
                .withoutRest()
                .open(paths, split);
    }
}
