package dev.facet.app.studio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.launch.JavaProcess;
import dev.facet.config.UsageException;
import dev.facet.format.FileTail;

/**
 * Says what a run would be, by {@code facet train --dry-run} in another process: a model may need more memory than the
 * server has, and a failure of native code would end it. One at a time. Thread-safe.
 */
final class Estimates implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 50_000;
    private static final long MOST_SECONDS = 300;
    private static final int OUTPUT_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(Estimates.class);

    private final String main;
    private final Later<ObjectNode> later = new Later<>("the estimate", PATIENCE_MILLIS);

    /** {@code main} is the main class of the command line. */
    Estimates(String main) {
        this.main = main;
    }

    /** The output of {@code train --dry-run --json} with these arguments. */
    ObjectNode of(List<String> arguments) throws IOException {
        return later.ask(String.join("\0", arguments), () -> measure(arguments));
    }

    private ObjectNode measure(List<String> arguments) throws IOException {
        Path out = Files.createTempFile("facet-estimate-", ".txt");
        Path err = Files.createTempFile("facet-estimate-", ".txt");
        try {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of("--dry-run", "--json"));
            Process process = JavaProcess.of(main, all)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    throw new UsageException(
                            "steps could not be timed in " + MOST_SECONDS + " s; is the machine busy?");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Busy();
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                String said = text(err).strip();
                throw new UsageException(
                        said.isEmpty()
                                ? "steps could not be timed: exit code " + process.exitValue()
                                : said.replaceFirst("^(?s:.*\n)?facet: ", ""));
            }
            return read(text(out));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static ObjectNode read(String output) {
        try {
            JsonNode node = Answers.JSON.readTree(output);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            LOG.error("the estimate is not JSON: {}", output, e);
        }
        throw new IllegalStateException("the estimate is not a JSON object");
    }

    private static String text(Path file) throws IOException {
        return new String(FileTail.bytes(file, 0, OUTPUT_BYTES), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        later.close();
    }
}
