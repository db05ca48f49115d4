package dev.facet.spark.job;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.spark.Fixture;
import dev.facet.spark.Fixture.Said;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar for clusters, on a master and two workers in virtual machines of their own, which have neither libtorch nor
 * anything else of Facet's. It runs when the jar is packed.
 */
@Tag("spark")
class StandaloneClusterIT {
    private static final Path JAR = Path.of("target", "facet-spark-all.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheJar() {
        System.clearProperty("facet.spark.jar");
    }

    @Test
    void twoWorkersReadTheSameCodesAsThisMachine() throws Exception {
        assertThat(JAR).as("the jar that `mvn package` makes").exists();
        Fixture.spark().stop(); // one context for each virtual machine
        Path data = EncodeOnSparkTest.shards(folder.resolve("data"), 2, 30);
        Path here = folder.resolve("here.parquet");
        Path there = folder.resolve("there.parquet");
        Path submitted = folder.resolve("submitted.parquet");
        String run = Fixture.run().toString();
        System.setProperty("facet.spark.jar", JAR.toString());
        StandaloneCluster cluster = StandaloneCluster.shared();
        Said said = Fixture.encode(
                run,
                data.toString(),
                "--spark=" + cluster.master(),
                "--spark-conf=spark.executor.memory=512m",
                "--spark-conf=spark.driver.host=localhost",
                StandaloneCluster.quickExecutors(),
                "--spark-conf=spark.sql.files.maxPartitionBytes=16k",
                "--spark-conf=spark.sql.files.openCostInBytes=0",
                "--out=" + there);
        assertThat(said.code())
                .as(said.err() + cluster.log("worker-0") + cluster.logs())
                .isZero();
        assertThat(said.err()).contains("60 images in " + there);
        assertThat(cluster.submit(
                        "dev.facet.spark.job.Encode",
                        JAR,
                        Fixture.export().resolve("recogniser.onnx").toString(),
                        data.toString(),
                        "--out=" + submitted))
                .contains("60 images in " + submitted);
        assertThat(cluster.log("worker-0")).contains("Asked to launch executor");
        assertThat(cluster.log("worker-1")).contains("Asked to launch executor");
        assertThat(there.resolve("_SUCCESS")).exists();
        assertThat(Fixture.encode(run, data.toString(), "--spark=local[2]", "--out=" + here)
                        .code())
                .isZero();
        assertThat(rows(there)).hasSize(60).isEqualTo(rows(here));
        assertThat(rows(submitted)).isEqualTo(rows(here));
    }

    private static Map<String, Row> rows(Path table) {
        return Fixture.spark().read().parquet(table.toString()).collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getAs("image"), Function.identity()));
    }
}
