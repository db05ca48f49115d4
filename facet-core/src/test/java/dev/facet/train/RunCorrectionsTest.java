package dev.facet.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;
import dev.facet.settings.ConfigReader;
import dev.facet.train.Corrections.Correction;
import dev.facet.train.Corrections.Item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunCorrectionsTest {
    private static final LatentSpec LATENT =
            ConfigReader.resolve("strokes", List.of()).latent();

    @TempDir
    private Path folder;

    private static Item item(String name) {
        return new Item(false, name, "data");
    }

    /** A run folder with settings only. */
    private RunFolder run(String... settings) throws IOException {
        Path path = Files.createDirectories(folder.resolve("run"));
        SettingsFile.write(path.resolve(RunFolder.CONFIG), ConfigReader.resolve("strokes", List.of(settings)));
        return RunFolder.open(path);
    }

    @Test
    void aLaterCorrectionReplacesAnEarlierOneAndCanBeUndone() {
        Corrections first = Corrections.NONE.with(List.of(item("a"), item("b")), "digit", 3, "");
        Corrections second = first.with(List.of(item("b")), "digit", -1, "lamp");
        assertThat(second.current())
                .extracting(each -> each.item().image() + each.category() + each.label())
                .containsExactly("a3", "b-1lamp");
        assertThat(second.undo()).isEqualTo(first);
        assertThat(second.undo().undo()).isEqualTo(Corrections.NONE);
        assertThat(Corrections.NONE.undo()).isEqualTo(Corrections.NONE);
        Corrections forgotten = second.with(List.of(item("a")), "digit", -1, "");
        assertThat(forgotten.current()).hasSize(1);
        assertThat(forgotten.undo().current()).hasSize(2);
        // another code is another question
        assertThat(second.with(List.of(item("a")), "kind", 1, "").current()).hasSize(3);
    }

    @Test
    void namesOfCategoriesAreThoseOfNow() {
        Code.Categorical digit = LATENT.categorical().get(0);
        CodeNames names = CodeNames.NONE.with(digit, 3, "three").with(digit, 4, "lamp");
        Correction byIndex = new Correction(1, item("a"), "digit", 3, "");
        Correction byName = new Correction(1, item("b"), "digit", -1, "lamp");
        assertThat(byIndex.label(LATENT, names)).isEqualTo("three");
        assertThat(byIndex.label(LATENT, CodeNames.NONE)).isEqualTo("3");
        assertThat(byName.category(LATENT, names)).isEqualTo(4);
        assertThat(byName.category(LATENT, CodeNames.NONE)).isEqualTo(-1);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        RunFolder run = run();
        assertThat(RunCorrections.read(run)).isEqualTo(Corrections.NONE);
        Corrections written = Corrections.NONE
                .with(List.of(item("a, \"b\"/é.png"), new Item(true, "7", "x")), "digit", 3, "three")
                .with(List.of(item("7")), "digit", -1, "a, b");
        RunCorrections.write(run, written);
        assertThat(RunCorrections.read(run)).isEqualTo(written);
        assertThat(Files.readString(RunCorrections.file(run)))
                .startsWith("change,part,image,data,code,category,label\r\n");
    }

    @Test
    void damageIsSaidAndALinkIsNotFollowed() throws IOException {
        RunFolder run = run();
        Path file = RunCorrections.file(run);
        for (String damaged : List.of(
                "nonsense",
                "change,part,image,data,code,category,label\r\nx,train,a,d,digit,3,\r\n",
                "change,part,image,data,code,category,label\r\n1,nowhere,a,d,digit,3,\r\n",
                "change,part,image,data,code,category,label\r\n2,train,a,d,digit,3,\r\n1,train,b,d,digit,3,\r\n")) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> RunCorrections.read(run)).as(damaged).isInstanceOf(FormatException.class);
        }
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("secret"), "secret"));
        assertThatThrownBy(() -> RunCorrections.read(run))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is a link");
    }

    @Test
    void thereIsALimitAndTheHistoryGivesWayToIt() {
        List<Item> many = Collections.nCopies(Corrections.MOST, item("a"));
        Corrections full = Corrections.NONE.with(many, "digit", 1, "");
        Corrections more = full.with(List.of(item("b")), "digit", 2, "");
        assertThat(more.all()).hasSize(2);
        List<Item> different = IntStream.rangeClosed(0, Corrections.MOST)
                .mapToObj(i -> item("image " + i))
                .toList();
        assertThatThrownBy(() -> Corrections.NONE.with(different, "digit", 1, ""))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("at most " + Corrections.MOST);
    }

    @Test
    void aFileNameSurvivesWhatAnIndexDoesNot() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < 4; i++) {
            picture(pictures.resolve("p" + i + ".png"), i);
        }
        RunFolder run = run("data.source=" + pictures, "data.resolution=28", "data.held-out=0");
        Item second;
        try (RunItems items = RunItems.open(run)) {
            second = new RunCorrections.Finder(items).item(1);
            assertThat(second.image()).isEqualTo("p1.png");
        }
        picture(pictures.resolve("p0a.png"), 9);
        try (RunItems items = RunItems.open(run)) {
            RunCorrections.Finder finder = new RunCorrections.Finder(items);
            assertThat(finder.number(second)).as("one picture is before it now").isEqualTo(2);
            assertThat(finder.number(item("gone.png"))).isEqualTo(-1);
        }
        RunFolder drawn = run("data.count=20");
        Item third;
        try (RunItems items = RunItems.open(drawn)) {
            third = new RunCorrections.Finder(items).item(3);
            assertThat(new RunCorrections.Finder(items).number(third)).isEqualTo(3);
            Item test = new RunCorrections.Finder(items).item(items.given().size() + 2);
            assertThat(test.test()).isTrue();
            assertThat(new RunCorrections.Finder(items).number(test))
                    .isEqualTo(items.given().size() + 2);
        }
        RunFolder others = run("data.count=21", "data.seed=5");
        try (RunItems items = RunItems.open(others)) {
            assertThat(new RunCorrections.Finder(items).number(third)).isEqualTo(-1);
        }
    }

    private static void picture(Path file, int place) throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 28; y++) {
            image.getRaster().setSample(place, y, 0, 200);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
