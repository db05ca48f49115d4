package dev.facet.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.format.AtomicFile;

/** A sequence as a table: a column per channel, below its name, and a line per point in time. */
final class SequenceCsv {
    private SequenceCsv() {}

    /** Writes {@code sequence [channel][time]} in the data's units. */
    static void write(SequenceShape shape, float[][] sequence, Path file) throws IOException {
        StringBuilder csv =
                new StringBuilder(shape.parts().stream().map(Channel::name).collect(Collectors.joining(",")));
        csv.append("\r\n");
        for (int t = 0; t < shape.length(); t++) {
            for (int c = 0; c < sequence.length; c++) {
                csv.append(c == 0 ? "" : ",").append(sequence[c][t]);
            }
            csv.append("\r\n");
        }
        AtomicFile.write(file, csv.toString().getBytes(StandardCharsets.UTF_8));
    }
}
