package dev.facet.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.config.TrainingConfig;
import dev.facet.config.TrainingConfig.AverageUnit;
import dev.facet.model.Networks;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * The exponential moving average of a network's weights and running statistics. An averaged generator makes steadier
 * pictures than the latest weights (Yazıcı et al. 2019). Holds native memory; not thread-safe.
 */
final class Average implements AutoCloseable {
    private final Network network;
    private final long begin;
    private final double decay;
    private final Tensor values;
    private final Map<String, Tensor> statistics = new LinkedHashMap<>();

    /**
     * Starts at the network's current values.
     *
     * @param halfLife half-life in steps
     * @param begin the first step at which the network is trained
     */
    Average(Network network, double halfLife, long begin) {
        this.network = network;
        this.begin = begin;
        this.decay = Math.pow(0.5, 1 / halfLife);
        try (PointerScope scope = new PointerScope()) {
            values = torch.empty_like(network.parameters().values()).retainReference();
            values.copy_(network.parameters().values());
            network.statistics()
                    .forEach((name, tensor) -> statistics.put(
                            name, torch.empty_like(tensor).copy_(tensor).retainReference()));
        }
    }

    /**
     * The networks to average, by name, with their half-lives in steps. Networks that make items have
     * {@code training.average-half-life}; {@code training.averages} sets others and overrides it.
     */
    static Map<String, Double> halfLives(TrainingConfig training, Networks networks) {
        Map<String, Double> asSet = new LinkedHashMap<>();
        networks.makers().forEach(name -> asSet.put(name, training.averageHalfLife()));
        asSet.putAll(training.averages());
        Map<String, Double> steps = new LinkedHashMap<>();
        double unit = training.averageUnit() == AverageUnit.IMAGES ? training.batch() : 1;
        asSet.forEach((name, halfLife) -> {
            if (halfLife > 0) {
                steps.put(name, halfLife / unit);
            }
        });
        return steps;
    }

    /** The network's name. */
    String name() {
        return network.name();
    }

    /** Resets the average to the network's current values. */
    void startAgain() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            values.copy_(network.parameters().values());
            statistics.forEach((name, tensor) ->
                    tensor.copy_(Objects.requireNonNull(network.statistics().get(name))));
        }
    }

    /**
     * Updates the average after {@code step} steps. At first the average follows the network faster, so that starting
     * weights are soon forgotten.
     */
    void update(long step) {
        long since = Math.max(0, step - begin);
        double weight = 1 - Math.min(decay, (1.0 + since) / (10.0 + since));
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            values.lerp_(network.parameters().values(), Tensors.scalar(weight));
            statistics.forEach((name, tensor) -> {
                Tensor latest = network.statistics().get(name);
                if (latest != null) {
                    tensor.lerp_(latest, Tensors.scalar(weight));
                }
            });
        }
    }

    /** Every averaged tensor under the network's own names. These are views, not copies. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        network.parameters()
                .names()
                .forEach(name -> tensors.put(name, network.parameters().value(name, values)));
        tensors.putAll(statistics);
        return tensors;
    }

    /** The averages, in as few tensors as there are buffers. */
    List<Tensor> buffers() {
        List<Tensor> buffers = new ArrayList<>(List.of(values));
        buffers.addAll(statistics.values());
        return buffers;
    }

    @Override
    public void close() {
        values.close();
        statistics.values().forEach(Tensor::close);
    }
}
