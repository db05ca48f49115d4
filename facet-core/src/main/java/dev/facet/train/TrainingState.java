package dev.facet.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.method.Method;
import dev.facet.method.Methods;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Priors;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.TensorFile;
import dev.facet.model.layer.Network;
import dev.facet.torch.Optimiser;
import dev.facet.torch.Parameters;
import dev.facet.torch.group.Group;

/**
 * Everything that changes during training: the method's networks, one optimiser per phase, the averages of networks,
 * and the position. There is no state of random numbers: latent rows, batches and warps are functions of the seed and
 * the step. Holds native memory; not thread-safe.
 */
final class TrainingState implements AutoCloseable {
    private static final String AVERAGE = "average.";

    private final RunConfig config;
    private final Shape shape;
    private final Method method;
    private final Group group;
    private final Map<Phase, Optimiser> optimisers = new LinkedHashMap<>();
    /** Number of updates by each optimiser, known without waiting for the device. */
    private final Map<Phase, Long> updates = new HashMap<>();

    private final List<Average> averages;
    private Progress progress = Progress.START;

    /** A state for training in one process. */
    TrainingState(RunConfig config, Dataset data, boolean bf16) {
        this(config, data, bf16, Group.ALONE);
    }

    /** A state for training in several processes, each with its share of every batch. */
    TrainingState(RunConfig config, Dataset data, boolean bf16, Group group) {
        this.config = config;
        this.shape = data.shape();
        this.group = group;
        method = Methods.make(config, data, bf16);
        for (Phase phase : method.phases()) {
            List<Parameters> trained =
                    phase.trained().stream().map(Network::parameters).toList();
            optimisers.put(phase, Optimiser.of(phase.descent(), trained));
        }
        Map<String, Double> halfLives = Average.halfLives(config.training(), method.parts());
        averages = method.networks().stream()
                .filter(network -> halfLives.containsKey(network.name()))
                .map(network ->
                        new Average(network, Objects.requireNonNull(halfLives.get(network.name())), begin(network)))
                .toList();
    }

    /** The first step at which a network is trained. */
    private long begin(Network network) {
        return method.phases().stream()
                .filter(phase -> phase.trained().contains(network))
                .mapToLong(phase -> phase.due().from())
                .min()
                .orElse(0);
    }

    Method method() {
        return method;
    }

    /** The first step at which G is trained. */
    long begins() {
        return begin(method.parts().generator());
    }

    /** Whether G has been trained; before that, its samples are noise. */
    boolean draws() {
        return progress.step() > begins();
    }

    /** The codes, with the shares of categories as far as they have been learned. */
    LatentSpec latent() {
        return method.drawn(config.latent());
    }

    Progress progress() {
        return progress;
    }

    void progress(Progress next) {
        progress = next;
    }

    /**
     * Resets the state to the starting weights of another start. The state is created with those of the first start.
     */
    void startAgain(Trial trial) {
        long seed = Draws.seed(config.training().seed(), "start " + trial.start());
        method.networks().forEach(network -> network.start(Draws.seed(seed, network.name())));
        optimisers.values().forEach(Optimiser::reset);
        updates.clear();
        averages.forEach(Average::startAgain);
        progress = progress.startingAgain(trial);
    }

    /** Call before the phases of a step. */
    void beginStep() {
        method.networks().forEach(Network::forgetPasses);
    }

    /** Backpropagates a phase's loss and updates its networks once. */
    void descend(Phase phase, Tensor loss) {
        loss.backward();
        phase.trained().forEach(Network::gatherGradient);
        // The only place where several processes combine their gradients.
        phase.trained().forEach(network -> group.mean(network.parameters().gradients()));
        TrainingConfig training = config.training();
        double scheduled = training.schedule().at(progress.step(), training.steps());
        double decay = 1 + phase.descent().decay() * updates.getOrDefault(phase, 0L);
        double pace = phase.pace().applyAsDouble(progress.step());
        optimiser(phase).step(phase.rate() * pace * scheduled * progress.rateScale() / decay);
        updates.merge(phase, 1L, Long::sum);
        phase.trained().forEach(Network::updated);
        phase.after().run();
    }

    /** Gives a phase new starting weights and resets its optimiser, if that is due at this step. */
    void renew(Phase phase) {
        if (phase.due().anew().test(progress.step())) {
            long seed = Draws.seed(config.training().seed(), "anew at " + progress.step());
            phase.trained().forEach(network -> network.start(Draws.seed(seed, network.name())));
            optimiser(phase).reset();
            updates.remove(phase);
        }
    }

    /** Prepares the networks for a phase: only those that it trains get gradients, which start at zero. */
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

    /** Every weight, running statistic and average, by name. These are views, not copies. */
    Map<String, Tensor> weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        method.networks().forEach(network -> tensors.putAll(network.tensors()));
        tensors.putAll(method.memory());
        averages.forEach(average -> average.tensors().forEach((name, tensor) -> tensors.put(AVERAGE + name, tensor)));
        return tensors;
    }

    /**
     * Every moment of the optimisers, by phase and weight. These are views, not copies. They are listed per weight
     * because the order in the flat buffer depends on the precision.
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

    /**
     * Everything that changes, in as few tensors as there are buffers: contiguous, in an order that depends on the
     * settings alone. After they have been filled from another process, call {@link #restored}.
     */
    List<Tensor> buffers() {
        List<Tensor> buffers = new ArrayList<>();
        for (Network network : method.networks()) {
            buffers.add(network.parameters().values());
            buffers.addAll(network.statistics().values());
        }
        buffers.addAll(new TreeMap<>(method.memory()).values());
        averages.forEach(average -> buffers.addAll(average.buffers()));
        for (Phase phase : method.phases()) {
            Optimiser optimiser = optimiser(phase);
            optimiser.moments().values().forEach(buffers::addAll);
            buffers.addAll(optimiser.counts());
        }
        return buffers;
    }

    /** Called after {@link #weights} and {@link #moments} have been filled from a checkpoint. */
    void restored(Progress saved) {
        method.networks().forEach(Network::refresh);
        method.restored();
        optimisers.forEach((phase, optimiser) -> updates.put(phase, optimiser.updates()));
        progress = saved;
    }

    /** Copies the weights of another run, and its averages and learned shares if it has them. */
    void adopt(Contents weights) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            for (Network network : method.networks()) {
                TensorFile.read(weights, network.tensors());
            }
            method.networks().forEach(Network::refresh);
            Map<String, Tensor> priors = new LinkedHashMap<>(method.memory());
            priors.keySet()
                    .retainAll(config.latent().learned().stream()
                            .map(Priors::tensor)
                            .toList());
            if (weights.entries().keySet().containsAll(priors.keySet())) {
                TensorFile.read(weights, priors);
                method.restored();
            }
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
                // The sum is finite only if all terms are; it also overflows if finite terms are extremely large.
                if (!Double.isFinite(network.parameters().values().sum().item_double())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The current model in fp32, with averages in place of the networks that are averaged. The caller closes it. */
    Model model() {
        return model(averages);
    }

    /** The current model in fp32, with all networks as they are trained, such as the G that D sees. Close it. */
    Model unaveraged() {
        return model(List.of());
    }

    private Model model(List<Average> shown) {
        Networks copy = Networks.of(Methods.architecture(config, shape), false);
        try (PointerScope scope = new PointerScope()) {
            List<Network> from = new ArrayList<>(method.parts().all());
            for (int i = 0; i < from.size(); i++) {
                copy.all().get(i).copy(from.get(i).tensors());
            }
            for (Average average : shown) {
                copy.all().stream()
                        .filter(network -> network.name().equals(average.name()))
                        .forEach(network -> network.copy(average.tensors()));
            }
        }
        return model(config, latent(), shape, copy);
    }

    /** The model saved in the weights of a checkpoint. The caller closes it. */
    static Model model(RunConfig config, Shape shape, Contents weights) throws IOException {
        return model(config, shape, weights, false);
    }

    /** The model saved in the weights of a checkpoint, to compute in bf16 or fp32. The caller closes it. */
    static Model model(RunConfig config, Shape shape, Contents weights, boolean bf16) throws IOException {
        LatentSpec latent = learned(config.latent(), weights);
        Networks networks = Networks.of(Methods.architecture(config, shape), bf16);
        try (PointerScope scope = new PointerScope()) {
            for (Network network : networks.all()) {
                TensorFile.read(weights, network.tensors());
            }
            Map<String, Double> halfLives = Average.halfLives(config.training(), networks);
            Map<String, Tensor> averaged = new LinkedHashMap<>();
            networks.all().stream()
                    .filter(network -> halfLives.containsKey(network.name()))
                    .forEach(network ->
                            network.tensors().forEach((name, tensor) -> averaged.put(AVERAGE + name, tensor)));
            TensorFile.read(weights, averaged);
            networks.all().forEach(Network::refresh);
        } catch (IOException | RuntimeException e) {
            networks.close();
            throw e;
        }
        return model(config, latent, shape, networks);
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

    /** Codes with the shares of categories that are saved in the weights of a checkpoint. */
    static LatentSpec learned(LatentSpec latent, Contents weights) throws IOException {
        Map<String, List<Double>> shares = new LinkedHashMap<>();
        for (Code.Categorical code : latent.learned()) {
            String name = Priors.tensor(code);
            shares.put(
                    code.name(),
                    Priors.list(weights.entry(name, Dtype.F32, code.size()).floats()));
        }
        try {
            return latent.withShares(shares);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the shares of categories that were saved with the weights are damaged: " + e.getMessage(), e);
        }
    }

    private static Model model(RunConfig config, LatentSpec latent, Shape shape, Networks networks) {
        return new Model(
                latent,
                shape,
                networks,
                config.infogan().minLogVariance(),
                Methods.of(config).learnsSigma(config));
    }
}
