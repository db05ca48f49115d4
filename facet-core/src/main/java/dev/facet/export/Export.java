package dev.facet.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.RunConfig;
import dev.facet.format.AtomicFile;
import dev.facet.model.Model;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxNames;
import dev.facet.settings.ConfigWriter;

/**
 * The result of an export.
 *
 * @param files the files, in the order in which they were written
 * @param check comparison of the ONNX files with the model
 * @param calibrated whether the recogniser's outputs are calibrated
 */
public record Export(List<Path> files, OnnxCheck check, boolean calibrated) {
    public Export {
        files = List.copyOf(files);
    }

    /**
     * Writes a model to a folder as files that other programs use: networks as ONNX, weights as safetensors in
     * PyTorch's layout, the settings, and a README. Each file is written atomically.
     *
     * @param figures results of {@code facet evaluate}, for the README
     * @throws IOException if writing fails, or if the outputs of ONNX Runtime differ from the model's
     */
    public static Export write(
            Model model, ModelDescription description, RunConfig config, Map<String, Double> figures, Path folder)
            throws IOException {
        List<Path> files = new ArrayList<>(new OnnxExport(model, description).write(folder));
        OnnxCheck check = OnnxCheck.of(model, folder);
        if (!check.holds()) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            throw new IOException(
                    "ONNX Runtime does not compute what this model does: " + check + ", where " + OnnxCheck.TOLERANCE
                            + " is allowed. The files were removed; please report the run's config.yaml.");
        }
        Path weights = folder.resolve(TorchWeights.FILE);
        TorchWeights.write(model.networks(), weights, Map.of("format", "pt", ModelDescription.KEY, description.json()));
        files.add(weights);
        // the path of the data is private
        RunConfig shown = config.withData(config.data().withSource(description.data()));
        files.add(text(folder.resolve("config.yaml"), ConfigWriter.yaml(shown)));
        files.add(text(folder.resolve("README.md"), new ModelCard(description, shown, model, check, figures).text()));
        return new Export(files, check, model.calibration().isPresent());
    }

    /** The recogniser, if there is one. */
    public Optional<Path> recogniser() {
        return files.stream()
                .filter(file -> file.endsWith(OnnxNames.RECOGNISER_FILE))
                .findFirst();
    }

    private static Path text(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
