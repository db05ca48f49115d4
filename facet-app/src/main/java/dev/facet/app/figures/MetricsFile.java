package dev.facet.app.figures;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.format.PlainFile;

/** The file {@code metrics.jsonl} of a run, to which {@code evaluate} appends. */
public final class MetricsFile {
    /** The most characters that are read; training writes none of them, and an evaluation some 3,000. */
    private static final long MOST = 64 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MetricsFile() {}

    /**
     * What was measured of the newest state of the run, the newest last. Measurements of older states ({@code evaluate
     * --checkpoint}) and damaged lines are left out.
     */
    static List<ObjectNode> lines(Path run) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        Path file = run.resolve("metrics.jsonl");
        if (!PlainFile.exists(file)) {
            return lines;
        }
        // invalid UTF-8 damages only its own line
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            long read = 0;
            for (String line = reader.readLine(); line != null && read < MOST; line = reader.readLine()) {
                read += line.length();
                try {
                    if (JSON.readTree(line) instanceof ObjectNode object
                            && !object.path("checkpoint").isString()) {
                        lines.add(object);
                    }
                } catch (JacksonException unfinished) {
                    continue;
                }
            }
        }
        return lines;
    }

    /**
     * All that is known of the newest state of the run on its own data: of each kind of figure the newest measurement.
     * Empty if nothing was measured.
     */
    public static ObjectNode known(Path run) throws IOException {
        ObjectNode known = JSON.createObjectNode();
        for (ObjectNode line : lines(run)) {
            if (line.path("own_data").asBoolean(true)) {
                known.setAll(line);
            }
        }
        return known;
    }
}
