package dev.facet.spark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;
import dev.facet.data.PartName;
import dev.facet.data.Split;
import dev.facet.data.file.ParquetParts;
import dev.facet.format.ImageFile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.regexp_replace;

/**
 * A table of pictures in files that Hadoop's file systems read.
 *
 * @param rows with columns {@value #NAME} (what {@code facet encode} calls the picture) and {@value #FILE}, for Parquet
 *     files {@value #ROW}, the pictures, and whatever else the files have
 * @param own the names of the columns above
 * @param column the column of pictures that is known; null if the files' schema must tell
 */
record Pictures(
        Dataset<Row> rows, List<String> own, @Nullable String column) {
    static final String NAME = "image";
    static final String FILE = "file";
    static final String ROW = "row";
    static final String PATH = "path";

    private static final String ENDING = ".parquet";
    private static final String METADATA = "metadata.parquet";
    private static final int MOST_DEPTH = 2;
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int START = 64;

    /** The endings of names of pictures. */
    private static final String PICTURES =
            "(?i).*\\.(png|apng|jpg|jpeg|jpe|jfif|jif|pjpeg|gif|bmp|dib|webp|pbm|pgm|ppm|pnm|tif|tiff)";

    /** A column that no table of a user has. */
    private static final String HIDDEN = "__facet_";

    /**
     * Opens data.
     *
     * @throws UsageException if there is none, or it is of another kind
     */
    static Pictures open(SparkSession spark, String data, Split split, Consumer<String> notice) throws IOException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Path path = path(data);
        FileSystem files = fileSystem(path, hadoop);
        FileStatus top;
        try {
            top = files.getFileStatus(path);
        } catch (FileNotFoundException e) {
            throw new UsageException(
                    "there is no file or folder " + data + " (looked on " + files.getUri() + " from "
                            + files.getWorkingDirectory() + "); check the path. Spark reads Parquet files and folders"
                            + " of pictures, by paths such as /data/x, hdfs://host/x or s3a://bucket/x.",
                    e);
        }
        List<Path> tables = new ArrayList<>();
        if (top.isFile()) {
            if (starts(files, top.getPath(), MAGIC.length, MAGIC)) {
                tables.add(top.getPath());
            } else if (!isPicture(files, top.getPath())) {
                throw new UsageException(data + " is no Parquet file, no picture and no folder. Spark reads these; make"
                        + " Parquet files of other data: `facet data convert DATA OUT --shards 8`.");
            }
        } else {
            list(files, top.getPath(), 0, tables);
        }
        return tables.isEmpty() ? ofFolder(spark, files, top, split, notice) : of(spark, top, tables, split, notice);
    }

    static Path path(String text) {
        try {
            return new Path(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + text + "' is no path: " + e.getMessage() + ".", e);
        }
    }

    static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
        try {
            return path.getFileSystem(hadoop);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new UsageException(
                    "the file system of " + path + " cannot be used: " + e.getMessage() + ". Its library must be on the"
                            + " class path (FACET_SPARK_JARS), and its settings are Spark's: --spark-conf"
                            + " spark.hadoop.KEY=VALUE.",
                    e);
        }
    }

    private static boolean starts(FileSystem files, Path file, int count, byte[] with) throws IOException {
        try (InputStream in = files.open(file)) {
            return Arrays.equals(in.readNBytes(count), with);
        }
    }

    private static boolean isPicture(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return ImageFile.detect(in.readNBytes(START)).isPresent();
        }
    }

    /** The Parquet files of a folder, as Facet finds them on this machine: in it and a little below. */
    private static void list(FileSystem files, Path folder, int depth, List<Path> tables) throws IOException {
        FileStatus[] children = files.listStatus(folder);
        Arrays.sort(children, Comparator.comparing(child -> child.getPath().getName()));
        for (FileStatus child : children) {
            String name = child.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            String small = name.toLowerCase(Locale.ROOT);
            if (child.isDirectory() && depth < MOST_DEPTH) {
                list(files, child.getPath(), depth + 1, tables);
            } else if (child.isFile() && small.endsWith(ENDING) && !small.equals(METADATA)) {
                tables.add(child.getPath());
            }
        }
    }

    private static Pictures of(
            SparkSession spark, FileStatus top, List<Path> tables, Split split, Consumer<String> notice) {
        List<Path> used = tables;
        if (top.isDirectory()) {
            ParquetParts<Path> parts = ParquetParts.of(
                    tables,
                    file -> java.nio.file.Path.of(file.toUri()
                            .getPath()
                            .substring(top.getPath().toUri().getPath().length() + 1)));
            used = split == Split.TRAIN ? parts.train() : parts.test();
            parts.remarks().forEach(notice);
            int others = (split == Split.TRAIN ? parts.test() : parts.train()).size();
            if (used.isEmpty()) {
                throw new UsageException(top.getPath() + " has no test part; leave --split out to read all of it.");
            }
            if (others > 0 && split == Split.TRAIN) {
                notice.accept("read is the training part, " + used.size() + " of " + tables.size()
                        + " files; --split test reads the other");
            }
        }
        Dataset<Row> read =
                spark.read().parquet(used.stream().map(Path::toString).toArray(String[]::new));
        Column number = format_string("%06d", col("_metadata.row_index"));
        Column stem = regexp_replace(col("_metadata.file_name"), "(?i)\\.parquet$", "/");
        Dataset<Row> rows = read.select(
                col("*"),
                (used.size() == 1 ? number : concat(stem, number)).as(HIDDEN + NAME),
                col("_metadata.file_path").as(HIDDEN + FILE),
                col("_metadata.row_index").as(HIDDEN + ROW));
        return new Pictures(rows, List.of(NAME, FILE, ROW), null).renamed();
    }

    private static Pictures ofFolder(
            SparkSession spark, FileSystem files, FileStatus top, Split split, Consumer<String> notice)
            throws IOException {
        Path from = top.isDirectory() ? part(files, top.getPath(), split, notice) : top.getPath();
        String prefix = top.isDirectory() ? from + "/" : from.getParent() + "/";
        Dataset<Row> all = spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(from.toString());
        // What has neither the name of a picture nor its first bytes is something else, as on one machine.
        Dataset<Row> named = all.filter(col("path").rlike(PICTURES).or(expr("""
                substring(content, 1, 4) = X'89504E47' OR substring(content, 1, 3) = X'FFD8FF'
                OR substring(content, 1, 4) = X'47494638' OR substring(content, 1, 2) = X'424D'
                OR substring(content, 1, 4) = X'52494646' OR substring(content, 1, 4) = X'49492A00'
                OR substring(content, 1, 4) = X'4D4D002A'""")));
        Dataset<Row> rows = named.select(
                col("content"),
                expr("substring(path, length('" + prefix.replace("\\", "\\\\").replace("'", "\\'") + "') + 1)")
                        .as(HIDDEN + NAME),
                col("path").as(HIDDEN + FILE));
        return new Pictures(rows, List.of(NAME, FILE), "content").renamed();
    }

    /** The folder of a part, by the names of the folders at the top; the whole if they name none. */
    private static Path part(FileSystem files, Path top, Split split, Consumer<String> notice) throws IOException {
        @Nullable Path train = null;
        @Nullable Path test = null;
        for (FileStatus child : files.listStatus(top)) {
            @Nullable
            PartName part =
                    child.isDirectory() ? PartName.of(child.getPath().getName()).orElse(null) : null;
            train = part == PartName.TRAIN ? child.getPath() : train;
            boolean better = part == PartName.TEST || (part == PartName.VALIDATION && test == null);
            test = better ? child.getPath() : test;
        }
        if (train == null || test == null) {
            if (split == Split.TEST) {
                throw new UsageException(top + " has no folders of a training and a test part; leave --split out to"
                        + " read all of it.");
            }
            return top;
        }
        Path chosen = split == Split.TRAIN ? train : test;
        notice.accept("read is the folder " + chosen.getName() + "; --split "
                + (split == Split.TRAIN ? "test" : "train") + " reads the other");
        return chosen;
    }

    /** The same with the columns of its own first. */
    private Pictures renamed() {
        List<Column> columns = new ArrayList<>();
        own.forEach(name -> columns.add(col(HIDDEN + name).as(HIDDEN + name)));
        for (String name : rows.columns()) {
            if (!name.startsWith(HIDDEN)) {
                columns.add(quoted(name));
            }
        }
        return new Pictures(rows.select(columns.toArray(Column[]::new)), own, column);
    }

    /** The same with a column {@value #PATH} of what the structures of {@code pictures} say. */
    Pictures withPaths(String pictures) {
        List<String> more = new ArrayList<>(own);
        more.add(PATH);
        return new Pictures(rows.withColumn(HIDDEN + PATH, quoted(pictures).getField("path")), more, column).renamed();
    }

    /**
     * Gives the columns their last names: those of the files that would have the name of another are called
     * NAME_in_data.
     *
     * @param pictures the column of pictures, which keeps its name, since it does not stay
     * @param taken names that columns are going to have
     */
    Dataset<Row> named(String pictures, Set<String> taken, Consumer<String> notice) {
        List<Column> columns = new ArrayList<>();
        List<String> used = new ArrayList<>(taken.stream().map(Pictures::small).toList());
        own.forEach(name -> used.add(small(name)));
        List<String> all = List.of(rows.columns());
        all.forEach(name -> {
            if (!name.startsWith(HIDDEN) && !used.contains(small(name))) {
                used.add(small(name));
            }
        });
        for (String name : all) {
            if (name.startsWith(HIDDEN)) {
                columns.add(col(name).as(name.substring(HIDDEN.length())));
            } else if (name.equals(pictures)) {
                columns.add(quoted(name).as(HIDDEN + "pictures"));
            } else if (taken.stream().anyMatch(name::equalsIgnoreCase)
                    || own.stream().anyMatch(name::equalsIgnoreCase)) {
                String other = name + "_in_data";
                while (used.contains(small(other))) {
                    other += "_";
                }
                used.add(small(other));
                notice.accept("the column " + name + " of the data is called " + other
                        + " in the table, which has one of its own by that name");
                columns.add(quoted(name).as(other));
            } else {
                columns.add(quoted(name));
            }
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** The name that the column of pictures has in {@link #named}. */
    static String pictures() {
        return HIDDEN + "pictures";
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }
}
