package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Network;
import dev.facet.model.Networks;

/** A way to train: networks plus phases. One class per method. Holds native memory; whoever makes it closes it. */
public sealed interface Method extends AutoCloseable permits Gan, Cgan, Acgan, InfoGan, OnInfoGan, StackedGan {
    /**
     * The method that {@code config} names, for {@code data}, with starting weights. The data stays the caller's to
     * close.
     */
    static Method of(RunConfig config, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        return switch (config.method()) {
            case "gan" -> new Gan(config, shape, bf16);
            case "cgan" -> new Cgan(config, shape, bf16);
            case "acgan" -> new Acgan(config, shape, bf16);
            case "infogan" -> new InfoGan(config, data, bf16);
            case "infogan-cr" -> new InfoGanCr(config, data, bf16);
            case "ssinfogan" -> new SsInfoGan(config, data, bf16);
            case "stackedgan" -> new StackedGan(config, shape, bf16);
            default -> throw unknown(config);
        };
    }

    /** The networks of that method. */
    static Architecture architecture(RunConfig config, Shape shape) {
        return switch (config.method()) {
            case "gan" -> Gan.architecture(config, shape);
            case "cgan" -> Cgan.architecture(config, shape);
            case "acgan" -> Acgan.architecture(config, shape);
            case "infogan" -> InfoGan.architecture(config, shape);
            case "infogan-cr" -> InfoGanCr.architecture(config, shape);
            case "ssinfogan" -> SsInfoGan.architecture(config, shape);
            case "stackedgan" -> StackedGan.architecture(config, shape);
            default -> throw unknown(config);
        };
    }

    /** Finds out whether {@code config} fits the data, before anything is made. */
    static void check(RunConfig config, Dataset data) {
        if (config.hasClassCode()) {
            ClassCode.check(config, data);
        }
        Method.of(config, data, false).close();
    }

    private static UsageException unknown(RunConfig config) {
        return new UsageException(
                "method is '" + config.method() + "'; there are " + String.join(", ", RunConfig.METHODS) + ".");
    }

    /** In the order they run within a step. */
    List<Phase> phases();

    /** Every network, for checkpoints. */
    default List<Network> networks() {
        return parts().all();
    }

    /** How often training begins. */
    default Starts starts() {
        return Starts.ONE;
    }

    /** What begins later than at the first step. */
    default List<Milestone> milestones() {
        return List.of();
    }

    /**
     * What else is to be saved with the weights, by name; the tensors themselves. Call {@link #restored} after changing
     * them.
     */
    default Map<String, Tensor> memory() {
        return Map.of();
    }

    /** Told that the networks and {@link #memory} have been brought to what was saved. */
    default void restored() {}

    /** The networks as pictures and models need them. */
    Networks parts();

    @Override
    default void close() {
        parts().close();
    }
}
