package dev.facet.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.format.Safetensors.Entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackInOrder() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("mask", Entry.of(new byte[] {1, -1, 3}, 3));
        entries.put("größe.weight", Entry.of(new float[] {1.5f, -0f, Float.NaN, 4, 5, 6}, 2, 3));
        entries.put("step", Entry.of(new long[] {Long.MIN_VALUE}));
        entries.put("none", Entry.of(new float[0], 0, 7));
        entries.put("half", new Entry(Dtype.BF16, new long[] {2}, ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        entries.put("exact", new Entry(Dtype.F64, new long[] {1}, ByteBuffer.wrap(new byte[8])));
        Safetensors.write(file, entries, Map.of("format", "facet \"1\"\n"));

        Contents contents = Safetensors.read(file);

        assertThat(contents.metadata()).containsExactly(Map.entry("format", "facet \"1\"\n"));
        assertThat(contents.entries().keySet()).containsExactlyElementsOf(entries.keySet());
        entries.forEach((name, entry) -> {
            assertThat(contents.entries().get(name))
                    .usingRecursiveComparison()
                    .comparingOnlyFields("dtype", "shape")
                    .isEqualTo(entry);
            assertThat(contents.entries())
                    .hasEntrySatisfying(name, read -> assertThat(read.bytes()).isEqualTo(entry.bytes()));
        });
        assertThat(contents.entry("größe.weight", Dtype.F32, 2, 3).floats())
                .containsExactly(1.5f, -0f, Float.NaN, 4, 5, 6);
        assertThat(contents.entry("step", Dtype.I64).longs()).containsExactly(Long.MIN_VALUE);
    }

    @Test
    void equalMetadataGivesEqualBytesInWhateverOrderItComes() throws IOException {
        Map<String, String> forwards = new LinkedHashMap<>();
        Map<String, String> backwards = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            forwards.put("key" + i, "value");
            backwards.put("key" + (9 - i), "value");
        }
        Safetensors.write(folder.resolve("a"), Map.of(), forwards);
        Safetensors.write(folder.resolve("b"), Map.of(), backwards);
        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void readsAFileMadeByHand() throws IOException {
        Path file = write(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}   ",
                9);
        Contents contents = Safetensors.read(file);
        assertThat(contents.entry("b", Dtype.F32, 2).floats()).containsExactly(0f, 0f);
        assertThat(contents.entry("a", Dtype.U8).bytes()).containsExactly(0);
    }

    @Test
    void anArrayThatIsMissingOrOfAnotherShapeIsNamed() throws IOException {
        Contents contents =
                Safetensors.read(write("{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> contents.entry("c", Dtype.F32, 2))
                .withMessageContaining("has no array 'c'; it has [b]");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> contents.entry("b", Dtype.F32, 2, 1))
                .withMessageContaining("array 'b' should be F32[2, 1] and is F32[2]");
    }

    @Test
    void everyArrayIsAlignedToItsElement() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("a", Entry.of(new byte[3], 3));
        entries.put("b", Entry.of(new float[1], 1));
        entries.put("c", Entry.of(new long[1], 1));
        Safetensors.write(file, entries, Map.of());

        byte[] bytes = Files.readAllBytes(file);
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes, 8, header, StandardCharsets.UTF_8)).contains("[12,15]", "[8,12]", "[0,8]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[]                                                                     | 0 | not a JSON object",
                "{\"a\"                                                                   | 0 | not JSON",
                "{} {}                                                                  | 0 | not JSON",
                "{}                                                                     | 1 | 0 bytes of data",
                "{\"a\":1}                                                              | 0 | exactly dtype",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}                              | 4 | exactly dtype",
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}       | 2 | F16",
                "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,2]}}             | 2 | dtype 7",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}      | 4 | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}     | 4 | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}     | 4 | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}       | 4 | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}"
                        + " | 4 | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}       | 4 | F32[2]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} | 0 | not the",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[9000000000],\"data_offsets\":[0,9000000000]}} | 0 | over 2 GiB",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2000000000],\"data_offsets\":[0,2000000000]}}"
                        + " | 4 | the file has 4",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}        | 3 | gap or overlap",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3 | gap or overlap",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}} | 2 | not JSON",
                "{\"__metadata__\":{\"a\":1}}                                           | 0 | must be a string",
                "{\"__metadata__\":[]}                                                  | 0 | object of strings",
            })
    void refusesAMalformedHeader(String header, int dataBytes, String message) throws IOException {
        Path file = write(header, dataBytes);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2147483647", "9223372036854775807", "-1", "-9223372036854775808", "17000000"})
    void refusesAnImpossibleHeaderLength(long length) throws IOException {
        Path file = folder.resolve("w.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(file))
                .withMessageContaining("announces a header of " + Long.toUnsignedString(length));
    }

    @Test
    void refusesDeepNestingAndBadUtf8() throws IOException {
        for (String header : new String[] {"{\"a\":" + "[".repeat(100_000), "{\"\u00ff\":1}"}) {
            byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
            Path file = folder.resolve("w.safetensors");
            Files.write(file, withLength(text, 0));
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> Safetensors.read(file))
                    .withMessageContaining("not JSON");
        }
    }

    @Test
    void mutantsOfAValidFileAreReadOrRefusedAndNothingElse() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("weight", Entry.of(new float[12], 3, 4));
        entries.put("step", Entry.of(new long[] {5}));
        entries.put("state", Entry.of(new byte[5], 5));
        Safetensors.write(file, entries, Map.of("kind", "test"));
        byte[] valid = Files.readAllBytes(file);

        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            Files.write(file, Mutants.mutate(valid, new Random(i)));
            try {
                Safetensors.read(file);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 1_999);
    }

    @Test
    void anEntryMustHaveTheBytesItsShapeTakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Entry.of(new float[5], 2, 3))
                .withMessage("F32[2, 3] takes 24 bytes; data has 20");
        assertThatIllegalStateException()
                .isThrownBy(() -> Entry.of(new byte[4], 4).floats())
                .withMessage("the array holds U8, not F32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(
                        folder.resolve("a"), Map.of("__metadata__", Entry.of(new byte[0], 0)), Map.of()));
    }

    private Path write(String header, int dataBytes) throws IOException {
        Path file = folder.resolve("w.safetensors");
        Files.write(file, withLength(header.getBytes(StandardCharsets.UTF_8), dataBytes));
        return file;
    }

    private static byte[] withLength(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }
}
