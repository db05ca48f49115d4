package dev.facet.train;

import java.io.IOException;
import java.util.function.Consumer;

import org.bytedeco.javacpp.PointerScope;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Shape;
import dev.facet.format.Safetensors.Contents;
import dev.facet.method.Methods;
import dev.facet.model.Networks;
import dev.facet.model.TensorFile;
import dev.facet.model.layer.Network;

/**
 * The weights of a run from which another run starts.
 *
 * @param run the run's folder
 * @param step step of the checkpoint
 * @param contents contents of its file of weights
 */
record StartingWeights(RunFolder run, long step, Contents contents) {
    /** Loads the weights of a run's newest good checkpoint. */
    static StartingWeights of(RunFolder run, Consumer<String> notice) throws IOException {
        return Checkpoint.use(run.checkpoints(), notice, checkpoint -> {
                    SettingsCheck.of(run, checkpoint).requireTrained();
                    return new StartingWeights(run, checkpoint.step(), checkpoint.weights());
                })
                .orElseThrow(() -> new UsageException(run.nothingToLoad()));
    }

    /** Refuses a run with other networks. */
    void check(RunConfig config, Shape shape) {
        try (Networks networks = Networks.of(Methods.architecture(config, shape), false);
                PointerScope scope = new PointerScope()) {
            for (Network network : networks.all()) {
                TensorFile.read(contents, network.tensors());
            }
        } catch (IOException e) {
            throw new UsageException(
                    "the weights of " + run.path() + " do not fit the new run: " + e.getMessage()
                            + ". Keep the method, the codes, model.* and the size of the data as they are there.",
                    e);
        }
    }

    /** Copies the weights into the networks of a run and their averages. The optimisers start without moments. */
    void read(TrainingState state) throws IOException {
        state.adopt(contents);
    }

    @Override
    public String toString() {
        return "the weights of " + run.path() + " at step " + step;
    }
}
