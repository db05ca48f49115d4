package dev.facet.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.config.UsageException;
import dev.facet.data.Items;
import dev.facet.explore.CodeValues;
import dev.facet.onnx.OnnxGenerator;

/**
 * Makes pictures of rows of codes.
 *
 * @param codes the names of the columns of codes
 * @param places where these are in a row
 */
record MakeImages(List<String> codes, List<Integer> places) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** The PNG file of a row, or why there is none. */
    record Made(byte @Nullable [] png, @Nullable String reason) {}

    /** Makes the pictures of rows, with the seed of each. */
    List<Made> make(OnnxGenerator generator, List<Row> rows, long[] seeds) throws IOException {
        int width = generator.latent().width();
        float[] values = new float[rows.size() * width];
        List<@Nullable String> reasons = new ArrayList<>();
        int images = 0;
        for (int i = 0; i < rows.size(); i++) {
            try {
                LatentBatch latent = generator.draw(seeds[i], 0, 1);
                CodeValues.of(generator.latent(), generator.names(), given(rows.get(i)))
                        .apply(latent);
                System.arraycopy(latent.values(), 0, values, images++ * width, width);
                reasons.add(null);
            } catch (UsageException bad) {
                reasons.add(ReadCodes.reason(bad));
            }
        }
        float[] used = new float[images * width];
        System.arraycopy(values, 0, used, 0, used.length);
        Items items = generator.generate(new LatentBatch(generator.latent(), images, used));
        List<Made> made = new ArrayList<>();
        int image = 0;
        for (String reason : reasons) {
            made.add(new Made(reason == null ? png(items, image++) : null, reason));
        }
        return made;
    }

    /** What a row says of codes; null leaves a code to chance. */
    private Map<String, Object> given(Row row) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (int i = 0; i < codes.size(); i++) {
            Object value = row.get(places.get(i));
            if (value != null) {
                given.put(codes.get(i), value instanceof Number ? value : value.toString());
            }
        }
        return given;
    }

    private static byte[] png(Items items, int image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(items.image(image), "png", out);
        return out.toByteArray();
    }

    /** The columns among {@code names} that are codes of a generator, by their ids or the names that people gave. */
    static MakeImages of(OnnxGenerator generator, List<String> names) {
        List<String> codes = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Code code : generator.latent().codes()) {
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                boolean named =
                        generator.names().name(code).filter(name::equals).isPresent();
                if (name.equals(code.name()) || named) {
                    codes.add(name);
                    places.add(i);
                }
            }
        }
        return new MakeImages(codes, places);
    }
}
