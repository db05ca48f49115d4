package dev.facet.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.Facet;
import dev.facet.app.console.DownloadBar;
import dev.facet.app.console.Text;
import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.cache.UserCache;
import dev.facet.data.file.ParquetShards;
import dev.facet.data.picture.OriginalPictures;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.Datasets;
import dev.facet.format.AtomicFile;
import dev.facet.format.Folders;

/** Writes data as Parquet files. */
@Command(
        name = "convert",
        description = "Writes images as Parquet files in Hugging Face's layout, which Spark and others read.",
        sortOptions = false,
        footer = {
            "",
            "Columns: image (bytes of a picture's file, and path), label if there are",
            "classes, and one for each factor. Pictures of a folder or an archive are",
            "copied as they are; with --resolution, --channels or --set, and of arrays,",
            "they become PNG files of the size that Facet reads.",
            "",
            "With --shards, OUT is a folder with so many files of training data, and as",
            "many of held-out data if there are some. It is there when all are written.",
            "",
            "Examples:",
            "  facet data convert ~/pictures pictures.parquet",
            "  facet data convert mnist mnist --shards 8"
        })
@SuppressWarnings("NullAway.Init")
public final class DataConvertCommand implements Callable<Integer> {
    private static final int MOST_SHARDS = 99_999;
    /** Pictures that are copied are read at this size, to find those that are damaged. */
    private static final int SMALL = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DATA", description = "What `facet data inspect DATA` can read.")
    private String data;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file, or with --shards the folder. It must be new.")
    private Path out;

    @Option(names = "--shards", paramLabel = "N", description = "Write a folder with N files of each part.")
    private @Nullable Integer shards;

    @Option(
            names = "--split",
            paramLabel = "PART",
            defaultValue = "TRAIN",
            description = "Without --shards: train or test. Default: train.")
    private Split split;

    @Mixin
    private DataOptions reading;

    /** A part of the data: what is known of it, and the bytes of its pictures. */
    private record Opened(Dataset images, ParquetShards.Contents contents, AutoCloseable closing)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                closing.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        if (shards != null && (shards < 1 || shards > MOST_SHARDS)) {
            throw new UsageException("--shards is " + shards + "; wanted 1 to " + MOST_SHARDS + ".");
        }
        if (Files.exists(out)) {
            throw new UsageException(out + " exists already; name a new " + (shards == null ? "file" : "folder")
                    + ", or remove it first.");
        }
        Path folder = out.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + " for " + out + "; make it first.");
        }
        DataConfig config = config();
        if (shards == null) {
            single(config);
        } else {
            sharded(config, folder, shards);
        }
        return 0;
    }

    private void single(DataConfig config) throws IOException {
        try (Opened part = open(config, split)) {
            int count = ParquetShards.write(part.images(), part.contents(), out);
            told(part.images(), count, out.toString());
        }
        if (split == Split.TRAIN) {
            try (Dataset test = Facet.open(looked(config), Split.TEST)) {
                if (test.size() > 0) {
                    err().println(Text.count(test.size()) + " held-out images are not in it; --split test writes them,"
                            + " and --shards N writes both parts");
                }
            }
        }
    }

    private void sharded(DataConfig config, Path folder, int number) throws IOException {
        Path unfinished = folder.resolve(
                "." + out.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
        Files.createDirectory(unfinished);
        try {
            for (Split each : Split.values()) {
                try (Opened part = open(config, each)) {
                    if (part.images().size() == 0 && each == Split.TEST) {
                        continue;
                    }
                    if (part.images().size() < number) {
                        throw new UsageException(
                                "the " + each.name().toLowerCase(Locale.ROOT) + " part of " + data + " has "
                                        + part.images().size() + " images, too few for " + number
                                        + " files; take fewer --shards.");
                    }
                    int count = ParquetShards.write(part.images(), part.contents(), each, number, unfinished);
                    told(
                            part.images(),
                            count,
                            number + (number == 1 ? " file " : " files ") + "of " + out + " ("
                                    + each.name().toLowerCase(Locale.ROOT) + ")");
                }
            }
            Files.move(unfinished, out);
            AtomicFile.syncFolder(folder);
        } finally {
            Folders.delete(unfinished);
        }
    }

    private void told(Dataset images, int count, String where) {
        images.leftOut().forEach(left -> err().println(Text.plain(left.toString())));
        if (count < images.size()) {
            err().println("left out: further pages of pictures with several pages (" + Text.count(images.size() - count)
                    + "); --resolution makes images of them all");
        }
        err().println(Text.count(count) + " images in " + where);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private Opened open(DataConfig config, Split part) throws IOException {
        if (copies(config)) {
            OriginalPictures pictures = OriginalPictures.open(
                    DataSource.path(config.source()), looked(config), part, UserCache.folder(System.getenv()));
            return new Opened(pictures.images(), pictures::content, pictures);
        }
        Dataset images = Facet.open(config, part);
        if (!(images.shape() instanceof ImageShape)) {
            images.close();
            throw new UsageException(data + " holds sequences; this writes images only.");
        }
        return new Opened(images, ParquetShards.png(images), images);
    }

    /** Whether the pictures' files are copied. */
    private boolean copies(DataConfig config) {
        return reading.areDefaults()
                && Datasets.list().stream().noneMatch(set -> set.name().equals(config.source()))
                && Datasets.holdsPictures(DataSource.path(config.source()));
    }

    /** How the data is looked through; copied pictures may be of any size and colour. */
    private DataConfig looked(DataConfig config) {
        return copies(config) ? config.settled(DataConfig.Kind.IMAGES, SMALL, 1, config.scales()) : config;
    }

    private DataConfig config() {
        String source = DataSource.of(data);
        DataConfig config = reading.of(source, DataConfig.Kind.AUTO);
        DownloadBar.fetch(source, err());
        return config;
    }
}
