package dev.facet.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Division;
import dev.facet.settings.ConfigWriter;
import dev.facet.torch.Engine;
import dev.facet.torch.group.Group;

/**
 * How the ranks of a run begin: rank 0 tells its settings, and all compare what must be the same for their results to
 * fit together. Two CPUs with other instructions compute with other kernels, so they round differently, and what
 * follows from such numbers may differ, too.
 */
final class Introduction {
    /** The instructions by which libtorch chooses its kernels. */
    private static final List<String> INSTRUCTIONS =
            List.of("avx2", "fma", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Introduction() {}

    /** What a rank says of itself. */
    private static ObjectNode facts(RunConfig config, Division division) {
        ObjectNode facts = JSON.createObjectNode();
        facts.put("Facet", version(RunFolder.class.getPackage().getImplementationVersion()));
        facts.put("libtorch", version(torch.class.getPackage().getImplementationVersion()));
        TreeSet<String> flags = new TreeSet<>(Engine.cpuFlags());
        flags.retainAll(INSTRUCTIONS);
        facts.put("instructions of the CPU", String.join(" ", flags));
        facts.put(
                "data",
                division.whole().name() + ", " + division.whole().size() + " × "
                        + division.whole().shape());
        facts.put("fingerprint of the data", division.whole().fingerprint());
        facts.put("held-out items", division.heldOut().size());
        facts.put("codes", config.latent().toString());
        facts.put("settings", Integer.toHexString(ConfigWriter.yaml(config).hashCode()));
        return facts;
    }

    private static String version(@Nullable String found) {
        return found == null ? "development" : found;
    }

    /**
     * Compares this rank with the others.
     *
     * @throws UsageException on all ranks if some differ, with each difference
     */
    static void compare(Group group, RunConfig config, Division division) {
        if (group.isAlone()) {
            return;
        }
        List<String> told = new Ranks(group).texts(facts(config, division).toString());
        List<Map<String, String>> all = new ArrayList<>();
        for (String text : told) {
            Map<String, String> facts = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> fact : JSON.readTree(text).properties()) {
                facts.put(fact.getKey(), fact.getValue().asString());
            }
            all.add(facts);
        }
        List<String> differences = differences(all);
        if (!differences.isEmpty()) {
            throw new UsageException("the ranks of a run must be the same, but they differ:\n  "
                    + String.join("\n  ", differences)
                    + "\nBring the same version, the same data and the same kind of CPU to all of them.");
        }
    }

    /** A line for each fact in which a rank differs from rank 0. */
    static List<String> differences(List<Map<String, String>> ranks) {
        List<String> differences = new ArrayList<>();
        Map<String, String> first = ranks.get(0);
        for (int rank = 1; rank < ranks.size(); rank++) {
            for (Map.Entry<String, String> fact : first.entrySet()) {
                String other = String.valueOf(ranks.get(rank).get(fact.getKey()));
                if (!fact.getValue().equals(other)) {
                    differences.add(
                            fact.getKey() + ": rank 0 has " + fact.getValue() + "; rank " + rank + " has " + other);
                }
            }
        }
        return differences;
    }
}
