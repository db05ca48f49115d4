package dev.facet.config;

/**
 * How the shares of categories are learned (Ojha, Singh, Hsieh, Lee 2020 learn them, too, by gradients). It counts for
 * categorical codes with a learned prior only.
 *
 * @param fromStep first step at which shares follow the data, or later: they never do while several starts are tried,
 *     and with a given number of categories not before half of the training
 * @param halfLife steps in which half of the way to the shares of real items is made
 * @param least smallest share, as a fraction of equal shares. A category that is hardly ever drawn is not learned by G,
 *     so Q cannot find it either. With {@link dev.facet.codes.Prior#AUTO}, a category below it ends empty
 * @param balance with {@link dev.facet.codes.Prior#AUTO}: how much self-consistency wants categories of equal size,
 *     once shares follow the data: 1 as without it, 0 not at all. Two categories that warps confuse are worth less than
 *     one if it is low
 * @param mergeEvery with {@link dev.facet.codes.Prior#AUTO}: steps between searches for categories to merge
 */
public record PriorConfig(long fromStep, double halfLife, double least, double balance, long mergeEvery) {
    /** A copy that begins at another step, and searches after another number of steps. */
    public PriorConfig with(long from, long every) {
        return new PriorConfig(from, halfLife, least, balance, every);
    }

    void check(Check check) {
        check.whole("from-step", fromStep, 0, Long.MAX_VALUE);
        check.number("half-life", halfLife, 1, 1e9);
        check.number("least", least, 1e-6, 0.5);
        check.number("balance", balance, 0, 1);
        check.whole("merge-every", mergeEvery, 1, Long.MAX_VALUE);
    }
}
