package dev.facet.data.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.array.IdxFiles;
import dev.facet.format.NpyFiles;

import static org.assertj.core.api.Assertions.assertThat;

/** The shapes that labels and images have in NumPy's files. */
class LabelShapesTest {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    @TempDir
    Path folder;

    @Test
    void oneHotLabelsAreClasses() throws IOException {
        byte[] table = {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0};
        try (Dataset data = open("y.npy", NpyFiles.bytes(table, 3, 4))) {
            assertThat(labels(data).names()).containsExactly("0", "1", "2", "3");
            assertThat(labels(data).values()).containsExactly(2, 0, 2);
            assertThat(data.factors()).isEmpty();
            assertThat(data.remark()).contains("labels in y are one-hot");
        }
    }

    @Test
    void sixClassesOfColourImagesAreNotTheFactorsOf3dShapes() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x.npy", NpyFiles.bytes(new byte[2 * 3 * PLANE], 2, SIDE, SIDE, 3));
        arrays.put("labels.npy", NpyFiles.bytes(new byte[] {0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0}, 2, 6));
        Path file = folder.resolve("some.npz");
        try (Dataset data = Opened.train(Files.write(file, NpyFiles.zip(arrays)))) {
            assertThat(labels(data).names()).containsExactly("0", "1", "2", "3", "4", "5");
        }
        arrays.put("labels.npy", NpyFiles.bytes(new byte[] {1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0}, 2, 6));
        try (Dataset data = Opened.train(Files.write(file, NpyFiles.zip(arrays)))) {
            assertThat(data.factors().orElseThrow().names()).containsExactly("label5");
        }
    }

    @Test
    void severalLabelsOfAnImageAreFactorsWithTheirNames() throws IOException {
        byte[] table = {1, 0, 1, 0, 0, 0, 1, 1, 1};
        try (Dataset data = open(
                "labels.npy",
                NpyFiles.bytes(table, 3, 3),
                "label_names.npy",
                texts(StandardCharsets.UTF_8, "S", "hat", "coat", "scarf"))) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.factors().orElseThrow().names()).containsExactly("hat", "coat", "scarf");
            assertThat(data.factors().orElseThrow().values()[2]).containsExactly(1, 0, 1);
            assertThat(data.remark()).contains("images have several labels or none in labels");
        }
    }

    @Test
    void oneColumnWholeFloatsAndGapsAreClasses() throws IOException {
        try (Dataset data = open("target.npy", NpyFiles.floats(new float[] {9, 2, 9}, 3, 1))) {
            assertThat(labels(data).names()).containsExactly("2", "9");
            assertThat(labels(data).values()).containsExactly(1, 0, 1);
        }
    }

    @Test
    void textsAreClassesInOrder() throws IOException {
        try (Dataset data = open("labels.npy", texts(Charset.forName("UTF-32LE"), "U", "ring", "disc", "ring"))) {
            assertThat(labels(data).names()).containsExactly("disc", "ring");
            assertThat(labels(data).values()).containsExactly(1, 0, 1);
        }
        try (Dataset data = open("labels.npy", texts(StandardCharsets.UTF_8, "S", "10", "9", "10"))) {
            assertThat(labels(data).names()).containsExactly("9", "10");
        }
    }

    @Test
    void classesHaveTheNamesThatAreListed() throws IOException {
        byte[] names = texts(StandardCharsets.UTF_8, "S", "cat", "dog");
        try (Dataset data = open("y.npy", NpyFiles.bytes(new byte[] {1, 0, 1}, 3), "class_names.npy", names)) {
            assertThat(labels(data).names()).containsExactly("cat", "dog");
            assertThat(labels(data).values()).containsExactly(1, 0, 1);
        }
        try (Dataset data = open("y.npy", NpyFiles.bytes(new byte[] {1, 2, 1}, 3), "class_names.npy", names)) {
            assertThat(labels(data).names()).containsExactly("cat", "dog");
            assertThat(labels(data).values()).containsExactly(0, 1, 0);
        }
        try (Dataset data = open("y.npy", NpyFiles.bytes(new byte[] {1, 7, 1}, 3), "class_names.npy", names)) {
            assertThat(labels(data).names()).containsExactly("1", "7");
            assertThat(data.leftOut()).extracting(LeftOut::examples).containsExactly(List.of("class_names"));
        }
    }

    @Test
    void whatNothingIsMadeOfIsNamed() throws IOException {
        try (Dataset data = open(
                "weights.npy",
                NpyFiles.doubles(new double[4], 4),
                "info.npy",
                NpyFiles.npy(1, "|O", false, new int[] {2}, new byte[9]))) {
            assertThat(data.leftOut())
                    .extracting(LeftOut::examples)
                    .containsExactlyInAnyOrder(List.of("weights"), List.of("info"));
        }
    }

    @Test
    void flatRowsAreSquareImages() throws IOException {
        Path grey = Files.write(folder.resolve("grey.npy"), NpyFiles.bytes(IdxFiles.counting(2 * PLANE), 2, PLANE));
        try (Dataset data = Opened.train(grey)) {
            assertThat(data.shape()).isEqualTo(new ImageShape(1, SIDE, SIDE));
            assertThat(Opened.image(data, 1)).startsWith(0, 1, 2);
            assertThat(data.remark()).isEqualTo("values are 0 to 255; rows of 1024 values are images of 32×32");
        }
        Path colour =
                Files.write(folder.resolve("colour.npy"), NpyFiles.bytes(IdxFiles.counting(3 * PLANE), 1, 3 * PLANE));
        try (Dataset data = Opened.train(colour)) {
            assertThat(data.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
            assertThat(data.remark()).contains("rows of 3072 values are images of 32×32 in planes of red");
        }
    }

    /** Images whose rows are alike, and whose channels are not. */
    @Test
    void flatRowsOfColoursMayBePlanesOrPixels() throws IOException {
        byte[] planes = new byte[3 * PLANE];
        byte[] pixels = new byte[3 * PLANE];
        for (int channel = 0; channel < 3; channel++) {
            for (int p = 0; p < PLANE; p++) {
                byte value = (byte) (60 * channel + p / SIDE + 3 * (p % SIDE));
                planes[channel * PLANE + p] = value;
                pixels[3 * p + channel] = value;
            }
        }
        Map<String, byte[]> orders = Map.of("in planes of red", planes, "pixel by pixel", pixels);
        Set<String> fingerprints = new HashSet<>();
        for (Map.Entry<String, byte[]> order : orders.entrySet()) {
            Path file = Files.write(folder.resolve("a.npy"), NpyFiles.bytes(order.getValue(), 1, 3 * PLANE));
            try (Dataset data = Opened.train(file)) {
                assertThat(Opened.image(data, 0)).startsWith(0, 3, 6);
                assertThat(Opened.image(data, 0)[PLANE + 1]).isEqualTo(63);
                assertThat(data.remark()).contains(order.getKey());
                fingerprints.add(data.fingerprint());
            }
        }
        assertThat(fingerprints).hasSize(2);
    }

    @Test
    void narrowRangesOfEightBitsAreSaid() throws IOException {
        byte[] values = new byte[PLANE];
        values[1] = 16;
        try (Dataset data = Opened.train(Files.write(folder.resolve("a.npy"), NpyFiles.bytes(values, 1, SIDE, SIDE)))) {
            assertThat(data.remark())
                    .isEqualTo("values are 0 to 255, of which only 0 to 16 are there; data.levels=stretched makes these"
                            + " black and white");
        }
    }

    @Test
    void theMappingOfEmnistNamesClasses() throws IOException {
        byte[] mapping = {0, 48, 1, 65, 2, 66};
        byte[] classes = {2, 0, 1};
        try (Dataset data = open("y.npy", NpyFiles.bytes(classes, 3), "mapping.npy", NpyFiles.bytes(mapping, 3, 2))) {
            assertThat(labels(data).names()).containsExactly("0", "A", "B");
            assertThat(labels(data).values()).containsExactly(2, 0, 1);
            assertThat(data.leftOut()).isEmpty();
        }
    }

    @Test
    void rowsAndColumnsAreExchangedIfAskedFor() throws IOException {
        Path file = Files.write(folder.resolve("a.npy"), NpyFiles.bytes(IdxFiles.counting(PLANE), 1, SIDE, SIDE));
        try (Dataset data = Opened.open(with(file, DataConfig.Transpose.ON, DataConfig.Levels.STORED));
                Dataset plain = Opened.train(file)) {
            assertThat(Opened.image(data, 0)[3 * SIDE + 1]).isEqualTo(SIDE + 3);
            assertThat(data.fingerprint()).isNotEqualTo(plain.fingerprint());
        }
    }

    @Test
    void narrowRangesOfSixteenBitsAreSaidAndStretchedIfAskedFor() throws IOException {
        byte[] values = new byte[2 * PLANE];
        values[2] = (byte) 0xF0; // 0x0FF0, 4080
        values[3] = 0x0F;
        Path file =
                Files.write(folder.resolve("a.npy"), NpyFiles.npy(1, "<u2", false, new int[] {1, SIDE, SIDE}, values));
        try (Dataset data = Opened.train(file)) {
            assertThat(Opened.image(data, 0)).startsWith(0, 16, 0);
            assertThat(data.remark())
                    .startsWith("values are 0 to 65535, of which only 0 to 4080 are there; data.levels=stretched");
        }
        try (Dataset data = Opened.open(with(file, DataConfig.Transpose.AUTO, DataConfig.Levels.STRETCHED))) {
            assertThat(Opened.image(data, 0)).startsWith(0, 255, 0);
            assertThat(data.remark()).startsWith("values are 0 to 4080, stretched");
        }
    }

    private static DataConfig with(Path file, DataConfig.Transpose transpose, DataConfig.Levels levels) {
        DataConfig plain = new DataConfig(file.toString(), SIDE, 0, 1, 1);
        return new DataConfig(
                plain.source(),
                plain.kind(),
                plain.resolution(),
                plain.channels(),
                plain.fit(),
                plain.background(),
                levels,
                plain.range(),
                transpose,
                plain.bad(),
                plain.window(),
                plain.stride(),
                plain.lengths(),
                plain.longest(),
                plain.scales(),
                plain.count(),
                plain.seed(),
                plain.heldOut());
    }

    private Dataset open(String name, byte[] array) throws IOException {
        return open(Map.of(name, array));
    }

    private Dataset open(String name, byte[] array, String other, byte[] more) throws IOException {
        return open(Map.of(name, array, other, more));
    }

    private Dataset open(Map<String, byte[]> others) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>(others);
        arrays.put("x.npy", NpyFiles.bytes(IdxFiles.counting(3 * PLANE), 3, SIDE, SIDE));
        return Opened.train(Files.write(folder.resolve("some.npz"), NpyFiles.zip(arrays)));
    }

    private static Labels labels(Dataset data) {
        return data.labels().orElseThrow();
    }

    /** A list of texts as NumPy writes it, in the type U or S. */
    private static byte[] texts(Charset charset, String type, String... texts) {
        int width = Arrays.stream(texts).mapToInt(String::length).max().orElse(1);
        int unit = type.equals("U") ? 4 : 1;
        byte[] values = new byte[texts.length * width * unit];
        for (int i = 0; i < texts.length; i++) {
            byte[] text = texts[i].getBytes(charset);
            System.arraycopy(text, 0, values, i * width * unit, text.length);
        }
        String descr = (unit == 4 ? "<" : "|") + type + width;
        return NpyFiles.npy(1, descr, false, new int[] {texts.length}, values);
    }
}
