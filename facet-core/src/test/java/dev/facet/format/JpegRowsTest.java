package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JpegRowsTest {
    private static final Path NAME = Path.of("some.jpg");

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "jpeg progressive", "jpeg without marks", "jpeg grey"})
    void theRowsAreThoseOfTheWholePicture(String kind) throws IOException {
        byte[] jpeg = jpeg(kind);
        BufferedImage whole = ImageIO.read(new ByteArrayInputStream(jpeg));
        int[] next = new int[1];
        boolean done = ImageFile.rows(NAME, jpeg, (y, samples, channels) -> {
            assertThat(y).isEqualTo(next[0]++);
            int[] wanted = whole.getRaster().getPixels(0, y, whole.getWidth(), 1, (int[]) null);
            for (int i = 0; i < wanted.length; i++) {
                assertThat(samples[i] & 0xFF).isEqualTo(wanted[i]);
            }
        });
        assertThat(done).isTrue();
        // A progressive picture comes once, not once for each scan.
        assertThat(next[0]).isEqualTo(whole.getHeight());
        assertThat(ImageFile.decode(NAME, jpeg).getRaster().getPixels(0, 0, 24, 20, (int[]) null))
                .isEqualTo(whole.getRaster().getPixels(0, 0, 24, 20, (int[]) null));
    }

    private static byte[] jpeg(String kind) {
        if (kind.equals("jpeg grey")) {
            return PictureFiles.encoded("jpg", PictureFiles.picture(BufferedImage.TYPE_BYTE_GRAY));
        }
        byte[] jpeg = picture(kind.equals("jpeg without marks") ? "jpeg" : kind);
        if (!kind.equals("jpeg without marks")) {
            return jpeg;
        }
        byte[] bare = new byte[jpeg.length - 18];
        System.arraycopy(jpeg, 0, bare, 0, 2);
        System.arraycopy(jpeg, 20, bare, 2, jpeg.length - 20);
        return bare;
    }

    private static byte[] picture(String kind) {
        return Objects.requireNonNull(PictureFiles.all().get(kind));
    }

    @Test
    void otherKindsAreLeftToTheWholeDecoder() throws IOException {
        for (String kind : new String[] {"png", "jpeg ycck", "gif"}) {
            assertThat(ImageFile.rows(NAME, picture(kind), (y, samples, channels) -> {}))
                    .isFalse();
        }
    }

    @Test
    void aPictureThatIsCutOffIsRefused() {
        byte[] jpeg = picture("jpeg");
        byte[] half = Arrays.copyOf(jpeg, jpeg.length * 8 / 10);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.rows(NAME, half, (y, samples, channels) -> {}));
    }

    @Test
    void mutantsAreReadOrRefusedAndNothingElse() throws IOException {
        byte[] jpeg = picture("jpeg progressive");
        for (int i = 0; i < 300; i++) {
            try {
                ImageFile.rows(NAME, Mutants.mutate(jpeg, new Random(i)), (y, samples, channels) -> {});
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("some.jpg: ");
            }
        }
    }
}
