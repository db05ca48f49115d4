package dev.facet.calibrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.method.Methods;
import dev.facet.model.Encoder;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.Reconstruction;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EncoderFileTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final EncoderFile.About ABOUT =
            new EncoderFile.About("ab12", 3600, 1500, true, new Reconstruction(500, 0.05, 0.1));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void engine() {
        Engine.load();
        file = folder.resolve("encoder.safetensors");
    }

    private static Model model(String... settings) {
        RunConfig config = ConfigReader.resolve("strokes", List.of(settings));
        Networks networks = Networks.of(Methods.architecture(config, SHAPE), false);
        networks.start(3);
        return new Model(config.latent(), SHAPE, networks, -4, true);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        try (Model model = model("model.width=4");
                Encoder written = Encoder.like(model, false, 7);
                Encoder read = Encoder.of(model, false)) {
            EncoderFile.write(file, written, ABOUT);
            EncoderFile found = EncoderFile.read(file);
            assertThat(found.about()).isEqualTo(ABOUT);
            found.into(read);
            for (int k = 0; k < written.trained().size(); k++) {
                Map<String, Tensor> wanted = written.trained().get(k).tensors();
                read.trained()
                        .get(k)
                        .tensors()
                        .forEach((name, tensor) -> assertThat(Tensors.floats(tensor))
                                .as(name)
                                .isEqualTo(Tensors.floats(Objects.requireNonNull(wanted.get(name)))));
            }
        }
    }

    @Test
    void damageIsFound() throws IOException {
        try (Model model = model("model.width=4");
                Encoder encoder = Encoder.like(model, false, 7)) {
            EncoderFile.write(file, encoder, ABOUT);
        }
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += i < 4000 ? 1 : 997) {
            if (good[i] == ' ') {
                continue; // padding of the header has no meaning
            }
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertThatThrownBy(() -> EncoderFile.read(file)).as("byte " + i).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Sealed.write(file, Map.of(), Map.of("calibration", "{}", "weights", "ab12"));
        assertThatThrownBy(() -> EncoderFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is not an encoder");
        Safetensors.write(file, Map.of(), Map.of("format", "pt"));
        assertThatThrownBy(() -> EncoderFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void weightsOfOtherNetworksAndNumbersThatAreNotFiniteAreRefused() throws IOException {
        try (Model narrow = model("model.width=4");
                Model wide = model("model.width=8");
                Encoder encoder = Encoder.like(narrow, false, 7);
                Encoder other = Encoder.of(wide, false)) {
            EncoderFile.write(file, encoder, ABOUT);
            EncoderFile found = EncoderFile.read(file);
            assertThatThrownBy(() -> found.into(other)).isInstanceOf(FormatException.class);
            encoder.trunk().parameters().values().fill_(Tensors.scalar(Double.NaN));
            EncoderFile.write(file, encoder, ABOUT);
            EncoderFile nan = EncoderFile.read(file);
            assertThatThrownBy(() -> nan.into(encoder))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("not finite");
        }
    }
}
