package dev.facet.method.game;

import java.util.EnumMap;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.codes.Share;
import dev.facet.config.AugmentationConfig;
import dev.facet.config.AugmentationConfig.Mode;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Random changes of colour, position and content ({@link AugmentationConfig}), each kind applied to each image with a
 * probability. If the probability adapts, it rises while D is too sure of real images, and falls otherwise. Within a
 * step, real images are changed the same way in every pass, and so are generated images. Holds native memory.
 */
final class DifferentiableAugmentation implements Augmentation {
    /** Kinds of changes: colour, shift, cutout. */
    private static final int KINDS = 3;

    private static final int NEAREST = 1;
    private static final int ZEROS = 0;
    private static final int RED_GREEN_BLUE = 3;

    private final AugmentationConfig config;
    private final long seed;
    /** The probability of each kind of change, a tensor of one number. */
    private final Tensor probability;

    private final Map<Origin, Boolean> changed = new EnumMap<>(Origin.class);

    /** @param images the number of training images, which decides the first probability if it adapts */
    DifferentiableAugmentation(AugmentationConfig config, int images, long seed) {
        this.config = config;
        this.seed = seed;
        try (PointerScope scope = new PointerScope()) {
            probability = Tensors.of(new float[] {(float) config.firstProbability(images)}, 1)
                    .retainReference();
        }
    }

    @Override
    public Tensor apply(Tensor items, Step step, Origin origin) {
        Share share = Group.current().share(Group.current().size() * (int) items.size(0));
        Draws draws = new Draws(Draws.seed(seed, origin.name()), step.number());
        float[] chances = numbers(draws, 0, 1, KINDS, share);
        changed.put(origin, mayBeBelow(chances));
        if (!changed(origin)) {
            return items.to(ScalarType.Float);
        }
        Tensor applied = rows(chances, KINDS, share).lt(probability).to(ScalarType.Float);
        Tensor x = coloured(items.to(ScalarType.Float), column(applied, 0), draws, share);
        x = shifted(x, applied.select(0, 1), draws, share);
        return cut(x, column(applied, 2), draws, share);
    }

    @Override
    public boolean changed(Origin origin) {
        return changed.getOrDefault(origin, true);
    }

    /** Whether any number is below the probability. On a GPU, where looking would wait for the device, yes. */
    private boolean mayBeBelow(float[] numbers) {
        if (probability.is_cuda()) {
            return true;
        }
        float now = probability.item_float();
        for (float number : numbers) {
            if (number < now) {
                return true;
            }
        }
        return false;
    }

    /** Follows D's outputs on real images, and on as many generated ones. */
    @Override
    public void seen(Step step, Tensor surplus) {
        step.notes().put("augmentation/probability", probability.mean());
        if (config.mode() != Mode.ADAPTIVE) {
            return;
        }
        Group group = Group.current();
        double pace = group.size() * surplus.size(0) / config.ramp();
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor sure = group.average(surplus.to(ScalarType.Float).sign().mean());
            probability
                    .add_(sure.sub(Tensors.scalar(config.target())).sign().mul(Tensors.scalar(pace)))
                    .clamp_(Tensors.optional(0), Tensors.optional(AugmentationConfig.MOST));
        }
    }

    @Override
    public Map<String, Tensor> memory() {
        return Map.of("augmentation.probability", probability);
    }

    private Tensor coloured(Tensor x, Tensor applied, Draws draws, Share share) {
        Tensor y = x.add(column(drawn(draws, -config.brightness(), config.brightness(), 1, share), 0)
                .mul(applied));
        Tensor saturation = column(drawn(draws, -config.saturation(), config.saturation(), 1, share), 0);
        if (x.size(1) == RED_GREEN_BLUE) {
            y = stretched(y, saturation.mul(applied), 1);
        }
        Tensor contrast = column(drawn(draws, -config.contrast(), config.contrast(), 1, share), 0);
        return stretched(y, contrast.mul(applied), 1, 2, 3);
    }

    /** Moves pixels away from their mean over some dimensions: by the factor {@code 1 + more}. */
    private static Tensor stretched(Tensor x, Tensor more, long... dimensions) {
        return x.add(x.sub(x.mean(dimensions, true, new ScalarTypeOptional())).mul(more));
    }

    /** Shifts by whole pixels. What comes in is grey. */
    private Tensor shifted(Tensor x, Tensor applied, Draws draws, Share share) {
        int count = share.count();
        Tensor matrices = torch.zeros(new long[] {count, 2, 3}, applied.options());
        matrices.select(1, 0).select(1, 0).fill_(Tensors.scalar(1));
        matrices.select(1, 1).select(1, 1).fill_(Tensors.scalar(1));
        for (int axis = 0; axis < 2; axis++) {
            double extent = x.size(axis == 0 ? 3 : 2);
            Tensor pixels = drawn(draws, -config.shift(), config.shift(), 1, share)
                    .select(0, 0)
                    .mul(applied)
                    .mul(Tensors.scalar(extent))
                    .round();
            matrices.select(1, axis).select(1, 2).copy_(pixels.mul(Tensors.scalar(2 / extent)));
        }
        Tensor grid = Tensors.affineGrid(matrices, x.size(2), x.size(3));
        return torch.grid_sampler(x, grid, NEAREST, ZEROS, false);
    }

    /** Makes a rectangle of each image grey. */
    private Tensor cut(Tensor x, Tensor applied, Draws draws, Share share) {
        Tensor inside = applied;
        for (int dimension = 2; dimension < 4; dimension++) {
            long extent = x.size(dimension);
            long[] along = {1, 1, 1, 1};
            along[dimension] = extent;
            Tensor places = torch.arange(Tensors.scalar(0), Tensors.scalar(extent), applied.options())
                    .view(along);
            Tensor middle = column(drawn(draws, 0, extent, 1, share), 0);
            inside = inside.mul(places.add(Tensors.scalar(0.5))
                    .sub(middle)
                    .abs()
                    .le(Tensors.scalar(config.cutout() * extent / 2))
                    .to(ScalarType.Float));
        }
        return x.mul(inside.neg().add(Tensors.scalar(1)));
    }

    /** Uniform numbers {@code [rows, count]} for a share of the batch; they are drawn for all of it. */
    private static Tensor drawn(Draws draws, double low, double high, int rows, Share share) {
        return rows(numbers(draws, low, high, rows, share), rows, share);
    }

    private static float[] numbers(Draws draws, double low, double high, int rows, Share share) {
        float[] numbers = new float[rows * share.of()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) draws.uniform(low, high);
        }
        return numbers;
    }

    private static Tensor rows(float[] numbers, int rows, Share share) {
        return Tensors.of(numbers, rows, share.of()).narrow(1, share.first(), share.count());
    }

    /** A row of numbers as {@code [N, 1, 1, 1]}. */
    private static Tensor column(Tensor rows, int row) {
        return rows.select(0, row).reshape(-1, 1, 1, 1);
    }

    @Override
    public void close() {
        probability.close();
    }
}
