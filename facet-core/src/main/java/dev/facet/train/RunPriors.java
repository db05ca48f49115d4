package dev.facet.train;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Prior;

/** The codes of a run with the shares of categories that its newest checkpoint has learned. */
public final class RunPriors {
    private RunPriors() {}

    /** The codes; with equal shares if nothing was learned, or no checkpoint can be read. */
    public static LatentSpec latent(RunFolder run) throws IOException {
        LatentSpec latent = run.config().latent();
        if (latent.learned().isEmpty()) {
            return latent;
        }
        for (Checkpoint checkpoint : Checkpoint.list(run.checkpoints())) {
            try {
                return TrainingState.learned(latent, checkpoint.weights());
            } catch (IOException unreadable) {
                // Training may just have replaced it, or it is damaged: an older one will do.
            }
        }
        return latent;
    }

    /** How often each category of a code is drawn, in words: {@code 11 of 20 categories are in use; 0: 10.3 %, …}. */
    public static String words(Code.Categorical code) {
        String shares = code.used().stream()
                .map(k -> String.format(
                        Locale.ROOT, "%d: %.1f %%", k, 100 * code.shares().get(k)))
                .collect(Collectors.joining(", "));
        return code.prior() == Prior.AUTO
                ? code.used().size() + " of " + code.size() + " categories are in use; " + shares
                : shares;
    }
}
