package dev.facet.data.sequence;

import java.util.List;
import java.util.stream.IntStream;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;

/** Whether settings fit sequences, and what they leave open. */
final class SequenceFit {
    private static final int LONGEST = 1024;

    private SequenceFit() {}

    /** Checks what the configuration asks for, before any file is touched. */
    static void check(DataConfig data) {
        if (data.resolution() < 0 || data.resolution() > LONGEST) {
            throw new UsageException("data.resolution is " + data.resolution() + "; sequences are brought to 16 to "
                    + LONGEST + " points in time, or 0 to take what fits.");
        }
    }

    /** Checks what the configuration says about the channels, which have these names. */
    static void check(DataConfig data, String name, List<String> names) {
        int found = names.size();
        if (data.channels() != 0 && data.channels() != found) {
            throw new UsageException("data.channels is " + data.channels() + ", but the sequences of " + name + " have "
                    + found + " channels; leave it at 0.");
        }
        if (data.kind() == Kind.PATHS && found < 2) {
            throw new UsageException(
                    "data.kind is paths, whose first two channels are steps in a plane; the sequences of " + name
                            + " have 1 channel. Use data.kind=sequences.");
        }
        if (!data.scales().isEmpty() && !List.copyOf(data.scales().keySet()).equals(names)) {
            throw new UsageException("data.scales is for the channels "
                    + data.scales().keySet() + ", but those of " + name + " are " + names + ".");
        }
    }

    /** The names of {@code count} channels, if there are so many, else numbers. */
    static List<String> names(List<String> known, int count) {
        return known.size() == count
                ? known
                : IntStream.rangeClosed(1, count).mapToObj(c -> "channel" + c).toList();
    }
}
