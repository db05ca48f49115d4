package dev.facet.codes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The input of a generator: noise, then the codes in order. Immutable. A row is laid out as {@code [noise | code 0 |
 * code 1 …]}, the output of Q as {@code [code 0 | code 1 …]} with {@link Code#outputs()} numbers each.
 */
public record LatentSpec(Noise noise, List<Code> codes) {
    public LatentSpec {
        codes = List.copyOf(codes);
        Set<String> names = new HashSet<>();
        for (Code code : codes) {
            if (!names.add(code.name())) {
                throw new IllegalArgumentException(
                        "two codes are called '" + code.name() + "'; give each its own name");
            }
        }
        if (noise.size() + codes.stream().mapToLong(Code::width).sum() == 0) {
            throw new IllegalArgumentException("the latent specification is empty: it has neither noise nor codes");
        }
    }

    /** Number of generator inputs. */
    public int width() {
        return noise.size() + codes.stream().mapToInt(Code::width).sum();
    }

    /** Number of outputs of Q. */
    public int outputs() {
        return codes.stream().mapToInt(Code::outputs).sum();
    }

    /** Where a code starts in a row of the generator's input. */
    public int offset(Code code) {
        int offset = noise.size();
        for (Code other : codes.subList(0, position(code))) {
            offset += other.width();
        }
        return offset;
    }

    /** Where a code starts in a row of Q's output. */
    public int outputOffset(Code code) {
        int offset = 0;
        for (Code other : codes.subList(0, position(code))) {
            offset += other.outputs();
        }
        return offset;
    }

    /** The code with a name, if there is one. */
    public Optional<Code> code(String name) {
        return codes.stream().filter(code -> code.name().equals(name)).findFirst();
    }

    /** The categorical codes, in order. */
    public List<Code.Categorical> categorical() {
        return codes.stream()
                .filter(Code.Categorical.class::isInstance)
                .map(Code.Categorical.class::cast)
                .toList();
    }

    /** The categorical codes whose shares training learns, in order. */
    public List<Code.Categorical> learned() {
        return categorical().stream().filter(code -> code.prior().isLearned()).toList();
    }

    /** These codes, with other shares of categories for those named. It is equal to this specification. */
    public LatentSpec withShares(Map<String, List<Double>> shares) {
        return new LatentSpec(
                noise,
                codes.stream()
                        .map(code -> code instanceof Code.Categorical categorical && shares.containsKey(code.name())
                                ? categorical.with(shares.get(code.name()))
                                : code)
                        .toList());
    }

    /** The continuous codes, in order. */
    public List<Code.Continuous> continuous() {
        return codes.stream()
                .filter(Code.Continuous.class::isInstance)
                .map(Code.Continuous.class::cast)
                .toList();
    }

    /** Rows {@code first … first + count − 1} of the endless sequence of {@code seed}. */
    public LatentBatch draw(long seed, long first, int count) {
        float[] values = new float[count * width()];
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(seed, first + i);
            int offset = i * width();
            noise.draw(draws, values, offset);
            offset += noise.size();
            for (Code code : codes) {
                code.draw(draws, values, offset);
                offset += code.width();
            }
        }
        return new LatentBatch(this, count, values);
    }

    private int position(Code code) {
        int position = codes.indexOf(code);
        if (position < 0) {
            throw new IllegalArgumentException("code '" + code.name() + "' is not part of this specification");
        }
        return position;
    }
}
