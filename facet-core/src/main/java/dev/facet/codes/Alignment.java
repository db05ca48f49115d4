package dev.facet.codes;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sliders in place of uniform codes that were found to move items together: slider i is a direction in the space of
 * these codes, and takes the name and the range of code i. Immutable.
 *
 * <p>With s the codes and t the sliders, both from −1 to 1 over their ranges, s = Σ_i rᵢ tᵢ vᵢ for the orthonormal
 * directions vᵢ. The reach rᵢ = 1 / max_j |v_ij| (1 to √n for n codes) makes the ends of slider i the last points
 * inside the ranges of all codes if the other sliders are in their middle. Several sliders at their ends leave these
 * ranges.
 *
 * @param codes the names of the codes, at least two
 * @param directions the unit vector vᵢ of each slider, in the order of the codes
 * @param shares the part of all movement that each slider causes; their sum is 1
 */
public record Alignment(List<String> codes, List<List<Double>> directions, List<Double> shares) {
    private static final double TOLERANCE = 1e-6;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the directions are not orthonormal, or the parts do not belong together
     */
    public Alignment {
        codes = List.copyOf(codes);
        directions = directions.stream().map(List::copyOf).toList();
        shares = List.copyOf(shares);
        int count = codes.size();
        Set<String> different = new HashSet<>(codes);
        if (count < 2 || different.size() < count) {
            throw new IllegalArgumentException(
                    "an alignment needs two different codes or more; it has " + String.join(", ", codes));
        }
        if (directions.size() != count
                || shares.size() != count
                || directions.stream().anyMatch(direction -> direction.size() != count)) {
            throw new IllegalArgumentException("an alignment of " + count + " codes needs as many directions of "
                    + count + " numbers, and shares");
        }
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                if (!(Math.abs(dot(directions.get(i), directions.get(j)) - (i == j ? 1 : 0)) <= TOLERANCE)) {
                    throw new IllegalArgumentException("the directions of sliders " + codes.get(i) + " and "
                            + codes.get(j) + " are not unit vectors at right angles");
                }
            }
            if (!(shares.get(i) >= 0)) {
                throw new IllegalArgumentException("a share of the sliders is below 0: " + shares);
            }
        }
        if (!(Math.abs(shares.stream().mapToDouble(share -> share).sum() - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("the shares of the sliders do not add up to 1: " + shares);
        }
    }

    /** The codes of a specification that can be aligned: uniform codes of one number. */
    public static List<Code.Uniform> candidates(LatentSpec latent) {
        return latent.codes().stream()
                .filter(code -> code instanceof Code.Uniform uniform && uniform.size() == 1)
                .map(Code.Uniform.class::cast)
                .toList();
    }

    /** Whether this was measured for codes of these names. */
    public boolean fits(LatentSpec latent) {
        return candidates(latent).stream().map(Code::name).toList().equals(codes);
    }

    /**
     * The same sliders in the order and with the signs of an earlier alignment of the same codes, so that names which
     * people gave to its sliders stay right. The sliders that agree most are paired first.
     */
    public Alignment ordered(Alignment earlier) {
        if (!earlier.codes.equals(codes)) {
            throw new IllegalArgumentException("codes " + codes + " and " + earlier.codes + " differ");
        }
        int count = codes.size();
        List<int[]> pairs = IntStream.range(0, count * count)
                .mapToObj(k -> new int[] {k / count, k % count})
                .sorted(Comparator.comparingDouble(
                        pair -> -Math.abs(dot(directions.get(pair[0]), earlier.directions.get(pair[1])))))
                .toList();
        int[] own = new int[count]; // the slider that takes each earlier one's place
        Arrays.fill(own, -1);
        Set<Integer> taken = new HashSet<>();
        for (int[] pair : pairs) {
            if (own[pair[1]] < 0 && taken.add(pair[0])) {
                own[pair[1]] = pair[0];
            }
        }
        return new Alignment(
                codes,
                IntStream.range(0, count)
                        .mapToObj(i -> signed(directions.get(own[i]), earlier.directions.get(i)))
                        .toList(),
                Arrays.stream(own).mapToObj(shares::get).toList());
    }

    private static List<Double> signed(List<Double> direction, List<Double> like) {
        double sign = dot(direction, like) < 0 ? -1 : 1;
        return direction.stream().map(number -> sign * number).toList();
    }

    /** The reach rᵢ of a slider. */
    public double reach(int slider) {
        return 1 / directions.get(slider).stream().mapToDouble(Math::abs).max().orElseThrow();
    }

    /**
     * The largest angle, in degrees, between a slider and the code that is nearest to it. 0 if the sliders are the
     * codes, maybe in another order; at most 45 for two codes.
     */
    public double angle() {
        return IntStream.range(0, codes.size())
                .mapToDouble(i -> Math.toDegrees(Math.acos(Math.min(1, 1 / reach(i)))))
                .max()
                .orElseThrow();
    }

    /** A linear map of numbers in the units of the codes: {@code y = matrix · x + offset}. */
    public record Affine(double[][] matrix, double[] offset) {}

    /** The map from the sliders to the codes that G takes. */
    public Affine toCodes(LatentSpec latent) {
        return map(
                latent,
                (i, j, half) -> half[j] / half[i] * reach(i) * directions.get(i).get(j),
                true);
    }

    /** The inverse of {@link #toCodes}. */
    public Affine toSliders(LatentSpec latent) {
        return map(
                latent,
                (i, j, half) -> half[i] / half[j] / reach(i) * directions.get(i).get(j),
                false);
    }

    /** The rows of sliders that make the same items as rows of codes. Everything else in the rows stays. */
    public LatentBatch toSliders(LatentBatch rows) {
        LatentSpec latent = rows.spec();
        List<Code.Uniform> aligned = candidates(latent);
        Affine map = toSliders(latent);
        LatentBatch sliders =
                new LatentBatch(latent, rows.count(), rows.values().clone());
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < aligned.size(); i++) {
                double value = map.offset()[i];
                for (int j = 0; j < aligned.size(); j++) {
                    value += map.matrix()[i][j] * rows.value(aligned.get(j), row);
                }
                sliders.setValue(aligned.get(i), row, value);
            }
        }
        return sliders;
    }

    private interface Entry {
        /** The entry of slider i and code j; {@code half} has half the ranges of the codes. */
        double of(int i, int j, double[] half);
    }

    private Affine map(LatentSpec latent, Entry entry, boolean codesAreRows) {
        List<Code.Uniform> aligned = candidates(latent);
        int count = aligned.size();
        double[] middle = aligned.stream().mapToDouble(code -> code.at(0)).toArray();
        double[] half =
                aligned.stream().mapToDouble(code -> code.at(1) - code.at(0)).toArray();
        double[][] matrix = new double[count][count];
        double[] offset = middle.clone();
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                matrix[row][column] = codesAreRows ? entry.of(column, row, half) : entry.of(row, column, half);
                offset[row] -= matrix[row][column] * middle[column];
            }
        }
        return new Affine(matrix, offset);
    }

    private static double dot(List<Double> one, List<Double> other) {
        return IntStream.range(0, one.size())
                .mapToDouble(k -> one.get(k) * other.get(k))
                .sum();
    }
}
