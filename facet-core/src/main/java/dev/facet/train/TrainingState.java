package dev.facet.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig.Sigma;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.format.Safetensors.Contents;
import dev.facet.method.Method;
import dev.facet.method.Phase;
import dev.facet.model.Model;
import dev.facet.model.Network;
import dev.facet.model.Networks;
import dev.facet.model.TensorFile;
import dev.facet.torch.Optimiser;
import dev.facet.torch.Parameters;

/**
 * Everything that changes while training: the method's networks, an optimiser per phase, the averages of the
 * generators, and the position. Random numbers need no place here: latent rows, batches and warps are functions of the
 * seed and the step. Holds native memory; not thread-safe.
 */
final class TrainingState implements AutoCloseable {
    private static final String AVERAGE = "average.";

    private final RunConfig config;
    private final Shape shape;
    private final Method method;
    private final Map<Phase, Optimiser> optimisers = new LinkedHashMap<>();
    private final List<Average> averages;
    private Progress progress = Progress.START;

    TrainingState(RunConfig config, Dataset data, boolean bf16) {
        this.config = config;
        this.shape = data.shape();
        method = Method.of(config, data, bf16);
        for (Phase phase : method.phases()) {
            List<Parameters> trained =
                    phase.trained().stream().map(Network::parameters).toList();
            optimisers.put(phase, Optimiser.of(phase.descent(), trained));
        }
        double halfLife = config.training().averageHalfLife();
        averages = halfLife > 0
                ? method.parts().generators().stream()
                        .map(network -> new Average(network, halfLife, begin(network)))
                        .toList()
                : List.of();
    }

    /** The first step that a network is trained at. */
    private long begin(Network network) {
        return method.phases().stream()
                .filter(phase -> phase.trained().contains(network))
                .mapToLong(Phase::from)
                .min()
                .orElse(0);
    }

    Method method() {
        return method;
    }

    Progress progress() {
        return progress;
    }

    void progress(Progress next) {
        progress = next;
    }

    /**
     * Begins again, from the starting weights of another start than the first, which is the one that the state is made
     * with.
     */
    void startAgain(Trial trial) {
        long seed = Draws.seed(config.training().seed(), "start " + trial.start());
        method.networks().forEach(network -> network.start(Draws.seed(seed, network.name())));
        optimisers.values().forEach(Optimiser::reset);
        averages.forEach(Average::startAgain);
        progress = progress.startingAgain(trial);
    }

    /** Before the phases of a step. */
    void beginStep() {
        method.networks().forEach(Network::forgetPasses);
    }

    /** Minimises a phase's loss by one step. */
    void descend(Phase phase, Tensor loss) {
        loss.backward();
        phase.trained().forEach(network -> network.gatherGradient());
        Optimiser optimiser = optimiser(phase);
        TrainingConfig training = config.training();
        double scheduled = training.schedule().at(progress.step(), training.steps());
        double decay = 1 + phase.descent().decay() * optimiser.updates();
        optimiser.step(phase.rate() * scheduled * progress.rateScale() / decay);
        phase.trained().forEach(Network::updated);
        phase.after().run();
    }

    /** Before a phase that begins anew at this step. */
    void renew(Phase phase) {
        if (phase.anew().test(progress.step())) {
            long seed = Draws.seed(config.training().seed(), "anew at " + progress.step());
            phase.trained().forEach(network -> network.start(Draws.seed(seed, network.name())));
            optimiser(phase).reset();
        }
    }

    /** Lets the graphs of a phase lead to what it trains and to nothing else. */
    void prepare(Phase phase) {
        for (Network network : method.networks()) {
            boolean trained = phase.trained().contains(network);
            network.parameters().trainable(trained);
            if (trained) {
                network.zeroGradient();
            }
        }
    }

    void average() {
        averages.forEach(average -> average.update(progress.step()));
    }

    /** Every weight, running statistic and average, by name; views. */
    Map<String, Tensor> weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        method.networks().forEach(network -> tensors.putAll(network.tensors()));
        tensors.putAll(method.memory());
        averages.forEach(average -> average.tensors().forEach((name, tensor) -> tensors.put(AVERAGE + name, tensor)));
        return tensors;
    }

    /**
     * Every moment of the optimisers, by phase and weight; views. Per weight, since the flat order depends on the
     * precision.
     */
    Map<String, Tensor> moments() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Phase phase : method.phases()) {
            Optimiser optimiser = optimiser(phase);
            for (int i = 0; i < phase.trained().size(); i++) {
                int position = i;
                Network network = phase.trained().get(i);
                Parameters parameters = network.parameters();
                for (String name : parameters.names()) {
                    optimiser
                            .moments()
                            .forEach((moment, flat) -> tensors.put(
                                    phase.name() + "." + moment + "." + name,
                                    parameters.value(name, flat.get(position))));
                }
                tensors.put(
                        phase.name() + ".step." + network.name(),
                        optimiser.counts().get(i));
            }
        }
        return tensors;
    }

    /** Told after {@link #weights} and {@link #moments} were filled from a checkpoint. */
    void restored(Progress saved) {
        method.networks().forEach(Network::refresh);
        method.restored();
        progress = saved;
    }

    /** Takes the weights of another run, and its averages where it has any. */
    void adopt(Contents weights) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            for (Network network : method.networks()) {
                TensorFile.read(weights, network.tensors());
            }
            method.networks().forEach(Network::refresh);
            for (Average average : averages) {
                average.startAgain();
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                average.tensors().forEach((name, tensor) -> tensors.put(AVERAGE + name, tensor));
                if (weights.entries().keySet().containsAll(tensors.keySet())) {
                    TensorFile.read(weights, tensors);
                }
            }
        }
    }

    /** Whether every weight is a finite number. */
    boolean finite() {
        try (PointerScope scope = new PointerScope()) {
            for (Network network : method.networks()) {
                // A sum is finite only if all its terms are, or overflows when they are as good as infinite.
                if (!Double.isFinite(network.parameters().values().sum().item_double())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The model as it is now, with the averaged generator, in fp32; the caller closes it. */
    Model model() {
        Networks copy = Networks.of(Method.architecture(config, shape), false);
        try (PointerScope scope = new PointerScope()) {
            List<Network> from = new ArrayList<>(method.parts().all());
            for (int i = 0; i < from.size(); i++) {
                copy.all().get(i).copy(from.get(i).tensors());
            }
            for (int i = 0; i < averages.size(); i++) {
                copy.generators().get(i).copy(averages.get(i).tensors());
            }
        }
        return model(config, shape, copy);
    }

    /** The model that was saved in a checkpoint's weights; the caller closes it. */
    static Model model(RunConfig config, Shape shape, Contents weights) throws IOException {
        Networks networks = Networks.of(Method.architecture(config, shape), false);
        try (PointerScope scope = new PointerScope()) {
            for (Network network : networks.all()) {
                TensorFile.read(weights, network.tensors());
            }
            if (config.training().averageHalfLife() > 0) {
                Map<String, Tensor> averaged = new LinkedHashMap<>();
                networks.generators()
                        .forEach(generator ->
                                generator.tensors().forEach((name, tensor) -> averaged.put(AVERAGE + name, tensor)));
                TensorFile.read(weights, averaged);
            }
            networks.all().forEach(Network::refresh);
        } catch (IOException | RuntimeException e) {
            networks.close();
            throw e;
        }
        return model(config, shape, networks);
    }

    @Override
    public void close() {
        optimisers.values().forEach(Optimiser::close);
        averages.forEach(Average::close);
        method.close();
    }

    private Optimiser optimiser(Phase phase) {
        return Objects.requireNonNull(optimisers.get(phase));
    }

    private static Model model(RunConfig config, Shape shape, Networks networks) {
        LatentSpec latent = config.latent();
        return new Model(
                latent,
                shape,
                networks,
                config.infogan().minLogVariance(),
                config.infogan().sigma() == Sigma.LEARNED);
    }
}
