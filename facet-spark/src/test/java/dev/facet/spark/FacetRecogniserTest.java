package dev.facet.spark;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.codes.Encodings;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.model.Model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Tag("spark")
class FacetRecogniserTest {
    private static final float ROUNDING = 1e-4f;

    @TempDir
    private Path folder;

    private static FacetRecogniser recogniser() throws Exception {
        return FacetRecogniser.open(
                Fixture.spark(), Fixture.export().resolve("recogniser.onnx").toString());
    }

    private static List<byte @Nullable []> files(int count) throws Exception {
        Items items = Fixture.pictures(count);
        List<byte @Nullable []> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(Fixture.png(items, i));
        }
        return files;
    }

    /** Compares rows in the order of their ids with what the model reads by itself. */
    private static void assertSame(List<Row> rows, int count) throws Exception {
        Items items = Fixture.pictures(count);
        try (Model model = Facet.load(Fixture.run())) {
            Encodings own = model.encode(items);
            var digit = model.latent().categorical().get(0);
            var slant = model.latent().continuous().get(0);
            assertThat(rows).hasSize(count);
            for (int i = 0; i < count; i++) {
                Row row = rows.get(i);
                int category = own.categories(digit)[i];
                assertThat(row.<String>getAs("reason")).isNull();
                assertThat(row.<Integer>getAs("digit_index")).isEqualTo(category);
                assertThat(row.<String>getAs("digit")).isEqualTo(category == 3 ? "seven" : Integer.toString(category));
                assertThat(row.<Float>getAs("digit_probability"))
                        .isCloseTo(own.probabilities(digit)[i][category], within(ROUNDING));
                List<Float> all = row.getList(row.fieldIndex("digit_probabilities"));
                assertThat(all).hasSize(10);
                assertThat(all.get(0)).isCloseTo(own.probabilities(digit)[i][0], within(ROUNDING));
                assertThat(row.<Float>getAs("c1")).isCloseTo(own.means(slant)[i], within(ROUNDING));
                assertThat(row.<Float>getAs("c1_sigma")).isCloseTo(own.sigmas(slant)[i], within(ROUNDING));
                if (own.calibrated()) {
                    assertThat(row.<Float>getAs("data_distance"))
                            .isCloseTo(own.measuredDistances().values()[i], within(ROUNDING));
                    assertThat(row.<Boolean>getAs("unlike_data")).isEqualTo(own.unlikeData(i));
                }
            }
        }
    }

    @Test
    void codesAreThoseOfTheModelInAnyBatchesAndPartitions() throws Exception {
        int count = 40;
        Dataset<Row> table = Fixture.table(files(count), 3);
        assertSame(recogniser().setBatch(7).transform(table).orderBy("id").collectAsList(), count);
        assertSame(recogniser().transform(table).orderBy("id").collectAsList(), count);
    }

    @Test
    void readsHuggingFacesStructures() throws Exception {
        Dataset<Row> table = Fixture.table(files(5), 1)
                .withColumn("img", struct(col("image").as("bytes"), lit("a.png").as("path")))
                .drop("image");
        assertSame(recogniser().transform(table).orderBy("id").collectAsList(), 5);
    }

    @Test
    void readsTheStructuresOfSparksOwnSourceOfImages() throws Exception {
        List<byte @Nullable []> files = files(4);
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < files.size(); i++) {
            byte @Nullable [] file = files.get(i);
            Files.write(pictures.resolve(i + ".png"), file == null ? new byte[0] : file);
        }
        Files.write(pictures.resolve("9.png"), new byte[] {1, 2, 3});
        Dataset<Row> table = Fixture.spark().read().format("image").load(pictures.toString());
        List<Row> rows = recogniser().transform(table).orderBy("image.origin").collectAsList();
        assertSame(rows.subList(0, 4), 4);
        assertThat(rows.get(4).<String>getAs("reason")).contains("Spark could not decode it");
    }

    @Test
    void badPicturesAreRowsWithAReason() throws Exception {
        byte[] good = Objects.requireNonNull(files(1).get(0));
        List<byte @Nullable []> files = new ArrayList<>();
        files.add(good);
        files.add(Arrays.copyOf(good, good.length / 2));
        files.add("no picture".getBytes(StandardCharsets.UTF_8));
        files.add(new byte[0]);
        files.add(null);
        List<Row> rows =
                recogniser().transform(Fixture.table(files, 2)).orderBy("id").collectAsList();
        assertSame(rows.subList(0, 1), 1);
        assertThat(rows.get(1).<String>getAs("reason")).contains("cut");
        assertThat(rows.get(2).<String>getAs("reason")).contains("is not an image of a kind Facet reads");
        assertThat(rows.get(3).<String>getAs("reason")).isEqualTo("has no bytes of a picture");
        assertThat(rows.get(4).<String>getAs("reason")).isEqualTo("has no bytes of a picture");
        assertThat(rows.subList(1, 5)).allSatisfy(row -> {
            assertThat(row.<Object>getAs("digit")).isNull();
            assertThat(row.<Object>getAs("c1")).isNull();
        });
    }

    @Test
    void emptyPartitionsAndTablesAreNoTrouble() throws Exception {
        assertSame(
                recogniser().transform(Fixture.table(files(2), 6)).orderBy("id").collectAsList(), 2);
        assertThat(recogniser().transform(Fixture.table(List.of(), 3)).count()).isZero();
    }

    @Test
    void allTasksShareOneSession() throws Exception {
        FacetRecogniser recogniser = recogniser();
        recogniser.transform(Fixture.table(files(32), 8)).count();
        int before = Opened.RECOGNISERS.count();
        recogniser.transform(Fixture.table(files(32), 8)).orderBy("id").collectAsList();
        assertThat(Opened.RECOGNISERS.count()).isEqualTo(before).isPositive();
    }

    @Test
    void isSavedAndLoadedAsAStageOfAPipeline() throws Exception {
        String path = folder.resolve("pipeline").toString();
        PipelineModel fitted = new Pipeline()
                .setStages(new PipelineStage[] {
                    recogniser()
                            .setInputCol("image")
                            .setOutputPrefix("q_")
                            .setKeepInput(false)
                            .setBatch(5)
                })
                .fit(Fixture.table(files(3), 1));
        fitted.write().overwrite().save(path);
        PipelineModel loaded = PipelineModel.load(path);
        FacetRecogniser stage = (FacetRecogniser) loaded.stages()[0];
        assertThat(stage.uid()).isEqualTo(fitted.stages()[0].uid());
        Dataset<Row> table = Fixture.table(files(3), 1);
        assertThat(loaded.transform(table).columns())
                .contains("q_digit", "q_reason")
                .doesNotContain("image");
        assertThat(loaded.transform(table).orderBy("id").collectAsList())
                .isEqualTo(fitted.transform(table).orderBy("id").collectAsList());
        recogniser().save(folder.resolve("alone").toString());
        assertThat(FacetRecogniser.load(folder.resolve("alone").toString()).codes())
                .isEqualTo(recogniser().codes());
    }

    @Test
    void aCopyHasTheSettings() throws Exception {
        FacetRecogniser recogniser = recogniser().setOutputPrefix("a_");
        FacetRecogniser copy =
                recogniser.copy(new ParamMap().put(recogniser.batch().w(9)));
        assertThat(copy.codes().fieldNames()).contains("a_digit");
        assertThat(copy.getOrDefault(copy.batch())).isEqualTo(9);
        assertThat(copy.uid()).isEqualTo(recogniser.uid());
    }

    @Test
    void everyColumnSaysWhatItIs() throws Exception {
        StructType schema =
                recogniser().transformSchema(Fixture.table(files(1), 1).schema());
        assertThat(schema.fieldNames())
                .startsWith("id", "image", "digit", "digit_index", "digit_probability", "digit_probabilities")
                .endsWith("data_distance", "data_percentile", "unlike_data", "reason");
        assertThat(List.of(recogniser().codes().fields()))
                .allSatisfy(field -> assertThat(field.getComment().get()).isNotBlank());
        StructField slant = schema.apply("c1");
        assertThat(slant.getComment().get()).isEqualTo("the mean of code slant (c1)");
        assertThat(recogniser().transform(Fixture.table(files(1), 1)).schema()).isEqualTo(schema);
    }

    @Test
    void aColumnThatIsThereIsNotWrittenOver() throws Exception {
        Dataset<Row> table = Fixture.table(files(1), 1).withColumn("DIGIT", lit(3));
        assertThatThrownBy(() -> recogniser().transform(table))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has a column 'digit' already")
                .hasMessageContaining("setOutputPrefix");
    }

    @Test
    void saysWhichColumnsThereAreWithoutOneOfImages() throws Exception {
        Dataset<Row> table = Fixture.table(files(1), 1);
        assertThatThrownBy(() -> recogniser().transform(table.select("id")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no column of images: there are id (int)")
                .hasMessageContaining("`facet data convert DATA OUT --shards 8`");
        assertThatThrownBy(() -> recogniser().setInputCol("photo").transform(table))
                .hasMessageContaining("there is no column 'photo'; there are id (int), image (binary)");
        assertThatThrownBy(() -> recogniser().setInputCol("id").transform(table))
                .hasMessageContaining("the column 'id' is int; wanted are the bytes");
        Dataset<Row> two = table.withColumn("front", col("image"))
                .withColumn("back", col("image"))
                .drop("image");
        assertThatThrownBy(() -> recogniser().transform(two))
                .hasMessageContaining("several columns may be images: front, back");
    }

    @Test
    void worksInSql() throws Exception {
        FacetFunctions.register(Fixture.spark(), "read_codes", recogniser());
        Fixture.table(files(3), 1).createOrReplaceTempView("pictures");
        List<Row> rows = Fixture.spark()
                .sql("SELECT read.digit_index, read.reason FROM (SELECT id, read_codes(image) AS read FROM pictures)"
                        + " ORDER BY id")
                .collectAsList();
        List<Row> own =
                recogniser().transform(Fixture.table(files(3), 1)).orderBy("id").collectAsList();
        for (int i = 0; i < 3; i++) {
            assertThat(rows.get(i).getInt(0)).isEqualTo(own.get(i).<Integer>getAs("digit_index"));
            assertThat(rows.get(i).isNullAt(1)).isTrue();
        }
        assertThat(Fixture.spark()
                        .sql("SELECT read_codes(X'00').reason")
                        .first()
                        .getString(0))
                .contains("is not an image");
    }

    @Test
    void whatIsNoRecogniserIsRefused() {
        Path export = Fixture.export();
        assertThatThrownBy(() -> FacetRecogniser.open(
                        Fixture.spark(), export.resolve("generator.onnx").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is not a recogniser");
        assertThatThrownBy(() -> FacetRecogniser.open(
                        Fixture.spark(), export.resolve("nothing.onnx").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no file")
                .hasMessageContaining("facet export RUN");
    }

    @Test
    void worksWithoutAnyColumnBesideTheImages() throws Exception {
        Dataset<Row> only = Fixture.table(files(2), 1).select("image");
        assertThat(recogniser().setKeepInput(false).transform(only).columns()).startsWith("digit");
        assertThat(recogniser().setKeepInput(false).transform(only).count()).isEqualTo(2);
    }
}
