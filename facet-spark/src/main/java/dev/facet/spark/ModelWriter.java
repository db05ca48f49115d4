package dev.facet.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/** Saves a stage of a pipeline: its settings as Spark saves them, and the ONNX file beside them. */
final class ModelWriter extends MLWriter {
    private final Params stage;
    private final ModelBytes model;

    ModelWriter(Params stage, ModelBytes model) {
        this.stage = stage;
        this.model = model;
    }

    @Override
    public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
        try {
            model.write(
                    new Path(path, model.name()), sparkSession().sparkContext().hadoopConfiguration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a stage of its saved form. */
    @FunctionalInterface
    interface Making<T> {
        T make(String uid, ModelBytes model) throws IOException;
    }

    /** Reads what this writes. */
    static <T extends Params> MLReader<T> reader(String file, Making<T> making) {
        return new MLReader<>() {
            @Override
            public T load(String path) {
                DefaultParamsReader.Metadata saved = DefaultParamsReader.loadMetadata(path, sparkSession());
                try {
                    T stage = making.make(
                            saved.uid(),
                            ModelBytes.read(
                                    new Path(path, file).toString(),
                                    sparkSession().sparkContext().hadoopConfiguration()));
                    saved.getAndSetParams(stage, saved.getAndSetParams$default$2());
                    return stage;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
