package dev.facet.config;

import java.util.List;

/** Settings of a single method: a record whose components are the keys of a section. */
public interface OwnSettings {
    /** Refuses values that are out of range; keys are those of the section. */
    void check(Check check);

    /** Files that the settings name, which are read in training. */
    default List<String> files() {
        return List.of();
    }

    /**
     * The section of a method's own settings.
     *
     * @param key name of the section
     * @param type a record
     * @param defaults every key with its default and a comment, as YAML that begins with the section's name
     */
    record Section(String key, Class<? extends OwnSettings> type, String defaults) {}
}
