package dev.facet.app.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Model.CommandSpec;

import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.explore.CodeLookup;
import dev.facet.explore.CodeValues;
import dev.facet.train.RunFolder;

/** The names of a run's codes, for commands. */
final class RunNames {
    private RunNames() {}

    /** The names of a run. If its file of names is damaged they are empty, and a message goes to standard error. */
    static CodeNames of(Path run, LatentSpec latent, CommandSpec spec) {
        return RunFolder.open(run)
                .names(latent, notice -> spec.commandLine().getErr().println("facet: " + notice));
    }

    /** Resolves values given to codes, and reports on standard error how they were interpreted. */
    static CodeValues values(LatentSpec latent, CodeNames names, Map<String, String> given, CommandSpec spec) {
        CodeValues values = CodeValues.parse(latent, names, given);
        values.taken().forEach(spec.commandLine().getErr()::println);
        return values;
    }

    /**
     * Settings of codes with commas between: {@code digit=2,c1=-1}. A comma without a following {@code CODE=} is part
     * of a name.
     *
     * @param option the option with the settings, for messages
     */
    static Map<String, String> settings(String option, List<String> texts) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String text : texts) {
            for (String setting : text.split(",(?=[^,=]*=)")) {
                int equals = setting.indexOf('=');
                if (equals < 1) {
                    throw new UsageException(
                            option + " has '" + setting + "'; wanted CODE=VALUE, such as " + option + " digit=2,c1=-1");
                }
                settings.put(setting.substring(0, equals).strip(), setting.substring(equals + 1));
            }
        }
        return settings;
    }

    /** Replaces the name of a code in a key of the statistics by its id: {@code nats/c1} for {@code nats/slant}. */
    static String key(String given, LatentSpec latent, CodeNames names) {
        int slash = given.indexOf('/');
        String name = given.substring(slash + 1);
        boolean named = latent.codes().stream()
                .anyMatch(code -> names.name(code).filter(name::equals).isPresent());
        return slash > 0 && named
                ? given.substring(0, slash + 1)
                        + new CodeLookup(latent, names).code(name).name()
                : given;
    }

    /** Replaces the id of a code in a key of the statistics by its name, if it has one: {@code nats/slant}. */
    static String named(String key, CodeNames names) {
        int slash = key.indexOf('/');
        return slash < 0
                ? key
                : key.substring(0, slash + 1)
                        + names.name(key.substring(slash + 1)).orElse(key.substring(slash + 1));
    }

    /** A key of the statistics for people: {@code nats/slant (c1)}. */
    static String label(String key, CodeNames names) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash + 1) + names.label(key.substring(slash + 1));
    }
}
