package dev.facet.codes;

/**
 * The rows of a batch that one of several processes computes: {@code first … first + count − 1} of {@code of}. Row
 * <em>i</em> of latents and data is the same whoever computes it.
 */
public record Share(int first, int count, int of) {
    public Share {
        if (first < 0 || count < 0 || first + count > of) {
            throw new IllegalArgumentException("rows " + first + " … " + (first + count) + " are not part of " + of);
        }
    }

    /** All rows. */
    public static Share all(int rows) {
        return new Share(0, rows, rows);
    }

    /** The share of process {@code rank} of {@code ranks}. The shares differ by at most one row. */
    public static Share of(int rows, int rank, int ranks) {
        int first = (int) ((long) rows * rank / ranks);
        int next = (int) ((long) rows * (rank + 1) / ranks);
        return new Share(first, next - first, rows);
    }
}
