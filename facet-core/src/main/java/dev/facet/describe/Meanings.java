package dev.facet.describe;

import java.util.List;

/**
 * What the codes of a model were found to say.
 *
 * @param draws number of draws of everything but the code
 * @param generated number of items that were generated
 * @param real number of real items that were read; 0 if none were
 * @param codes in the order of the model. A code of several numbers, which serves as noise, is left out
 */
public record Meanings(int draws, int generated, int real, List<Meaning> codes) {
    public Meanings {
        codes = List.copyOf(codes);
    }
}
