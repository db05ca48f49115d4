package dev.facet.settings;

import java.util.List;

import dev.facet.codes.Code;
import dev.facet.codes.Prior;
import dev.facet.config.Check;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.method.MethodType;
import dev.facet.method.Methods;
import dev.facet.model.family.Families;
import dev.facet.model.family.NetworkFamily;

/** Checks a whole configuration. Each part checks itself; this class checks how the parts fit together. */
public final class ConfigCheck {
    private ConfigCheck() {}

    /** Refuses a configuration that cannot be trained, with a {@link UsageException} naming the key. */
    public static void check(RunConfig config) {
        check(config, Check.unknownOrigin());
    }

    static void check(RunConfig config, Check check) {
        MethodType method = Methods.find(config.method())
                .orElseThrow(
                        () -> check.error("method", config.method(), "one of " + String.join(", ", Methods.names())));
        NetworkFamily family = Families.find(config.model().family())
                .orElseThrow(() -> check.error(
                        "model.family", config.model().family(), "one of " + String.join(", ", Families.names())));
        config.data().check(check.within("data"));
        latent(config, method, check);
        config.model().check(check.within("model"));
        family.check(config.data(), check);
        config.adversarial().check(check.within("adversarial"));
        config.infogan().check(check.within(InfoGanConfig.SECTION), config.latent());
        config.own().forEach((key, settings) -> settings.check(check.within(key)));
        method.check(config, check);
        config.training().check(check.within("training"));
        config.encoder().check(check.within("encoder"));
    }

    /** Merging looks at every pair of categories. */
    private static final int MOST_AUTO = 200;

    private static void latent(RunConfig config, MethodType method, Check check) {
        check.whole("latent.noise.size", config.latent().noise().size(), 0, 10_000);
        List<Code> codes = config.latent().codes();
        if (codes.isEmpty() && method.needsCodes()) {
            throw check.error("latent.codes", "empty", "at least one code, such as [{name: kind, categorical: 10}]");
        }
        if (method.hasClassCode() && config.latent().categorical().isEmpty()) {
            throw check.error(
                    "latent.codes",
                    codes.stream().map(Code::name).toList(),
                    "codes with a categorical one, which method " + method.name()
                            + " takes for the class, such as [{name: digit, categorical: 10}]");
        }
        for (Code.Categorical code : config.latent().categorical()) {
            if (code.size() > 10_000) {
                throw check.error(
                        "latent.codes", code.size() + " categories for '" + code.name() + "'", "at most 10000");
            }
        }
        priors(config, method, check);
        if (!method.takesSizes()) {
            config.latent().continuous().stream()
                    .filter(code -> code.size() > 1)
                    .findFirst()
                    .ifPresent(code -> {
                        throw check.error(
                                "latent.codes",
                                "one of '" + code.name() + "' with size " + code.size(),
                                "one of codes of single numbers, as method " + method.name()
                                        + " recovers each by itself; these methods take sizes: "
                                        + String.join(", ", Methods.namesOfThose(MethodType::takesSizes)));
                    });
        }
    }

    private static void priors(RunConfig config, MethodType method, Check check) {
        for (Code.Categorical code : config.latent().learned()) {
            String found = "'" + code.name() + "' with prior " + code.prior().text();
            if (!method.learnsPriors()) {
                throw check.error(
                        "latent.codes",
                        found,
                        "categories that are equally frequent, such as {name: " + code.name()
                                + ", categorical: 10}: method " + method.name() + " does not learn how frequent they"
                                + " are. These do: "
                                + String.join(", ", Methods.namesOfThose(MethodType::learnsPriors)));
            }
            if (code.hasLearned()) {
                throw check.error(
                        "latent.codes", "shares of '" + code.name() + "'", "no shares, which training learns");
            }
            if (code.prior() != Prior.AUTO) {
                continue;
            }
            if (method.hasClassCode()
                    && code.equals(config.latent().categorical().get(0))) {
                throw check.error(
                        "latent.codes",
                        found,
                        "a number of categories for '" + code.name() + "': method " + method.name()
                                + " takes it for the class, and there are as many as classes");
            }
            if (code.size() > MOST_AUTO) {
                throw check.error(
                        "latent.codes",
                        found + " and at most " + code.size() + " categories",
                        "at most " + MOST_AUTO + " of which the needed ones are found");
            }
            if (config.infogan().consistency().weight() == 0) {
                throw check.error(
                        "infogan.consistency.weight",
                        0,
                        "a weight above 0, because '" + code.name() + "' has as many categories as stay the same under"
                                + " the warps of self-consistency");
            }
        }
    }
}
