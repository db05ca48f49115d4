package dev.facet.train;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.method.Methods;
import dev.facet.torch.Placement;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * What rank 0 tells the other ranks of a run. Rank 0 decides: it tries starts, goes back to checkpoints, ends, and
 * writes all files. The others make the steps that it orders, and take over its state whenever it has changed
 * otherwise.
 */
final class Ranks {
    /** What the other ranks do next. */
    enum Order {
        /** Make the next step. */
        STEP,
        /** Take over the state of rank 0. */
        STATE,
        /** End. */
        END
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Group group;

    Ranks(Group group) {
        this.group = group;
    }

    /**
     * Refuses settings that cannot be trained by so many ranks.
     *
     * @throws UsageException that says what to change
     */
    static void check(RunConfig config, Dataset data, int ranks) {
        if (ranks == 1) {
            return;
        }
        checkBatch(config.training().batch(), ranks);
        int least = Methods.of(config).leastRows(config, data);
        if (least < ranks) {
            throw new UsageException(ranks + " ranks cannot divide the " + least
                    + " labelled images of a step; take at most " + least + " ranks, or more images per class.");
        }
    }

    /**
     * Refuses a batch that so many ranks cannot divide.
     *
     * @throws UsageException that names numbers of ranks that can
     */
    static void checkBatch(int batch, int ranks) {
        if (ranks == 1 || divide(batch, ranks)) {
            return;
        }
        List<String> fitting = IntStream.rangeClosed(2, batch / 2)
                .filter(n -> divide(batch, n))
                .boxed()
                .sorted(Comparator.comparingInt(n -> Math.abs(n - ranks)))
                .limit(2)
                .sorted()
                .map(String::valueOf)
                .toList();
        throw new UsageException(ranks + " ranks cannot divide a batch of " + batch
                + ": each needs as many rows as the others, and two at least. "
                + (fitting.isEmpty() ? "Train with one process" : "Take --ranks " + String.join(" or ", fitting))
                + ", or begin a new run with --set training.batch="
                + Math.max(2, (batch + ranks - 1) / ranks) * ranks + ".");
    }

    /** Whether ranks get as many rows of a batch each, and two at least. */
    private static boolean divide(int batch, int ranks) {
        return batch % ranks == 0 && batch / ranks >= 2;
    }

    /** Tells the others what to do next; does nothing alone. */
    void order(Order order) {
        if (!group.isAlone()) {
            try (PointerScope scope = new PointerScope();
                    Placement cpu = Placement.on(Device.CPU)) {
                group.broadcast(Tensors.of(new float[] {order.ordinal()}, 1), 0);
            }
        }
    }

    /** What rank 0 orders. Waits for it. */
    Order order() {
        try (PointerScope scope = new PointerScope();
                Placement cpu = Placement.on(Device.CPU)) {
            Tensor order = Tensors.of(new float[] {0}, 1);
            group.broadcast(order, 0);
            return Order.values()[Math.round(order.item_float())];
        }
    }

    /** Hands the state of rank 0 to all others; does nothing alone. */
    void tell(TrainingState state) {
        if (!group.isAlone()) {
            order(Order.STATE);
            share(state, state.progress());
        }
    }

    /** Takes over the state of rank 0. */
    void learn(TrainingState state) {
        state.restored(share(state, Progress.START));
    }

    private Progress share(TrainingState state, Progress progress) {
        ObjectNode told = JSON.createObjectNode();
        progress.write(told);
        Progress known = Progress.read(JSON.readTree(text(told.toString(), 0)));
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Tensor buffer : state.buffers()) {
                group.broadcast(buffer, 0);
            }
        }
        return known;
    }

    /** The text of rank {@code from}, on every rank. */
    String text(String own, int from) {
        byte[] bytes = own.getBytes(StandardCharsets.UTF_8);
        try (PointerScope scope = new PointerScope();
                Placement cpu = Placement.on(Device.CPU)) {
            Tensor length = Tensors.of(new float[] {bytes.length}, 1);
            group.broadcast(length, from);
            byte[] room = group.rank() == from ? bytes : new byte[Math.round(length.item_float())];
            if (room.length == 0) {
                return "";
            }
            Tensor text = Tensors.of(room, room.length);
            group.broadcast(text, from);
            return new String(Tensors.bytes(text), StandardCharsets.UTF_8);
        }
    }

    /** The texts of all ranks, by rank. */
    List<String> texts(String own) {
        return IntStream.range(0, group.size())
                .mapToObj(rank -> text(own, rank))
                .toList();
    }
}
