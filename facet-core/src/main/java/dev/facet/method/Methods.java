package dev.facet.method;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.facet.config.OwnSettings;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;

/** The list of all methods. To add a method, write a class and add a line here. */
public final class Methods {
    private static final List<MethodType> ALL = List.of(
            Gan.TYPE,
            Cgan.TYPE,
            Acgan.TYPE,
            InfoGan.TYPE,
            InfoGanCr.TYPE,
            SsInfoGan.TYPE,
            ClusterGan.TYPE,
            StackedGan.TYPE);

    private Methods() {}

    /** All method types, in the order in which to show them. */
    public static List<MethodType> all() {
        return ALL;
    }

    /** The values that the setting {@code method} may have. */
    public static List<String> names() {
        return namesOfThose(type -> true);
    }

    /** The names of the methods that satisfy a condition. */
    public static List<String> namesOfThose(Predicate<MethodType> what) {
        return ALL.stream().filter(what).map(MethodType::name).toList();
    }

    /** The method with a name, if there is one. */
    public static Optional<MethodType> find(String name) {
        return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** The method that a configuration names. */
    public static MethodType of(RunConfig config) {
        return find(config.method())
                .orElseThrow(() -> new UsageException(
                        "method is '" + config.method() + "'; there are " + String.join(", ", names()) + "."));
    }

    /** The networks of the method that a configuration names. */
    public static Architecture architecture(RunConfig config, Shape shape) {
        return of(config).architecture(config, shape);
    }

    /**
     * Creates the method that a configuration names, with starting weights. The caller still owns the data and closes
     * it.
     */
    public static Method make(RunConfig config, Dataset data, boolean bf16) {
        return of(config).make(config, data, bf16);
    }

    /** Rejects data and codes that the method cannot be trained with. Allocates nothing. */
    public static void check(RunConfig config, Dataset data) {
        of(config).check(config, data);
        if (config.training().averages().isEmpty()) {
            return;
        }
        Set<String> networks = architecture(config, data.shape()).networks().keySet();
        for (String name : config.training().averages().keySet()) {
            if (!networks.contains(name)) {
                throw new UsageException("training.averages names '" + name + "'; the networks of method "
                        + config.method() + " are " + String.join(", ", networks) + ".");
            }
        }
    }

    /** The settings sections that belong to single methods. */
    public static List<OwnSettings.Section> sections() {
        return ALL.stream().flatMap(type -> type.section().stream()).toList();
    }
}
