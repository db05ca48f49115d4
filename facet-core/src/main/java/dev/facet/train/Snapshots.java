package dev.facet.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.facet.codes.Alignment;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.explore.Grid;
import dev.facet.explore.Samples;
import dev.facet.explore.Traversal;
import dev.facet.explore.TraversalLayout;
import dev.facet.format.PngFile;
import dev.facet.model.Model;
import dev.facet.torch.Placement;

/** The pictures of a training run: real images, and samples of fixed noise and codes at different steps. */
final class Snapshots {
    private static final int REALS = 100;
    private static final int REALS_WIDTH = 10;
    private static final int SAMPLE_ROWS = 8;

    private final RunFolder folder;
    private final Dataset data;
    private final Monitor monitor;
    private final long seed;

    Snapshots(RunFolder folder, RunConfig config, Dataset data, Monitor monitor) {
        this.folder = folder;
        this.data = data;
        this.monitor = monitor;
        this.seed = Draws.seed(config.training().seed(), "snapshots");
    }

    /** Draws some random images of the data. */
    void reals() throws IOException {
        Draws draws = new Draws(seed, 0);
        int count = Math.min(REALS, data.size());
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = draws.nextInt(data.size());
        }
        Items images = Items.of(data, drawn);
        write(0, folder.reals(), Grid.of(images, REALS_WIDTH).draw());
    }

    /**
     * Draws samples of fixed latent rows and a traversal of each code, with the averaged generator.
     *
     * @param alignment the codes that are traversed; if empty, those that were trained
     */
    void take(TrainingState state, long step, Optional<Alignment> alignment) throws IOException {
        // a model is used on the CPU
        try (Placement cpu = Placement.on(Device.CPU)) {
            Model trained = state.model();
            // both share their networks, which closing either closes
            try (Model model = alignment.map(trained::aligned).orElse(trained)) {
                LatentSpec latent = model.latent();
                int width = Samples.width(latent);
                LatentBatch rows = Samples.latents(latent, seed, width * SAMPLE_ROWS);
                write(
                        step,
                        folder.samples(step),
                        Grid.of(trained.generate(rows), width).draw());
                List<BufferedImage> traversals = Traversal.all(latent, TraversalLayout.standard(seed)).stream()
                        .map(traversal -> traversal.draw(model))
                        .toList();
                if (!traversals.isEmpty()) {
                    write(step, folder.codes(step), Grid.stack(traversals));
                }
            }
        }
    }

    private void write(long step, Path file, BufferedImage image) throws IOException {
        PngFile.write(file, image, Grid.DENSITY);
        monitor.wrote(step, file);
    }
}
