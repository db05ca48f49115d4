package dev.facet.config;

import java.util.List;
import java.util.function.UnaryOperator;

import dev.facet.codes.Code;

/** What every number of a configuration may be, and what must fit together. */
public final class ConfigCheck {
    private final UnaryOperator<String> origin;

    private ConfigCheck(UnaryOperator<String> origin) {
        this.origin = origin;
    }

    /** Refuses a configuration that cannot be trained, with a {@link UsageException} naming the key. */
    public static void check(RunConfig config) {
        check(config, path -> "");
    }

    /** Likewise; {@code origin} tells where the value at a path came from. */
    static void check(RunConfig config, UnaryOperator<String> origin) {
        ConfigCheck check = new ConfigCheck(origin);
        if (!RunConfig.METHODS.contains(config.method())) {
            throw check.error("method", config.method(), "one of " + String.join(", ", RunConfig.METHODS));
        }
        check.data(config.data());
        check.latent(config);
        check.model(config);
        check.adversarial(config.adversarial());
        check.infogan(config.infogan(), config.latent().codes());
        check.whole("ssinfogan.per-class", config.ssinfogan().perClass(), 1, 1_000_000);
        check.number("ssinfogan.weight", config.ssinfogan().weight(), 0, 1000);
        check.infogancr(config.infogancr());
        check.stackedgan(config);
        check.training(config.training());
    }

    private void data(DataConfig data) {
        if (data.source().isBlank()) {
            throw error("data.source", "empty", "a built-in set, a known set, or a path");
        }
        if (data.resolution() != 0) {
            whole("data.resolution", data.resolution(), 8, 1024);
        }
        data.scales().forEach((channel, scale) -> {
            String path = "data.scales." + channel;
            if (!Double.isFinite(scale.mean()) || !Double.isFinite(scale.deviation()) || scale.deviation() <= 0) {
                throw error(path, scale, "a mean and a deviation above 0, such as {mean: 0, deviation: 1}");
            }
        });
        boolean images = !data.kind().isSequential();
        if (images && data.channels() != 0 && data.channels() != 1 && data.channels() != 3) {
            throw error("data.channels", data.channels(), "1 (grey), 3 (RGB) or 0 (the data's own)");
        }
        whole("data.count", data.count(), 2, 100_000_000);
    }

    private void latent(RunConfig config) {
        whole("latent.noise.size", config.latent().noise().size(), 0, 10_000);
        List<Code> codes = config.latent().codes();
        if (codes.isEmpty() && !config.method().equals("gan")) {
            throw error("latent.codes", "empty", "at least one code, such as [{name: kind, categorical: 10}]");
        }
        if (config.hasClassCode() && config.latent().categorical().isEmpty()) {
            throw error(
                    "latent.codes",
                    codes.stream().map(Code::name).toList(),
                    "codes with a categorical one, which method " + config.method()
                            + " takes for the class, such as [{name: digit, categorical: 10}]");
        }
        for (Code.Categorical code : config.latent().categorical()) {
            if (code.size() > 10_000) {
                throw error("latent.codes", code.size() + " categories for '" + code.name() + "'", "at most 10000");
            }
        }
    }

    private void model(RunConfig config) {
        ModelConfig model = config.model();
        whole("model.width", model.width(), 4, 1024);
        number("model.leak", model.leak(), 0, 0.99);
        boolean paper = model.family() == ModelConfig.Family.INFOGAN_MNIST;
        if (paper && config.data().resolution() != 0 && config.data().resolution() != 28) {
            throw error("data.resolution", config.data().resolution(), "28, as model.family is infogan-mnist");
        }
        if (paper && config.data().channels() == 3) {
            throw error("data.channels", 3, "1, as model.family is infogan-mnist");
        }
    }

    private void adversarial(AdversarialConfig adversarial) {
        whole("adversarial.generator-every", adversarial.generatorEvery(), 1, 1000);
        whole("adversarial.generator-steps", adversarial.generatorSteps(), 1, 100);
        number("adversarial.clip", adversarial.clip(), 0, 1000);
        number("adversarial.r1", adversarial.r1(), 0, 1000);
        number("adversarial.gradient-penalty", adversarial.gradientPenalty(), 0, 1000);
    }

    private void infogan(InfoGanConfig infogan, List<Code> codes) {
        number("infogan.lambda-categorical", infogan.lambdaCategorical(), 0, 1000);
        number("infogan.lambda-continuous", infogan.lambdaContinuous(), 0, 1000);
        List<String> names = codes.stream().map(Code::name).toList();
        infogan.lambda().forEach((name, weight) -> {
            String path = "infogan.lambda." + name;
            if (!names.contains(name)) {
                throw error(path, weight, "the name of a code: " + String.join(", ", names));
            }
            number(path, weight, 0, 1000);
        });
        number("infogan.min-log-variance", infogan.minLogVariance(), -30, 10);
        whole("infogan.continuous-from-step", infogan.continuousFromStep(), 0, Long.MAX_VALUE);
        InfoGanConfig.Consistency consistency = infogan.consistency();
        number("infogan.consistency.weight", consistency.weight(), 0, 1000);
        number("infogan.consistency.continuous", consistency.continuous(), 0, 1000);
        number("infogan.consistency.rotation", consistency.rotation(), 0, Math.PI);
        number("infogan.consistency.shear", consistency.shear(), 0, 2);
        number("infogan.consistency.scale", consistency.scale(), 0, 2);
        number("infogan.consistency.shift", consistency.shift(), 0, 2);
        number("infogan.consistency.colour", consistency.colour(), 0, 1);
        whole("infogan.consistency.regroup-every", consistency.regroupEvery(), 0, Long.MAX_VALUE);
        whole("infogan.consistency.starts", consistency.starts(), 1, 100);
        whole("infogan.consistency.start-steps", consistency.startSteps(), 20, Long.MAX_VALUE);
    }

    private void infogancr(InfoGanCrConfig contrast) {
        ramp("infogan-cr.weight", contrast.weight(), 1000);
        ramp("infogan-cr.gap", contrast.gap(), 2);
        rate("infogan-cr.rate", contrast.rate());
    }

    private void ramp(String path, InfoGanCrConfig.Ramp ramp, double most) {
        number(path + ".start", ramp.start(), 0, most);
        number(path + ".change", ramp.change(), -most, most);
        whole(path + ".every", ramp.every(), 1, Long.MAX_VALUE);
        whole(path + ".times", ramp.times(), 0, 1_000_000);
        double end = ramp.at(Long.MAX_VALUE);
        if (end > most) {
            throw error(
                    path + ".change",
                    Numbers.plain(ramp.change()),
                    "such that start + times · change, now " + Numbers.plain(end) + ", is at most "
                            + Numbers.plain(most));
        }
    }

    private void stackedgan(RunConfig config) {
        StackedGanConfig stacked = config.stackedgan();
        whole("stackedgan.encoder-steps", stacked.encoderSteps(), 1, 1_000_000_000);
        rate("stackedgan.encoder-rate", stacked.encoderRate());
        whole("stackedgan.joint-from-step", stacked.jointFromStep(), 0, Long.MAX_VALUE);
        level("stackedgan.level0", stacked.level0());
        level("stackedgan.level1", stacked.level1());
        if (config.method().equals("stackedgan")) {
            String none = "0, as method stackedgan has two discriminators, whose slopes and weights it leaves alone";
            AdversarialConfig adversarial = config.adversarial();
            number("adversarial.r1", adversarial.r1(), none);
            number("adversarial.gradient-penalty", adversarial.gradientPenalty(), none);
            number("adversarial.clip", adversarial.clip(), none);
        } else if (!config.method().equals("cgan")) {
            config.latent().continuous().stream()
                    .filter(code -> code.size() > 1)
                    .findFirst()
                    .ifPresent(code -> {
                        throw error(
                                "latent.codes",
                                "one of '" + code.name() + "' with size " + code.size(),
                                "one of codes of single numbers, as method " + config.method()
                                        + " recovers each by itself; methods stackedgan and cgan take sizes");
                    });
        }
    }

    private void level(String path, StackedGanConfig.Level level) {
        number(path + ".adversarial", level.adversarial(), 0, 1000);
        number(path + ".conditional", level.conditional(), 0, 1000);
        number(path + ".entropy", level.entropy(), 0, 1000);
    }

    private void number(String path, double value, String wanted) {
        if (value != 0) {
            throw error(path, Numbers.plain(value), wanted);
        }
    }

    private void training(TrainingConfig training) {
        whole("training.batch", training.batch(), 2, 65_536);
        whole("training.steps", training.steps(), 1, 1_000_000_000);
        number("training.minutes", training.minutes(), 0, 1e6);
        whole("training.threads", training.threads(), 0, 1024);
        rate("training.generator-rate", training.generatorRate());
        rate("training.discriminator-rate", training.discriminatorRate());
        decay("training.beta1", training.beta1());
        decay("training.beta2", training.beta2());
        number("training.decay", training.decay(), 0, 1);
        number("training.average-half-life", training.averageHalfLife(), 0, 1e9);
        whole("training.snapshot-every", training.snapshotEvery(), 1, Long.MAX_VALUE);
        whole("training.checkpoint-every", training.checkpointEvery(), 1, Long.MAX_VALUE);
        whole("training.keep-checkpoints", training.keepCheckpoints(), 1, 1_000_000);
    }

    private void whole(String path, long value, long least, long most) {
        if (value < least || value > most) {
            String wanted = most == Long.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
            throw error(path, value, "a whole number, " + wanted);
        }
    }

    private void number(String path, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw error(
                    path, Numbers.plain(value), "a number from " + Numbers.plain(least) + " to " + Numbers.plain(most));
        }
    }

    private void rate(String path, double value) {
        if (!(value > 0 && value <= 1)) {
            throw error(path, Numbers.plain(value), "a learning rate above 0 and at most 1");
        }
    }

    private void decay(String path, double value) {
        if (!(value >= 0 && value < 1)) {
            throw error(path, Numbers.plain(value), "0 or more and less than 1");
        }
    }

    private UsageException error(String path, Object found, String wanted) {
        String where = origin.apply(path);
        return new UsageException(path + " is " + Shown.of(String.valueOf(found))
                + (where.isEmpty() ? "" : " (" + where + ")") + "; it must be " + wanted + ".");
    }
}
