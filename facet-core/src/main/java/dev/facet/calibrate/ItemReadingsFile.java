package dev.facet.calibrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.facet.format.FormatException;
import dev.facet.format.PlainFile;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.format.Safetensors.Entry;

/**
 * Readings of a run's items in a safetensors file, with what they are of. Numbers and categories are fp32, in which
 * whole numbers up to 2²⁴ are exact.
 *
 * @param weights names the model: the checksum of its weights, and of what was measured of it
 * @param data fingerprint of the items
 * @param step the training step of the weights
 * @param total the number of items in the data, of which some may have been left out
 */
public record ItemReadingsFile(ItemReadings readings, String weights, String data, long step, int total) {
    private static final long LARGEST = 256L << 20;
    private static final int EXACT = 1 << 24;
    private static final String NUMBERS = "numbers";
    private static final String CATEGORY = "category.";
    private static final String PROBABILITY = "probability.";
    private static final String MEAN = "mean.";
    private static final String SIGMA = "sigma.";
    private static final String DISTANCE = "distance";
    private static final String PLACES = "places";

    /** Writes the file atomically. */
    public void write(Path file) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        int count = readings.count();
        entries.put(NUMBERS, Entry.of(floats(readings.numbers()), count));
        readings.categories().forEach((code, column) -> entries.put(CATEGORY + code, Entry.of(floats(column), count)));
        readings.probabilities().forEach((code, column) -> entries.put(PROBABILITY + code, Entry.of(column, count)));
        readings.means().forEach((code, column) -> entries.put(MEAN + code, Entry.of(column, count)));
        readings.sigmas().forEach((code, column) -> entries.put(SIGMA + code, Entry.of(column, count)));
        float[] distances = readings.distances();
        if (distances != null) {
            entries.put(DISTANCE, Entry.of(distances, count));
        }
        entries.put(PLACES, Entry.of(readings.places(), count, readings.components()));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("weights", weights);
        metadata.put("data", data);
        metadata.put("step", Long.toString(step));
        metadata.put("total", Integer.toString(total));
        Sealed.write(file, entries, metadata);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws FormatException if the file is damaged or holds no readings
     */
    public static ItemReadingsFile read(Path file) throws IOException {
        if (!PlainFile.exists(file) || Files.size(file) > LARGEST) {
            throw new FormatException(file, "is no plain file of at most " + LARGEST + " bytes");
        }
        Contents contents = Sealed.read(file);
        try {
            Entry places = contents.entries().get(PLACES);
            if (places == null || places.shape().length != 2) {
                throw new FormatException(file, "has no table '" + PLACES + "'");
            }
            Map<String, int[]> categories = new LinkedHashMap<>();
            columns(contents, CATEGORY).forEach((code, column) -> categories.put(code, wholes(column)));
            Entry distances = contents.entries().get(DISTANCE);
            ItemReadings readings = new ItemReadings(
                    wholes(contents.entry(NUMBERS, Dtype.F32, places.shape()[0]).floats()),
                    categories,
                    columns(contents, PROBABILITY),
                    columns(contents, MEAN),
                    columns(contents, SIGMA),
                    distances == null ? null : distances.floats(),
                    Math.toIntExact(places.shape()[1]),
                    places.floats());
            Map<String, String> metadata = contents.metadata();
            return new ItemReadingsFile(
                    readings,
                    metadata.getOrDefault("weights", ""),
                    metadata.getOrDefault("data", ""),
                    Long.parseLong(metadata.getOrDefault("step", "")),
                    Integer.parseInt(metadata.getOrDefault("total", "")));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new FormatException(file, "holds no readings of items: " + e.getMessage(), e);
        }
    }

    private static Map<String, float[]> columns(Contents contents, String prefix) {
        Map<String, float[]> columns = new LinkedHashMap<>();
        contents.entries().forEach((name, entry) -> {
            if (name.startsWith(prefix)) {
                columns.put(name.substring(prefix.length()), entry.floats());
            }
        });
        return columns;
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            if (values[i] > EXACT) {
                throw new IllegalArgumentException("item " + values[i] + " has a number beyond " + EXACT);
            }
            floats[i] = values[i];
        }
        return floats;
    }

    private static int[] wholes(float[] values) {
        int[] wholes = new int[values.length];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = (int) values[i];
        }
        return wholes;
    }
}
