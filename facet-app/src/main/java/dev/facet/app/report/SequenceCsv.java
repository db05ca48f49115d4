package dev.facet.app.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.format.AtomicFile;
import dev.facet.format.Csv;

/** Writes a sequence as a table: a column per channel, with its name as the header, and a line per time step. */
public final class SequenceCsv {
    private SequenceCsv() {}

    /** Writes {@code sequence [channel][time]} in the data's units, as long as it is. */
    public static void write(SequenceShape shape, float[][] sequence, Path file) throws IOException {
        StringBuilder csv = new StringBuilder();
        Csv.write(csv, shape.parts().stream().map(Channel::name).toList());
        for (int t = 0; t < sequence[0].length; t++) {
            int time = t;
            Csv.write(
                    csv,
                    Arrays.stream(sequence)
                            .map(channel -> Float.toString(channel[time]))
                            .toList());
        }
        AtomicFile.write(file, csv.toString().getBytes(StandardCharsets.UTF_8));
    }
}
