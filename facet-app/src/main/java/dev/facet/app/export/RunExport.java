package dev.facet.app.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.app.figures.RunMetrics;
import dev.facet.export.Export;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxSession;
import dev.facet.train.RunFolder;

/** The export of a run, for the command line and for the studio. */
public final class RunExport {
    /** The folder of the page, within that of the export. */
    private static final String PAGE = "web";

    private RunExport() {}

    /**
     * Writes networks, weights and a README to {@code target}, which is made if it is not there. Measured figures are
     * those of the newest checkpoint, so no other has them in its README.
     *
     * @param checkpoint {@code best}, or the number of a step; null for the newest
     */
    public static Export networks(RunFolder run, @Nullable String checkpoint, Path target) throws IOException {
        Files.createDirectories(target);
        return checkpoint == null
                ? Facet.export(run.path(), RunMetrics.of(run.path()).figures(), target)
                : Facet.export(run.path(), checkpoint, target);
    }

    /**
     * Writes the page beside the networks that are in {@code target}.
     *
     * @param meanings what the codes of these weights were found to do
     * @return its files
     */
    public static List<Path> page(Export export, Path target, Optional<ObjectNode> meanings) throws IOException {
        Path generator = target.resolve(OnnxNames.GENERATOR_FILE);
        return WebExport.write(description(generator), meanings, generator, export.recogniser(), target.resolve(PAGE));
    }

    private static ModelDescription description(Path generator) throws IOException {
        try (OnnxSession session = OnnxSession.open(generator, 1)) {
            return session.description();
        }
    }
}
