package dev.facet.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.onnx.OnnxGenerator;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("spark")
class FacetGeneratorTest {
    @TempDir
    private Path folder;

    private static FacetGenerator generator() throws Exception {
        return FacetGenerator.open(
                Fixture.spark(), Fixture.export().resolve("generator.onnx").toString());
    }

    private static byte[] drawn(long seed, int category, double value) throws Exception {
        try (OnnxGenerator own = OnnxGenerator.open(Fixture.export().resolve("generator.onnx"), 1)) {
            LatentBatch latent = own.draw(seed, 0, 1);
            Code.Categorical digit = own.latent().categorical().get(0);
            latent.setCategory(digit, 0, category);
            latent.setValue(own.latent().continuous().get(0), 0, value);
            return Fixture.png(own.generate(latent), 0);
        }
    }

    private static Dataset<Row> table(@Nullable Object[]... rows) {
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("digit", DataTypes.StringType)
                .add("slant", DataTypes.DoubleType)
                .add("noise", DataTypes.LongType);
        List<Row> all = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            all.add(RowFactory.create(row));
        }
        return Fixture.spark().createDataFrame(all, schema).repartition(2);
    }

    @Test
    void picturesAreThoseOfTheGenerator() throws Exception {
        Dataset<Row> codes = table(
                new @Nullable Object[] {0, "seven", 0.5, 11L},
                new @Nullable Object[] {1, "#2", -1.0, 12L},
                new @Nullable Object[] {2, "eight", 0.0, 13L},
                new @Nullable Object[] {3, null, null, 14L});
        List<Row> rows =
                generator().setSeedCol("noise").transform(codes).orderBy("id").collectAsList();
        assertThat(rows.get(0).<byte[]>getAs("image")).isEqualTo(drawn(11, 3, 0.5));
        assertThat(rows.get(1).<byte[]>getAs("image")).isEqualTo(drawn(12, 2, -1));
        assertThat(rows.get(2).<byte[]>getAs("image")).isNull();
        assertThat(rows.get(2).<String>getAs("image_reason")).contains("no category named 'eight'");
        assertThat(rows.get(3).<byte[]>getAs("image")).isNotEmpty();
        assertThat(rows.get(0).<String>getAs("image_reason")).isNull();
    }

    @Test
    void numbersAreIndicesOfCategories() throws Exception {
        Dataset<Row> codes = table(new @Nullable Object[][] {{0, "2", 0.5, 1L}})
                .withColumn("digit", col("digit").cast("int"));
        Row row = generator().setSeed(5).transform(codes).first();
        assertThat(row.<byte[]>getAs("image")).isEqualTo(drawn(5, 2, 0.5));
    }

    @Test
    void whatItDrawsIsReadAgainInOnePipeline() throws Exception {
        FacetRecogniser recogniser = FacetRecogniser.open(
                        Fixture.spark(),
                        Fixture.export().resolve("recogniser.onnx").toString())
                .setInputCol("made")
                .setOutputPrefix("read_");
        Dataset<Row> codes = table(new @Nullable Object[][] {{0, "seven", 0.5, 1L}});
        PipelineModel both = new Pipeline()
                .setStages(new PipelineStage[] {generator().setSeedCol("noise").setOutputCol("made"), recogniser})
                .fit(codes);
        both.write().overwrite().save(folder.resolve("both").toString());
        Row row = PipelineModel.load(folder.resolve("both").toString())
                .transform(codes)
                .first();
        assertThat(row.<byte[]>getAs("made")).isEqualTo(drawn(1, 3, 0.5));
        assertThat(row.<Integer>getAs("read_digit_index")).isBetween(0, 9);
    }

    @Test
    void worksInSql() throws Exception {
        FacetFunctions.register(Fixture.spark(), "draw_image", generator());
        Row row = Fixture.spark()
                .sql("SELECT draw_image(named_struct('digit', 2, 'c1', 0.5), 7),"
                        + " draw_image(named_struct('digit', 99, 'c1', 0.5), 7)")
                .first();
        assertThat((byte[]) row.get(0)).isEqualTo(drawn(7, 2, 0.5));
        assertThat(row.isNullAt(1)).isTrue();
    }

    @Test
    void columnsThatCannotBeAreNamed() throws Exception {
        Dataset<Row> codes = table(new @Nullable Object[][] {{0, "seven", 0.5, 1L}});
        assertThatThrownBy(() -> generator().setSeedCol("digit").transform(codes))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("seedCol is 'digit'");
        assertThatThrownBy(() -> generator().setOutputCol("slant").transform(codes))
                .hasMessageContaining("has a column 'slant' already");
    }
}
