package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Share;
import dev.facet.data.Dataset;
import dev.facet.method.consistency.Neighbours.Compared;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Regularly searches for groups of real items that are in one of Q's categories but look like another
 * ({@link ClassGroups}). Draws items of these groups, each with its new category. The groups found are saved with the
 * weights. Uses no labels. Holds native memory.
 */
final class Regrouping implements AutoCloseable {
    private static final int NEIGHBOURS = 10;
    private static final int AT_ONCE = 500;

    private final LatentSpec latent;
    private final Networks networks;
    private final Neighbours neighbours;
    private final long every;
    private final long seed;
    /** For each categorical code, the new category of each item as a number, or {@link ClassGroups#STAYS}. */
    private final Map<String, Tensor> found = new LinkedHashMap<>();
    /** For each code, the items that should move and their new categories; absent until read from {@link #found}. */
    private final Map<String, Moves> moves = new LinkedHashMap<>();

    private record Moves(int[] items, int[] to) {}

    /**
     * Randomly drawn items of groups.
     *
     * @param images {@code [N, c, h, w]}; unspecified if N is 0
     * @param wanted the new category of each
     * @param share which of the drawn items these are, if several processes have divided them
     * @param all the number of items to draw from
     */
    record Some(Tensor images, int[] wanted, Share share, int all) {}

    /**
     * @param compared what of items says which are alike
     * @param every steps between searches
     */
    Regrouping(LatentSpec latent, Networks networks, Dataset data, Compared compared, long every, long seed) {
        this.latent = latent;
        this.networks = networks;
        this.neighbours = new Neighbours(data, networks.scaling(), Math.min(NEIGHBOURS, data.size() - 1), compared);
        this.every = every;
        this.seed = seed;
        try (PointerScope scope = new PointerScope()) {
            for (Code.Categorical code : latent.categorical()) {
                Tensor none = Tensors.zeros(ScalarType.Float, neighbours.items());
                none.fill_(Tensors.scalar(ClassGroups.STAYS));
                found.put(code.name(), none.retainReference());
            }
        }
    }

    /**
     * The result of {@link #look}, by code. These are the tensors themselves, not copies. Call {@link #restored} after
     * changing them.
     */
    Map<String, Tensor> found() {
        return found;
    }

    /** Called after {@link #found} has changed. */
    void restored() {
        moves.clear();
    }

    /** Searches for groups if the step is due. Half-way to the next search, forgets the groups found. */
    void look(long step) {
        if (step % every == every / 2) {
            // a move that Q has not accepted by now is probably wrong
            latent.categorical().forEach(this::settled);
        }
        if (step == 0 || step % every != 0) {
            return;
        }
        Group group = Group.current();
        for (Code.Categorical code : latent.categorical()) {
            if (group.rank() == 0) {
                search(code);
            }
            group.broadcast(tensor(code), 0);
        }
        restored();
    }

    /** Finds the groups of a code. */
    private void search(Code.Categorical code) {
        int[] categories = categories(code);
        int[] to = ClassGroups.moves(
                categories, code.size(), neighbours.table(), neighbours.typicality(categories, code.size()));
        float[] numbers = new float[to.length];
        for (int i = 0; i < to.length; i++) {
            numbers[i] = to[i];
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            tensor(code).copy_(Tensors.of(numbers, numbers.length));
        }
    }

    /** Forgets the groups of a code, because they have moved. */
    void settled(Code.Categorical code) {
        try (NoGradGuard guard = new NoGradGuard()) {
            tensor(code).fill_(Tensors.scalar(ClassGroups.STAYS));
        }
        moves.remove(code.name());
    }

    /**
     * Draws {@code count} items that should move to another category of a code; none if there are no groups. If several
     * processes train, each reads its share of them.
     */
    Some draw(Code.Categorical code, long step, int count) {
        Moves known = moves.computeIfAbsent(code.name(), name -> read(code));
        int all = known.items().length;
        Share share = Group.current().share(all == 0 ? 0 : count);
        int[] drawn = new int[share.count()];
        int[] wanted = new int[drawn.length];
        Draws draws = new Draws(Draws.seed(seed, code.name()), step);
        for (int i = 0; i < share.of(); i++) {
            int one = draws.nextInt(all);
            int at = i - share.first();
            if (at >= 0 && at < drawn.length) {
                drawn[at] = known.items()[one];
                wanted[at] = known.to()[one];
            }
        }
        return new Some(drawn.length == 0 ? Tensors.zero() : neighbours.read(drawn), wanted, share, all);
    }

    /** Q's most probable category for each item. */
    private int[] categories(Code.Categorical code) {
        int[] categories = new int[neighbours.items()];
        for (int from = 0; from < categories.length; from += AT_ONCE) {
            int[] items = IntStream.range(from, Math.min(from + AT_ONCE, categories.length))
                    .toArray();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor outputs = networks.recognise(neighbours.read(items), Mode.INFER);
                float[] logits = Tensors.floats(outputs.narrow(1, latent.outputOffset(code), code.size()));
                for (int i = 0; i < items.length; i++) {
                    categories[from + i] = largest(logits, i * code.size(), code.size());
                }
            }
        }
        return categories;
    }

    private Moves read(Code.Categorical code) {
        float[] numbers = Tensors.floats(tensor(code));
        int[] items = IntStream.range(0, numbers.length)
                .filter(i -> Math.round(numbers[i]) != ClassGroups.STAYS)
                .toArray();
        return new Moves(
                items, Arrays.stream(items).map(i -> Math.round(numbers[i])).toArray());
    }

    private Tensor tensor(Code.Categorical code) {
        return Objects.requireNonNull(found.get(code.name()));
    }

    private static int largest(float[] numbers, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (numbers[from + i] > numbers[from + best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        List.copyOf(found.values()).forEach(Tensor::close);
    }
}
