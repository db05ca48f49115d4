package dev.facet.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Calibration;
import dev.facet.config.CalibrationTree;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Entry;
import dev.facet.model.FeatureDistance;
import dev.facet.model.ModelCalibration;

/**
 * A calibration in a safetensors file. The tensors hold the distance; the metadata hold the rest as JSON, the SHA-256
 * of the calibrated weights, and a checksum of everything else in the file.
 *
 * @param weights SHA-256 (hex) of the file of the calibrated weights
 */
public record CalibrationFile(ModelCalibration calibration, String weights) {
    private static final String CALIBRATION = "calibration";
    private static final String WEIGHTS = "weights";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Writes the file atomically. */
    public void write(Path file) throws IOException {
        FeatureDistance distance = calibration.distance();
        int axes = distance.variances().length;
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("mean", Entry.of(distance.mean(), distance.mean().length));
        entries.put("axes", Entry.of(distance.axes(), distance.mean().length, axes));
        entries.put("variances", Entry.of(distance.variances(), axes));
        entries.put("residual", Entry.of(new float[] {distance.residual()}, 1));
        entries.put("unit", Entry.of(new float[] {distance.unit()}, 1));
        entries.put("held_out", Entry.of(distance.heldOut(), distance.heldOut().length));
        ObjectNode root = JSON.createObjectNode();
        CalibrationTree.write(calibration.codes(), root);
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(CALIBRATION, JSON.writeValueAsString(root));
        metadata.put(WEIGHTS, weights);
        Sealed.write(file, entries, metadata);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws FormatException if the file is damaged or is no calibration
     */
    public static CalibrationFile read(Path file) throws IOException {
        Contents contents = Sealed.read(file);
        Map<String, String> metadata = contents.metadata();
        try {
            Calibration codes = CalibrationTree.read(JSON.readTree(metadata.getOrDefault(CALIBRATION, "")));
            FeatureDistance distance = new FeatureDistance(
                    floats(contents, "mean"),
                    floats(contents, "axes"),
                    floats(contents, "variances"),
                    first(contents, "residual"),
                    first(contents, "unit"),
                    floats(contents, "held_out"));
            return new CalibrationFile(new ModelCalibration(codes, distance), metadata.getOrDefault(WEIGHTS, ""));
        } catch (JacksonException | IllegalArgumentException | IllegalStateException e) {
            throw new FormatException(file, "is not a calibration: " + e.getMessage(), e);
        }
    }

    private static float[] floats(Contents contents, String name) throws FormatException {
        Entry entry = contents.entries().get(name);
        if (entry == null) {
            throw new FormatException(contents.file(), "has no array '" + name + "'");
        }
        return entry.floats();
    }

    private static float first(Contents contents, String name) throws FormatException {
        float[] values = floats(contents, name);
        if (values.length != 1) {
            throw new FormatException(
                    contents.file(), "has " + values.length + " numbers in '" + name + "'; it needs one");
        }
        return values[0];
    }
}
