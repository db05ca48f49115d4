package dev.facet.spark.job;

import java.util.concurrent.Callable;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.facet.config.UsageException;
import dev.facet.data.Split;
import dev.facet.spark.FacetRecogniser;

/**
 * Reads codes, started by spark-submit, which says where the cluster is. It needs the recogniser of an export, so
 * neither a run nor libtorch. Exit codes are those of the command line.
 */
@Command(
        name = "spark-submit --class dev.facet.spark.job.Encode facet-spark-all.jar",
        description = "Reads the codes of pictures into a folder of Parquet files.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
public final class Encode implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    @Parameters(
            index = "0",
            paramLabel = "RECOGNISER",
            description = "recogniser.onnx of `facet export RUN`, on any of Hadoop's file systems.")
    private String recogniser;

    @Parameters(index = "1", paramLabel = "DATA", description = "Parquet files or a folder of pictures, likewise.")
    private String data;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The new folder of the table.")
    private String out;

    @Option(
            names = "--split",
            paramLabel = "PART",
            defaultValue = "TRAIN",
            description = "train or test. Default: train.")
    private Split split;

    @Option(names = "--column", paramLabel = "NAME", description = "The column of images. Default: the usual one.")
    private @Nullable String column;

    public static void main(String[] arguments) {
        int code = new CommandLine(new Encode())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("facet: " + failure.getMessage());
                    return failure instanceof UsageException ? WRONG_USAGE : FAILED;
                })
                .execute(arguments);
        if (code != 0) {
            // only then: YARN takes an exit before the end for a failure
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        SparkSession spark =
                SparkSession.builder().appName("Facet: codes of pictures").getOrCreate();
        try {
            CodesTable table = CodesTable.write(
                    spark, FacetRecogniser.open(spark, recogniser), data, split, column, out, System.err::println);
            System.err.println(table.told(out));
            return table.images() == table.bad() ? FAILED : 0;
        } finally {
            spark.stop();
        }
    }
}
