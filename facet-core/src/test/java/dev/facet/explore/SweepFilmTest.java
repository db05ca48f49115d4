package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SweepFilmTest {
    /** Grey images of one level each: 10, 20, 30, … */
    private static Items levels(int count, int side) {
        byte[] bytes = new byte[count * side * side];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (10 * (1 + i / (side * side)));
        }
        return new Items(new ImageShape(1, side, side), count, bytes);
    }

    private static int level(BufferedImage frame, int x, int y) {
        return frame.getRaster().getSample(x, y, 0);
    }

    @Test
    void oneRowGoesThereAndBackWithoutStandingStill() {
        List<BufferedImage> frames = SweepFilm.frames(levels(4, 8), 4);
        assertThat(frames).hasSize(6);
        assertThat(frames.stream().map(frame -> level(frame, 100, 100))).containsExactly(10, 20, 30, 40, 30, 20);
        assertThat(frames.get(0).getWidth()).as("enlarged by a whole factor").isEqualTo(256);
    }

    @Test
    void severalRowsMoveTogetherAndLieInASquare() {
        BufferedImage second = SweepFilm.frames(levels(8, 10), 2).get(1);
        // rows begin at items 0, 2, 4, 6; their second items have the levels 20, 40, 60, 80
        int side = second.getWidth();
        assertThat(second.getHeight()).isEqualTo(side);
        assertThat(List.of(
                        level(second, 1, 1),
                        level(second, side - 1, 1),
                        level(second, 1, side - 1),
                        level(second, side - 1, side - 1)))
                .containsExactly(20, 40, 60, 80);
    }

    @Test
    void noFilmIsLargerThanItMayBe() {
        BufferedImage frame = SweepFilm.frames(levels(16, 300), 1).get(0);
        assertThat(frame.getWidth()).isEqualTo(SweepFilm.MOST_SIDE);
    }

    @Test
    void sequencesAreDrawnAndTheFileIsAnEndlessGif() throws IOException {
        SequenceShape shape = new SequenceShape(
                List.of(new SequenceShape.Channel("heat", new DataConfig.Scale(0, 1))), 12, false, false);
        Items items = new Items(shape, 3, new byte[3 * shape.bytes()]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SweepFilm.write(out, items, 3);
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(4);
            assertThat(reader.getWidth(0)).isEqualTo(240);
        }
        assertThat(new String(out.toByteArray(), StandardCharsets.ISO_8859_1)).contains("NETSCAPE2.0");
    }

    @Test
    void rowsOfUnequalLengthAreRefused() {
        assertThatThrownBy(() -> SweepFilm.frames(levels(5, 4), 2)).hasMessageContaining("5 items in rows of 2");
    }
}
