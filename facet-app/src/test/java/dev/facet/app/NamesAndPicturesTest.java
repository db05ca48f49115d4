package dev.facet.app;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Name, morph and curves on one small run. */
class NamesAndPicturesTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        run = TinyRun.below(folder.resolve("runs"), "infogan", 20);
    }

    @BeforeEach
    void withoutNames() throws Exception {
        Files.deleteIfExists(run.resolve("codes.json"));
    }

    @Test
    void namesAreKeptAndShown() throws Exception {
        Shell shell = facet("name", "c1=slant", "digit:3=seven", "digit:0=one");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines())
                .startsWith("digit", "  0: one", "  3: seven", "  1", "  2")
                .contains("slant (c1)");
        assertThat(facet("name").out()).isEqualTo(shell.out());
        assertThat(Files.readString(run.resolve("codes.json"))).contains("\"seven\"");
        assertThat(facet("name", "digit:3=").out()).doesNotContain("seven").contains("one");
    }

    @Test
    void aNamedCategoryCanBeDrawnByItsNameWhichGoesBeforeItsNumber() throws Exception {
        assertThat(draw("seven").code()).isEqualTo(2);
        facet("name", "digit:3=seven", "digit:4=5");
        assertThat(bytes("seven")).isEqualTo(bytes("3")).isNotEqualTo(bytes("6"));
        assertThat(bytes("5")).isEqualTo(bytes("4"));
    }

    @Test
    void aHandfulOfLabelsNamesTheCategories() {
        Shell shell = facet("name", "--from-labels=2");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .containsPattern("\\d+ of \\d+ labels agree")
                .containsPattern("  \\d: 0\n")
                .containsPattern("  \\d: 9\n");
    }

    @Test
    void namesThatCannotBeAreToldWhy() throws Exception {
        assertThat(wrong("name", "slant")).contains("CODE=NAME");
        assertThat(wrong("name", "c3=slant")).contains("did you mean");
        assertThat(wrong("name", "digit:10=ten")).contains("categories 0 to 9");
        assertThat(wrong("name", "c1:0=left")).contains("has no categories");
        assertThat(wrong("name", "c1=" + "x".repeat(100))).contains("at most 80");
        assertThat(wrong("name", "--from-labels=0")).contains("--from-labels is 0");
        assertThat(wrong("name", "--data=strokes")).contains("--from-labels");
        assertThat(run.resolve("codes.json")).doesNotExist();
        Files.writeString(run.resolve("codes.json"), "{\"c1\": 7}");
        Shell broken = facet("traverse", "--out=" + folder.resolve("t"));
        assertThat(broken.code()).isNotZero();
        assertThat(broken.err()).contains("codes.json").contains("delete it").doesNotContain("\tat ");
    }

    @Test
    void morphDrawsTheWayBetweenTwoSettings() throws Exception {
        Path file = folder.resolve("morph.png");
        Shell shell =
                facet("morph", "--from=digit=2,c1=-1", "--to=digit=4,c1=1", "--columns=5", "--rows=2", "--out=" + file);
        assertThat(shell.code()).as(shell.err()).isZero();
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isGreaterThan(5 * 56);
        assertThat(wrong("morph", "--from=digit=2", "--to=digit=11")).contains("categories 0 to 9");
        assertThat(wrong("morph", "--from=digit=2", "--to=digit=3", "--columns=1"))
                .contains("--columns is 1");
        assertThat(wrong("morph", "--from=digit=2")).contains("--to");
    }

    @Test
    void curvesDrawsWhatWasNoted() throws Exception {
        Path file = folder.resolve("curves.png");
        assertThat(facet("curves", run.toString(), "--out=" + file).code()).isZero();
        assertThat(ImageIO.read(file.toFile()).getHeight()).isGreaterThan(400);
        assertThat(facet("curves", "--key=loss/D", "--out=" + file).code()).isZero();
        assertThat(wrong("curves", "--key=loss/E")).contains("did you mean 'loss/");
        assertThat(wrong("curves", "--until=5")).contains("until step 5");
    }

    private static Shell facet(String command, String... more) {
        String[] all = new String[more.length + 2];
        all[0] = command;
        all[1] = run.toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return Shell.facet(all);
    }

    private static String wrong(String command, String... more) {
        Shell shell = facet(command, more);
        assertThat(shell.code()).as(shell.out()).isEqualTo(2);
        return shell.err();
    }

    private static Shell draw(String category) {
        return facet("generate", "--count=2", "--code=digit=" + category, "--out=" + folder.resolve(category + ".png"));
    }

    private static byte[] bytes(String category) throws Exception {
        assertThat(draw(category).code()).isZero();
        return Files.readAllBytes(folder.resolve(category + ".png"));
    }
}
