package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.calibrate.CalibrationFile;
import dev.facet.codes.Calibration;
import dev.facet.codes.Calibration.Basis;
import dev.facet.codes.Calibration.Sigma;
import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.model.FeatureDistance;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.train.Checkpoint;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunFolder;

/** Writes a made-up calibration for a run with few images. */
final class MadeUpCalibration {
    private MadeUpCalibration() {}

    /** All images have this distance from the data; beyond 1 they are unlike it. */
    static void write(Path run, double distance) throws IOException {
        RunFolder folder = RunFolder.open(run);
        try (Model model = Facet.load(run)) {
            LatentSpec latent = model.latent();
            Calibration codes = new Calibration(
                    latent.categorical().stream().collect(Collectors.toMap(Code::name, code -> 1.5)),
                    latent.continuous().stream().collect(Collectors.toMap(Code::name, code -> new Sigma(0.5, 0.25))),
                    new Basis(3, 300, 200, true));
            int features = model.features();
            float[] axis = new float[features];
            axis[0] = 1;
            // features have length 1, so their distance from 0 is 1
            FeatureDistance same = new FeatureDistance(
                    new float[features], axis, new float[] {1}, 1, (float) (1 / distance), new float[] {0.1f, 0.9f});
            Path newest = Checkpoint.list(folder.checkpoints()).get(0).folder();
            String weights = JsonMapper.shared()
                    .readTree(newest.resolve("state.json").toFile())
                    .path("sha256")
                    .path("weights.safetensors")
                    .asString("");
            new CalibrationFile(new ModelCalibration(codes, same), weights).write(RunCalibration.file(folder));
        }
    }
}
