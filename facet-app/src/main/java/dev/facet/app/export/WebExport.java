package dev.facet.app.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.onnx.ModelDescription;

/**
 * A page that explores an exported generator, and recognises pictures if there is a recogniser. It needs no server and
 * can be opened from its folder.
 */
public final class WebExport {
    private static final String VIEWER = "/dev/facet/app/web/viewer/";
    private static final String WASM = "ort-wasm-simd-threaded.wasm";

    private WebExport() {}

    /** Whether the page is part of this program; building it needs Node.js. */
    public static boolean hasViewer() {
        return WebExport.class.getResource(VIEWER + "viewer.js") != null;
    }

    /** Throws a {@link UsageException} with advice if the page was not built. */
    public static void requireViewer() {
        if (!hasViewer()) {
            throw new UsageException(
                    "the page was not built, because there was no npm. Install Node.js, 20 or newer (Debian, Ubuntu:"
                            + " sudo"
                            + " apt install nodejs npm), remove target/launch, and try again.");
        }
    }

    /**
     * Writes {@code index.html} and its files to {@code folder}; {@code generator} and {@code recogniser} are exported
     * files.
     *
     * @param meanings what the codes were found to do, as {@link dev.facet.describe.MeaningsTree} writes proposals
     */
    public static List<Path> write(
            ModelDescription description,
            Optional<ObjectNode> meanings,
            Path generator,
            Optional<Path> recogniser,
            Path folder)
            throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (String name : List.of("index.html", "viewer.js", "viewer.css")) {
            files.add(write(folder.resolve(name), resource(name)));
        }
        // A page that is opened from a folder may run scripts from it, but may not fetch files.
        files.add(write(folder.resolve("wasm.js"), text("window.FACET_WASM = \"" + base64(resource(WASM)) + "\";\n")));
        files.add(write(
                folder.resolve("model.js"),
                text("window.FACET_MODEL = {description: " + escaped(description.json())
                        + meanings.map(found -> ", meanings: " + escaped(found.toString()))
                                .orElse("")
                        + property("generator", generator)
                        + (recogniser.isPresent() ? property("recogniser", recogniser.get()) : "") + "};\n")));
        return files;
    }

    /** JSON that a script can hold. */
    private static String escaped(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String property(String name, Path file) throws IOException {
        return ", " + name + ": \"" + base64(Files.readAllBytes(file)) + "\"";
    }

    private static Path write(Path file, byte[] content) throws IOException {
        AtomicFile.write(file, content);
        return file;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = WebExport.class.getResourceAsStream(VIEWER + name)) {
            if (in == null) {
                throw new IOException("the program is incomplete: " + VIEWER + name + " is missing from it");
            }
            return in.readAllBytes();
        }
    }
}
