package dev.facet.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

import dev.facet.Facet;
import dev.facet.app.command.EncodeCommand;
import dev.facet.app.command.NameCommand;
import dev.facet.app.console.Failures;
import dev.facet.config.RunConfig;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.train.Monitor;

/** One session of Spark, one run that trained for a second, and its export, for all tests of this virtual machine. */
public final class Fixture {
    private static @Nullable Fixture made;

    private final SparkSession spark;
    private final Path run;
    private final Path export;

    private Fixture() throws IOException {
        Path folder = Files.createTempDirectory("facet-spark-test-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        spark = session();
        run = train(folder, "infogan");
        for (String name : List.of("digit:3=seven", "c1=slant")) {
            StringWriter err = new StringWriter();
            CommandLine command = new CommandLine(new NameCommand()).setErr(new PrintWriter(err));
            if (command.execute(run.toString(), name) != 0) {
                throw new IllegalStateException(err.toString());
            }
        }
        export = Files.createDirectories(folder.resolve("export"));
        Facet.export(run, Map.of(), export);
    }

    /** A session with two cores; also after a command has stopped the one before. */
    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("tests")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    private static synchronized Fixture get() {
        try {
            Fixture fixture = made;
            if (fixture == null) {
                fixture = new Fixture();
                made = fixture;
            }
            return fixture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The session. */
    public static SparkSession spark() {
        get();
        return session();
    }

    /** The folder of a run of images of 28×28, whose category 3 is named seven and whose code c1 is named slant. */
    public static Path run() {
        return get().run;
    }

    /** The folder of its export. */
    public static Path export() {
        return get().export;
    }

    /** Trains three steps of a method. */
    public static Path train(Path folder, String method) throws IOException {
        return Facet.method(method)
                .withData("strokes")
                .withSteps(3)
                .withSeed(7)
                .with(
                        "training.threads=1",
                        "data.count=64",
                        "training.batch=16",
                        "model.width=4",
                        "training.precision=fp32")
                .train(folder.resolve("runs"), Monitor.printing(new PrintStream(OutputStream.nullOutputStream())))
                .run();
    }

    /** Some of the pictures that the run was trained on. */
    public static Items pictures(int count) throws IOException {
        RunConfig config = Facet.config(run());
        try (dev.facet.data.Dataset all = Facet.open(config.data(), Split.TRAIN)) {
            int[] indices = new int[count];
            for (int i = 0; i < count; i++) {
                indices[i] = i % all.size();
            }
            return Items.of(all, indices);
        }
    }

    /** A picture as a PNG file. */
    public static byte[] png(Items items, int index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(items.image(index), "png", out);
        return out.toByteArray();
    }

    /** A table with numbers and the bytes of pictures' files in the column {@code image}. */
    public static Dataset<Row> table(List<byte @Nullable []> files, int partitions) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            rows.add(RowFactory.create(i, files.get(i)));
        }
        StructType schema = new StructType().add("id", DataTypes.IntegerType).add("image", DataTypes.BinaryType);
        return spark().createDataFrame(rows, schema).repartition(partitions);
    }

    /** What a command said, and its exit code. */
    public record Said(int code, String err) {}

    /** Runs {@code facet encode}. */
    public static Said encode(String... arguments) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new EncodeCommand())
                .setErr(new PrintWriter(err))
                .setOut(new PrintWriter(err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, command, false))
                .setParameterExceptionHandler(Failures::wrongUsage)
                .execute(arguments);
        return new Said(code, err.toString());
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // the folder for temporary files keeps it
        }
    }
}
