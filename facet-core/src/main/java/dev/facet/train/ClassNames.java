package dev.facet.train;

import java.io.IOException;
import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.method.Methods;

/**
 * Names the categories of a code that is the class by the classes of the data, so that they are asked for by these
 * names. Classes that are called 0, 1, 2 and so on need none.
 */
final class ClassNames {
    private ClassNames() {}

    /** Writes the names of a new run, if it has such a code and such classes. */
    static void write(RunFolder folder, RunConfig config, Dataset data) throws IOException {
        LatentSpec latent = config.latent();
        if (latent.categorical().isEmpty() || !Methods.of(config).hasClassCode()) {
            return;
        }
        CodeNames names = of(latent.categorical().get(0), Methods.of(config).classes(config, data));
        if (!names.equals(CodeNames.NONE) && names.misfit(latent).isEmpty()) {
            folder.write(latent, names);
        }
    }

    /** The names of the categories; none if every class is called by its index. */
    static CodeNames of(Code.Categorical code, List<String> classes) {
        CodeNames names = CodeNames.NONE;
        boolean differ = false;
        for (int k = 0; k < Math.min(code.size(), classes.size()); k++) {
            differ |= !classes.get(k).equals(Integer.toString(k));
            try {
                names = names.with(code, k, classes.get(k));
            } catch (IllegalArgumentException noName) {
                // Too long, or with a character that no name has: this category keeps its index.
            }
        }
        return differ ? names : CodeNames.NONE;
    }
}
