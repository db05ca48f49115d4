package dev.facet.app.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;

/**
 * What a data set is, for programs ({@code facet data inspect --json}).
 *
 * @param name its short name
 * @param kind {@code images}, {@code sequences} or {@code paths}
 * @param count number of items
 * @param heldOut number of items of the data's own test part
 * @param height height of images in pixels, {@code null} for sequences
 * @param width width of images in pixels, {@code null} for sequences
 * @param length time steps of sequences, {@code null} for images
 * @param masked whether sequences have lengths of their own, up to {@code length}, {@code null} for images
 * @param channels colours of images (1: grey, 3: RGB), or channels of sequences, without the mask
 * @param labels number of items of each class by its name, in the order of the categories; empty if there are none
 * @param factors names of the factors of variation; empty if none are known
 * @param leftOut what the reader left out
 * @param remark how the reader interpreted what the files do not say
 * @param fingerprint SHA-256 of all that determines the items
 */
public record DataSummary(
        String name,
        String kind,
        int count,
        int heldOut,
        @Nullable Integer height,
        @Nullable Integer width,
        @Nullable Integer length,
        @Nullable Boolean masked,
        int channels,
        Map<String, Integer> labels,
        List<String> factors,
        List<LeftOut> leftOut,
        String remark,
        String fingerprint) {

    /** Sums up {@code data}, whose own test part has {@code heldOut} items. */
    public static DataSummary of(Dataset data, int heldOut) {
        Shape shape = data.shape();
        Integer height = null;
        Integer width = null;
        Integer length = null;
        Boolean masked = null;
        int channels = shape.channels();
        String kind = "images";
        if (shape instanceof SequenceShape sequences) {
            length = shape.width();
            masked = sequences.masked();
            channels = sequences.parts().size();
            kind = sequences.path() ? "paths" : "sequences";
        } else if (shape instanceof ImageShape images) {
            height = images.height();
            width = images.width();
        }
        return new DataSummary(
                data.name(),
                kind,
                data.size(),
                heldOut,
                height,
                width,
                length,
                masked,
                channels,
                data.labels().map(DataSummary::counts).orElse(Map.of()),
                data.factors().map(Factors::names).orElse(List.of()),
                data.leftOut(),
                data.remark(),
                data.fingerprint());
    }

    private static Map<String, Integer> counts(Labels labels) {
        int[] counts = labels.counts();
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (int k = 0; k < counts.length; k++) {
            byName.put(labels.names().get(k), counts[k]);
        }
        return byName;
    }
}
