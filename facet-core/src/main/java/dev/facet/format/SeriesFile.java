package dev.facet.format;

import java.util.List;

/**
 * The series of a file, all with the same number of channels.
 *
 * @param channels names of the channels; empty if the file has none
 * @param classes names of the classes in the order of the file; empty if it does not list them
 * @param target whether labels are numbers to be predicted, and not classes
 * @param equal whether the file says that all series have one length, so that missing values at their ends are gaps
 */
public record SeriesFile(
        List<Series> series, List<String> channels, List<String> classes, boolean target, boolean equal) {
    public SeriesFile {
        series = List.copyOf(series);
        channels = List.copyOf(channels);
        classes = List.copyOf(classes);
    }
}
