package dev.facet.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class FileKindTest {
    @TempDir
    Path folder;

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments("%PDF-1.7", "a PDF document"),
                arguments("MM~*", "a TIFF image, or a camera's raw file"),
                arguments("~~~\u0018ftypheic~~", "a HEIC image"),
                arguments("~~~\u001cftypavif", "an AVIF image"),
                arguments("~~~ ftypisom", "a video (MP4 or MOV)"),
                arguments("PK\u0003\u0004", "a ZIP archive"),
                arguments("<?xml version='1.0'?><svg", "an SVG drawing"),
                arguments("<!DOCTYPE html><title>", "a web page (HTML), as servers send when a download fails"),
                arguments(
                        "version https://git-lfs.github.com/spec/v1",
                        "a Git LFS pointer, which only names the real file"),
                arguments("/annex/objects/SHA256E-s1", "a git-annex pointer, which only names the real file"),
                arguments("7z\u00bc\u00af'\u001c", "a 7-Zip archive"),
                arguments("Rar!\u001a\u0007", "a RAR archive"),
                arguments("\u00fd7zXZ~", "a file packed with xz"),
                arguments("(\u00b5/\u00fd", "a file packed with Zstandard"),
                arguments("BZh91AY&SY", "a file packed with bzip2"),
                arguments("PAR1", "a Parquet file"),
                arguments("ARROW1~~", "an Arrow (Feather) file"),
                arguments("\u0089HDF\r", "an HDF5 file"),
                arguments("\u0080\u0004\u0095abc", "a Python pickle"),
                arguments("\u0008\u0007\u0012\u0007pytorch", "an ONNX model"),
                arguments("\u0010~~~~~~~{\"a\":{}", "a safetensors file of weights"),
                arguments("~~~~TFL3", "a TensorFlow Lite model"),
                arguments("~~\u0001~\u0001~\u0020\u0020~~\u0001~\u0020~aaaabbbb", "an icon (ICO)"),
                arguments("~~\u0002~~~~~~~~~\u0020~\u0020~\u0018\u0020pixels", "a Targa image"),
                arguments("II*~\u0010~~~CR\u0002~", "a camera's raw file"),
                arguments("~~~~\u0002~~~\u0003~~~~~~~\u0002~~~x~12345678", "a MATLAB file of version 4"),
                arguments("~~\u0003\u00e8~~~\u0002~~~\u0003~~~~~~~\u0002x~12345678", "a MATLAB file of version 4"),
                arguments("{\"a\": 1}", "JSON"),
                arguments("hello", "text"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("kinds")
    void itGoesByTheFirstBytes(String content, String kind) {
        byte[] bytes = content.replace('~', '\0').getBytes(StandardCharsets.ISO_8859_1);
        assertThat(FileKind.of(bytes).map(FileKind::one).orElse("of none")).isEqualTo(kind);
    }

    @Test
    void aRecordOfTensorFlowHasTheChecksumOfItsLength() {
        ByteBuffer start =
                ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(1234);
        CRC32C sum = new CRC32C();
        sum.update(start.array(), 0, 8);
        int crc = (int) sum.getValue();
        start.putInt(((crc >>> 15) | (crc << 17)) + 0xa282ead8);
        assertThat(FileKind.of(start.array()).map(FileKind::one)).contains("a TensorFlow record");
        start.put(8, (byte) (start.get(8) ^ 1));
        assertThat(FileKind.of(start.array())).isEmpty();
    }

    @Test
    void anArchiveIsKnownByItsFirstMember() {
        Map.of(
                        "model/data.pkl", "a PyTorch file (.pt)",
                        "[Content_Types].xml", "a document of an office program",
                        "x.npy", "a .npz file of NumPy",
                        "1.png", "a ZIP archive")
                .forEach((name, kind) -> assertThat(FileKind.of(NpyFiles.zip(Map.of(name, new byte[3])))
                                .map(FileKind::one))
                        .contains(kind));
    }

    @Test
    void whatIsCompressedIsLookedInto() throws IOException {
        byte[] page = "<html>not found</html>".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("a.gz"), gzip(gzip(page)));
        FileStart start = FileStart.of(file);
        assertThat(start.packings()).isEqualTo(2);
        assertThat(FileKind.refusal(file, start, "pictures").problem())
                .isEqualTo("is compressed with gzip 2 times; what is in it is a web page (HTML), as servers send when a"
                        + " download fails: download the file again. Data is read from pictures");
    }

    @Test
    void aCompressionThatIsCutOffIsNoFailure() throws IOException {
        byte[] whole = gzip(new byte[100_000]);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThat(FileStart.of(half).packings()).isOne();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(content);
        }
        return out.toByteArray();
    }

    @Test
    void whatNobodyKnowsIsNotGuessed() {
        assertThat(FileKind.of(new byte[] {1, 2, 3, (byte) 0x80})).isEmpty();
        assertThat(FileKind.of(new byte[0]).orElseThrow().one()).isEqualTo("an empty file");
    }

    @Test
    void aCharacterThatIsCutInTwoIsText() {
        assertThat(FileKind.of("ä".repeat(600).getBytes(StandardCharsets.UTF_8)).map(FileKind::one))
                .contains("text");
        assertThat(FileKind.of(("x" + "ä".repeat(600)).getBytes(StandardCharsets.UTF_8))
                        .map(FileKind::one))
                .contains("text");
    }
}
