package dev.facet.spark;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.picture.Picture;
import dev.facet.data.picture.Picture.Converted;

/**
 * A column of pictures: the bytes of a file, Hugging Face's {@code {bytes, path}}, or the {@code image} structures of
 * Spark's own source of images, which have decoded pixels.
 *
 * @param bytes the place of the bytes in the structure; −1 if the column holds nothing else
 * @param decoded whether these are decoded pixels
 */
record ImageColumn(String name, int bytes, boolean decoded) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final List<String> USUAL = List.of("image", "img", "picture", "photo", "pixels", "content");
    private static final List<String> SPARK = List.of("height", "width", "nChannels", "mode", "data");
    private static final int MOST_SHOWN = 30;
    private static final long MOST_PIXELS = 100_000_000;
    /** OpenCV's CV_8UC1, CV_8UC3, CV_8UC4. */
    private static final int GREY = 0;

    private static final int BGR = 16;
    private static final int BGRA = 24;

    /**
     * The column of pictures of a table.
     *
     * @param wanted its name; null takes one with a usual name, or the only one
     * @throws UsageException if there is none, or it is not clear which
     */
    static ImageColumn of(StructType schema, @Nullable String wanted) {
        if (wanted != null) {
            if (!List.of(schema.fieldNames()).contains(wanted)) {
                throw new UsageException("there is no column '" + wanted + "'; there are " + listed(schema)
                        + ". Name one of images: --column NAME, or setInputCol.");
            }
            return of(schema.apply(wanted))
                    .orElseThrow(() -> new UsageException("the column '" + wanted + "' is "
                            + schema.apply(wanted).dataType().simpleString()
                            + "; wanted are the bytes of pictures' files: binary, struct<bytes:binary,path:string>, or"
                            + " the structures of Spark's image source. Of "
                            + listed(schema) + ", name such a one, or make one:"
                            + " `facet data convert DATA OUT --shards 8`."));
        }
        List<ImageColumn> found = Arrays.stream(schema.fields())
                .flatMap(field -> of(field).stream())
                .toList();
        for (String usual : USUAL) {
            for (ImageColumn column : found) {
                if (column.name.equalsIgnoreCase(usual)) {
                    return column;
                }
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new UsageException(
                found.isEmpty()
                        ? "there is no column of images: there are " + listed(schema)
                                + ". Wanted is one with the bytes of pictures' files: binary, or"
                                + " struct<bytes:binary,path:string>; `facet data convert DATA OUT --shards 8` makes"
                                + " such files."
                        : "several columns may be images: "
                                + found.stream().map(ImageColumn::name).collect(Collectors.joining(", "))
                                + ". Name one: --column NAME, or setInputCol.");
    }

    private static String listed(StructType schema) {
        StructField[] fields = schema.fields();
        String all = Arrays.stream(fields)
                .limit(MOST_SHOWN)
                .map(field -> field.name() + " (" + field.dataType().simpleString() + ")")
                .collect(Collectors.joining(", "));
        return fields.length == 0 ? "no columns" : all + (fields.length > MOST_SHOWN ? ", …" : "");
    }

    private static Optional<ImageColumn> of(StructField field) {
        return kind(field.name(), field.dataType());
    }

    /** A column of this type; empty if such are no pictures. */
    static Optional<ImageColumn> kind(String name, DataType type) {
        if (type instanceof BinaryType) {
            return Optional.of(new ImageColumn(name, -1, false));
        }
        if (!(type instanceof StructType struct)) {
            return Optional.empty();
        }
        List<String> names = List.of(struct.fieldNames());
        if (names.contains("bytes") && struct.apply("bytes").dataType() instanceof BinaryType) {
            return Optional.of(new ImageColumn(name, names.indexOf("bytes"), false));
        }
        boolean spark = names.containsAll(SPARK)
                && struct.apply("data").dataType() instanceof BinaryType
                && Stream.of("height", "width", "nChannels", "mode")
                        .allMatch(each -> struct.apply(each).dataType() instanceof IntegerType);
        return spark ? Optional.of(new ImageColumn(name, names.indexOf("data"), true)) : Optional.empty();
    }

    /** Where Hugging Face's structure has the path of the picture; −1 if there is none. */
    static int path(StructType struct) {
        List<String> names = List.of(struct.fieldNames());
        return names.contains("path") && struct.apply("path").dataType() instanceof StringType
                ? names.indexOf("path")
                : -1;
    }

    /** How many bytes a value holds in memory. */
    long size(@Nullable Object value) {
        return raw(value) instanceof byte[] content ? content.length : 0;
    }

    private @Nullable Object raw(@Nullable Object value) {
        return bytes < 0 || value == null ? value : ((Row) value).get(bytes);
    }

    /**
     * Converts a value to a model's input.
     *
     * @throws UsageException if it is no picture, or a damaged one; its message says why
     */
    Converted convert(@Nullable Object value, ImageShape shape, DataConfig look) {
        if (!(raw(value) instanceof byte[] content) || content.length == 0) {
            throw new UsageException(decoded ? "Spark could not decode it" : "has no bytes of a picture");
        }
        return decoded && value instanceof Row image
                ? converted(image, content, shape, look)
                : Picture.convert("", content, shape, MOST_PIXELS, look);
    }

    private static Converted converted(Row image, byte[] pixels, ImageShape shape, DataConfig look) {
        int height = image.getInt(image.fieldIndex("height"));
        int width = image.getInt(image.fieldIndex("width"));
        int channels = image.getInt(image.fieldIndex("nChannels"));
        int mode = image.getInt(image.fieldIndex("mode"));
        int wanted = mode == GREY ? 1 : mode == BGR ? 3 : mode == BGRA ? 4 : 0;
        if (wanted == 0) {
            throw new UsageException("its mode is " + mode + "; read are 0 (grey), 16 (BGR) and 24 (BGRA), of 8 bits");
        }
        long area = (long) width * height;
        boolean fits = width > 0 && height > 0 && area <= MOST_PIXELS && channels == wanted;
        if (!fits || area * channels != pixels.length) {
            throw new UsageException(pixels.length + " bytes are not " + width + "×" + height + " pixels of " + channels
                    + " channels and mode " + mode);
        }
        BufferedImage picture = new BufferedImage(
                width,
                height,
                mode == GREY
                        ? BufferedImage.TYPE_BYTE_GRAY
                        : mode == BGR ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR);
        byte[] target = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        if (mode == BGRA) {
            for (int i = 0; i < target.length; i += 4) {
                target[i] = pixels[i + 3];
                System.arraycopy(pixels, i, target, i + 1, 3);
            }
        } else {
            System.arraycopy(pixels, 0, target, 0, target.length);
        }
        Items items = Picture.read("image", picture, shape, look);
        return new Converted(items, width, height);
    }
}
