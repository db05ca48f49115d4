package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.report.Pictures;
import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.format.Npz;
import dev.facet.model.Model;

import static org.assertj.core.api.Assertions.assertThat;

class GenerateCommandTest {
    @TempDir
    static Path folder;

    private static String run;

    @BeforeAll
    static void train() {
        run = TinyRun.below(folder.resolve("runs")).toString();
    }

    @Test
    void drawsAGrid() {
        Path file = folder.resolve("new/grid.png");
        Shell shell = Shell.facet("generate", run, "--count=7", "--code=digit=3", "--code=c1=-1.5", "--out=" + file);
        assertThat(shell.out()).isEqualTo(file + System.lineSeparator());
        assertThat(shell.err()).isEqualTo("digit=3: category 3, which has no name" + System.lineSeparator());
        assertThat(shell.code()).isZero();
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void anImageDependsOnSeedAndIndexAlone() throws Exception {
        Shell.facet("generate", run, "--count=3", "--seed=5", "--dir=" + folder.resolve("three"));
        Shell.facet("generate", run, "--count=1", "--seed=5", "--dir=" + folder.resolve("one"));
        assertThat(folder.resolve("three")).isDirectoryContaining("glob:**/00002.png");
        assertThat(Files.readAllBytes(folder.resolve("one/00000.png")))
                .isEqualTo(Files.readAllBytes(folder.resolve("three/00000.png")));
    }

    @Test
    void codesThatDoNotExistOrCannotBeAreToldApart() {
        assertThat(wrong("--code=digt=3")).contains("did you mean 'digit'");
        assertThat(wrong("--code=zzz=3")).contains("digit, c1, c2");
        assertThat(wrong("--code=digit=10")).contains("categories 0 to 9");
        assertThat(wrong("--code=digit=-1")).contains("categories 0 to 9");
        assertThat(wrong("--code=c1=1e9")).contains("-8.0 to 8.0");
        assertThat(wrong("--code=c1=NaN")).contains("-8.0 to 8.0");
        assertThat(wrong("--code=c1=steep")).contains("takes a number");
        assertThat(wrong("--code=digit")).contains("--code");
        assertThat(wrong("--count=0")).contains("--count is 0");
        assertThat(wrong("--out=a.png", "--dir=b")).contains("mutually exclusive");
    }

    @Test
    void aFolderThatIsNoRunIsToldSo() {
        Shell shell = Shell.facet("generate", folder.toString());
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("is not a run");
    }

    private static String wrong(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "generate";
        all[1] = run;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Shell shell = Shell.facet(all);
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).startsWith("facet: ");
        return shell.err();
    }

    @Test
    void whatImagesAreDrawnFromIsWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("latents.npz");
        Path image = folder.resolve("image.png");
        Shell shell = Shell.facet(
                "generate", run, "--count=300", "--code=digit=3", "--noise=0.5", "--latents=" + file, "--out=" + image);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("latents.npz");
        try (Npz npz = Npz.open(file);
                Model model = Facet.load(Path.of(run))) {
            assertThat(npz.arrays()).containsOnlyKeys("latents", "digit", "c1", "c2");
            LatentBatch drawn = model.draw(0, 0, 300);
            float[] rows = new float[300 * model.latent().width()];
            Objects.requireNonNull(npz.arrays().get("latents")).forEach((index, item) -> {
                for (int k = 0; k < item.length; k++) {
                    rows[index * item.length + k] = (float) item[k];
                }
            });
            assertThat(rows[0]).isEqualTo(0.5f * drawn.values()[0]);
            Objects.requireNonNull(npz.arrays().get("digit"))
                    .forEach((index, item) -> assertThat(item).containsExactly(3));
            Items again = model.generate(new LatentBatch(model.latent(), 300, rows));
            Pictures.write(Pictures.grid(again), folder.resolve("again.png"));
        }
        assertThat(folder.resolve("again.png")).hasSameBinaryContentAs(image);
        Shell wrong = Shell.facet("generate", run, "--noise=-1", "--out=" + image);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--noise is -1.0; wanted a number from 0 to 4");
    }
}
