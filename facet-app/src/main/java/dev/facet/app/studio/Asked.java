package dev.facet.app.studio;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;

/**
 * What a request for a new run asks for, as it was written. At most one of {@code preset}, {@code like} and {@code
 * from} is set.
 *
 * @param data where the data is; null for that of the run in {@code like} or {@code from}
 * @param preset the name of a preset
 * @param like a run whose settings are taken
 * @param from a run whose settings and weights are taken
 * @param codes the codes, as on the command line
 * @param minutes the time limit
 * @param steps the most steps
 * @param seed the seed
 * @param settings other settings, each {@code key=value}
 */
record Asked(
        @Nullable Place data,
        @Nullable String preset,
        @Nullable String like,
        @Nullable String from,
        @Nullable String codes,
        @Nullable Double minutes,
        @Nullable Long steps,
        @Nullable Long seed,
        List<String> settings) {
    static final double LEAST_MINUTES = 0.01;
    static final double MOST_MINUTES = 100_000;
    static final long MOST_STEPS = 1_000_000_000L;

    private static final int MOST_SETTINGS = 100;
    private static final int LONGEST_TEXT = 4096;
    private static final Set<String> PLACES = Set.of("path", "set", "upload", "run");
    private static final Set<String> KEYS =
            Set.of("data", "preset", "like", "from", "codes", "minutes", "steps", "seed", "settings");

    /**
     * Where data is.
     *
     * @param kind {@code path} (below the root), {@code set} (a name), {@code upload} (a number) or {@code run} (that
     *     of a run)
     */
    record Place(String kind, String value) {}

    /**
     * Reads the body of a request.
     *
     * @throws Mistake naming the field that is wrong
     */
    static Asked parse(String text) {
        return of(Body.parse(text, KEYS));
    }

    private static Asked of(Body body) {
        Asked asked = new Asked(
                given(body, "data", () -> place(body)),
                text(body, "preset"),
                text(body, "like"),
                text(body, "from"),
                text(body, "codes"),
                given(body, "minutes", () -> body.number("minutes", 0, LEAST_MINUTES, MOST_MINUTES)),
                given(body, "steps", () -> body.whole("steps", 0, 1, MOST_STEPS)),
                given(body, "seed", () -> body.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE)),
                field("settings", () -> body.words("settings", MOST_SETTINGS, LONGEST_TEXT)));
        int starts = (asked.preset == null ? 0 : 1) + (asked.like == null ? 0 : 1) + (asked.from == null ? 0 : 1);
        if (starts > 1) {
            throw new Mistake(
                    "preset", "give one of preset, like and from; each says which settings a run begins with");
        }
        if (asked.data == null && asked.like == null && asked.from == null) {
            throw new Mistake(
                    "data",
                    "wanted data: {\"path\": \"FOLDER\"}, {\"set\": \"strokes\"}, {\"upload\": \"1\"} or"
                            + " {\"run\": \"RUN\"}");
        }
        return asked;
    }

    private static Place place(Body body) {
        Body data = body.object("data", PLACES);
        List<String> given = PLACES.stream().filter(data::has).sorted().toList();
        if (given.size() != 1) {
            throw new UsageException("data has " + given.size() + " of path, run, set and upload; wanted one");
        }
        String kind = given.get(0);
        return new Place(kind, checked(kind, data.text(kind, "")));
    }

    private static @Nullable String text(Body body, String key) {
        return given(body, key, () -> checked(key, body.text(key, "")));
    }

    private static <T> @Nullable T given(Body body, String key, Reading<T> reading) {
        return body.has(key) ? field(key, reading) : null;
    }

    private static String checked(String key, String text) {
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(c -> c < ' ')) {
            throw new UsageException(key + " has more than " + LONGEST_TEXT
                    + " characters, or a line break or another control character");
        }
        return text;
    }

    /** Reading of a field, whose mistakes name it. */
    @FunctionalInterface
    interface Reading<T> {
        T read();
    }

    /** What was read of a field. */
    static <T> T field(String name, Reading<T> reading) {
        try {
            return reading.read();
        } catch (UsageException e) {
            throw new Mistake(name, e);
        }
    }

    /** The body of a request for the same. */
    ObjectNode json() {
        ObjectNode node = Answers.JSON.createObjectNode();
        if (data != null) {
            node.putObject("data").put(data.kind(), data.value());
        }
        put(node, "preset", preset);
        put(node, "like", like);
        put(node, "from", from);
        put(node, "codes", codes);
        if (minutes != null) {
            node.put("minutes", minutes);
        }
        if (steps != null) {
            node.put("steps", steps);
        }
        if (seed != null) {
            node.put("seed", seed);
        }
        if (!settings.isEmpty()) {
            ArrayNode list = node.putArray("settings");
            settings.forEach(list::add);
        }
        return node;
    }

    private static void put(ObjectNode node, String key, @Nullable String text) {
        if (text != null) {
            node.put(key, text);
        }
    }
}
