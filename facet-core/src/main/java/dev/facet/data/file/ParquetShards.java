package dev.facet.data.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.imageio.ImageIO;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.Split;
import dev.facet.format.AtomicFile;
import dev.facet.format.ParquetImages;

/** Writes data sets of images as Parquet files in the layout of Hugging Face, which programs for large data read. */
public final class ParquetShards {
    private static final Set<String> TAKEN = Set.of(ParquetImages.IMAGE, ParquetImages.LABEL);

    private ParquetShards() {}

    /** Gives the bytes of a picture's file. */
    @FunctionalInterface
    public interface Contents {
        /** Those of image {@code index}; empty if it has no file of its own, so that it is left out. */
        Optional<byte[]> of(int index) throws IOException;
    }

    /** The images of a set as PNG files. */
    public static Contents png(Dataset images) {
        return index -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(Items.of(images, index).image(0), "png", out);
            return Optional.of(out.toByteArray());
        };
    }

    /**
     * Writes all images of a set into one file, atomically.
     *
     * @return how many were written
     */
    public static int write(Dataset images, Contents contents, Path file) throws IOException {
        int[] written = new int[1];
        AtomicFile.write(file, out -> written[0] = write(images, contents, 0, images.size(), out));
        return written[0];
    }

    /**
     * Writes a set into {@code shards} files of as equal numbers of images as can be, in {@code folder}: {@code
     * train-00000-of-00008.parquet} and so on.
     *
     * @return how many were written
     */
    public static int write(Dataset images, Contents contents, Split split, int shards, Path folder)
            throws IOException {
        int written = 0;
        for (int shard = 0; shard < shards; shard++) {
            Path file = folder.resolve(String.format(
                    Locale.ROOT, "%s-%05d-of-%05d.parquet", split.name().toLowerCase(Locale.ROOT), shard, shards));
            int from = (int) ((long) images.size() * shard / shards);
            int to = (int) ((long) images.size() * (shard + 1) / shards);
            int[] count = new int[1];
            AtomicFile.write(file, out -> count[0] = write(images, contents, from, to, out));
            written += count[0];
        }
        return written;
    }

    private static int write(Dataset images, Contents contents, int from, int to, OutputStream out) throws IOException {
        Optional<Labels> labels = images.labels();
        Optional<Factors> factors = images.factors();
        List<String> columns = new ArrayList<>();
        factors.map(Factors::names)
                .orElse(List.of())
                .forEach(name -> columns.add(column(name, columns, labels.isPresent())));
        int written = 0;
        try (ParquetImages rows =
                new ParquetImages(out, labels.map(Labels::names).orElse(List.of()), columns)) {
            for (int i = from; i < to; i++) {
                Optional<byte[]> content = contents.of(i);
                if (content.isPresent()) {
                    rows.add(
                            content.get(),
                            images.nameOf(i),
                            labels.isPresent() ? labels.get().values()[i] : 0,
                            values(factors, i));
                    written++;
                }
            }
        }
        return written;
    }

    /**
     * A name for a column of a factor: one that no other has, as programs that read them do not tell capitals from
     * small letters, and by which nobody takes it for anything else.
     */
    private static String column(String name, List<String> others, boolean labelled) {
        String free = name.isBlank() ? "factor" : name;
        while (TAKEN.contains(free.toLowerCase(Locale.ROOT))
                || ParquetCaptions.isCounter(free.toLowerCase(Locale.ROOT))
                || (!labelled && ParquetCaptions.isLabel(free.toLowerCase(Locale.ROOT)))
                || others.stream().anyMatch(free::equalsIgnoreCase)) {
            free += "_";
        }
        return free;
    }

    private static double[] values(Optional<Factors> factors, int image) {
        return factors.map(known -> {
                    double[] values = new double[known.names().size()];
                    for (int f = 0; f < values.length; f++) {
                        values[f] = known.values()[f][image];
                    }
                    return values;
                })
                .orElse(new double[0]);
    }
}
