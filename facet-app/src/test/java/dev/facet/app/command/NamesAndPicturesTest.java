package dev.facet.app.command;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.format.Csv;

import static org.assertj.core.api.Assertions.assertThat;

/** Name, morph and curves on one small run. */
class NamesAndPicturesTest {
    /** The names of the categories by index; two have none. */
    private static final int[] DIGITS = {7, 0, 2, 6, 9, 3, 5, 8, 1, 4};

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
                .startsWith("digit", "  one (#0)", "  seven (#3)", "  1", "  2")
                .contains("slant (c1)");
        assertThat(facet("name").out()).isEqualTo(shell.out());
        assertThat(Files.readString(run.resolve("codes.json"))).contains("\"seven\"");
        assertThat(facet("name", "digit:3=").out()).doesNotContain("seven").contains("one");
    }

    @Test
    void aNameAndAnIndexAreNeverConfusedAndWhatWasTakenIsSaid() throws Exception {
        assertThat(draw("seven").code()).isEqualTo(2);
        byte[] third = bytes("3");
        byte[] fourth = bytes("4");
        facet("name", "digit:3=seven", "digit:4=3");
        assertThat(bytes("seven")).isEqualTo(third).isNotEqualTo(fourth);
        assertThat(bytes("3")).isEqualTo(fourth);
        assertThat(draw("3").err()).contains("digit=3: category 4, named 3");
        assertThat(bytes("#3")).isEqualTo(third);
        assertThat(draw("#3").err()).contains("digit=#3: category 3, named seven");
        // if names are numbers, a number that is not a name is not taken for an index
        assertThat(draw("6").err()).contains("no category named '6'", "3 (#4)", "#0 to #9");
        assertThat(draw("6").code()).isEqualTo(2);
    }

    @Test
    void whatEncodeWritesDrawsTheSameCategoryWhenGivenBack() throws Exception {
        for (List<String> names : List.of(
                List.<String>of(),
                IntStream.range(0, 10)
                        .filter(k -> k != 2 && k != 6)
                        .mapToObj(k -> "digit:" + k + "=" + DIGITS[k])
                        .toList(),
                List.of("digit:2=a, b", "digit:6=c=d"))) {
            withoutNames();
            facet("name", names.toArray(String[]::new));
            Path csv = folder.resolve("codes.csv");
            assertThat(facet("encode", "strokes", "--out=" + csv).code()).isZero();
            Csv table = Csv.read(csv, Files.readAllBytes(csv));
            assertThat(table.header()).startsWith("image", "digit", "digit_index", "digit_probability");
            Set<String> told = new HashSet<>();
            for (List<String> row : table.rows()) {
                if (told.add(row.get(1))) {
                    String taken = "category " + row.get(2) + ",";
                    assertThat(draw(row.get(1)).err()).contains(taken);
                    assertThat(draw("#" + row.get(2)).err()).contains(taken);
                }
            }
            assertThat(told).isNotEmpty();
        }
    }

    @Test
    void namesOfCodesAreAcceptedWhereverCodesAre() throws Exception {
        facet("name", "c1=slant");
        Path byId = folder.resolve("id.png");
        Path byName = folder.resolve("name.png");
        facet("generate", "--count=2", "--code=c1=1.5", "--out=" + byId);
        Shell shell = facet("generate", "--count=2", "--code=slant=1.5", "--out=" + byName);
        assertThat(shell.err()).contains("slant=1.5: code c1");
        assertThat(byName).hasSameBinaryContentAs(byId);
        assertThat(facet("traverse", "--code=slant", "--out=" + folder.resolve("t"))
                        .out())
                .contains("c1.png");
        assertThat(facet("morph", "--from=slant=-1", "--to=c1=1", "--rows=1", "--out=" + folder.resolve("m.png"))
                        .code())
                .isZero();
        assertThat(facet("curves", "--key=nats/slant", "--out=" + folder.resolve("c.png"))
                        .code())
                .isZero();
        assertThat(wrong("curves", "--key=nats/slnt")).contains("did you mean 'nats/slant'");
        assertThat(facet("name", "slant=lean").out()).contains("lean (c1)");
        assertThat(wrong("generate", "--code=laen=1")).contains("did you mean 'lean'", "digit, lean (c1), c2");
        assertThat(wrong("generate", "--code=lean=1", "--code=c1=1")).contains("twice");
        assertThat(facet("evaluate", "--out=" + folder).out()).contains("  lean (c1) follows");
        assertThat(facet("inspect").out()).contains("lean = c1", "nats/lean (c1)");
        facet("report", "--out=" + folder.resolve("report.html"));
        assertThat(Files.readString(folder.resolve("report.html"))).contains("nats/lean (c1)");
    }

    @Test
    void theEndsOfASliderAreSetShownUsedAndUndone() throws Exception {
        Path usual = folder.resolve("usual");
        facet("traverse", "--code=c1", "--columns=2", "--out=" + usual);
        facet("name", "c1=slant");
        assertThat(facet("name", "--ends=slant=-1.5:0.5").out()).contains("slant (c1)", "goes from -1.5 to 0.5");
        Path set = folder.resolve("set");
        facet("traverse", "--code=c1", "--columns=2", "--out=" + set);
        assertThat(set.resolve("c1.png")).isNotEmptyFile();
        assertThat(Files.mismatch(set.resolve("c1.png"), usual.resolve("c1.png")))
                .isNotNegative();
        Path byCode = folder.resolve("code.png");
        Path byValues = folder.resolve("values.png");
        facet("morph", "--code=slant", "--rows=1", "--out=" + byCode);
        facet("morph", "--from=slant=-1.5", "--to=slant=0.5", "--rows=1", "--out=" + byValues);
        assertThat(byCode).hasSameBinaryContentAs(byValues);
        facet("morph", "--code=slant", "--from=c1=-1.5", "--rows=1", "--out=" + byCode); // both name one code
        assertThat(byCode).hasSameBinaryContentAs(byValues);
        assertThat(facet("name", "--ends=c1=").out()).doesNotContain("slider");
        assertThat(facet("name", "--ends=c1=undo").out()).contains("goes from -1.5 to 0.5");
        assertThat(facet("name", "--ends=c1=undo").out()).doesNotContain("slider");
        assertThat(wrong("name", "--ends=c1=undo")).contains("no change");
        assertThat(wrong("name", "--ends=c1=2:1")).contains("below");
        assertThat(wrong("name", "--ends=c1=-9:1")).contains("the model draws");
        assertThat(wrong("name", "--ends=c1=1")).contains("CODE=LOW:HIGH");
        assertThat(wrong("name", "--ends=digit=1:2")).contains("categories");
        assertThat(wrong("morph", "--code=digit")).contains("categories");
    }

    @Test
    void aTraversalIsAFilmIfItsFileIs() throws Exception {
        Path film = folder.resolve("films/c1.gif");
        assertThat(facet("traverse", "--code=c1", "--columns=5", "--out=" + film)
                        .out()
                        .strip())
                .isEqualTo(film.toString());
        try (ImageInputStream in = ImageIO.createImageInputStream(film.toFile())) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(8);
        }
        assertThat(wrong("traverse", "--rows=0", "--code=c1")).contains("--rows is 0", "1 to 100");
        assertThat(wrong("traverse", "--out=" + film)).contains("--code", "c1, c2");
        assertThat(wrong("traverse", "--code=digit", "--out=" + film)).contains("changes smoothly");
    }

    @Test
    void eachNameMeansOneThing() throws Exception {
        assertThat(wrong("name", "c1=c2")).contains("c1 cannot be named 'c2'");
        assertThat(wrong("name", "c1=slant", "c2=slant")).contains("cannot be named 'slant'");
        assertThat(wrong("name", "digit:1=a", "digit:2=a")).contains("#1, #2", "'a'");
        assertThat(wrong("name", "digit:1=a", "digit:#1=b")).contains("both name digit category 1");
        assertThat(wrong("name", "digit:1=#2")).contains("# begins an index");
        assertThat(wrong("name", "c1=a=b")).contains("command line");
        assertThat(wrong("name", "digit:1=a\nb")).contains("one line");
        assertThat(run.resolve("codes.json")).doesNotExist();
        facet("name", "digit:1=2", "digit:2=1");
        // categories are looked up by their previous names, so these two are swapped
        Shell swapped = facet("name", "digit:1=2", "digit:2=1");
        assertThat(swapped.out()).contains("  1 (#1)", "  2 (#2)");
        assertThat(swapped.err()).contains("digit:1: category 2, named 1");
    }

    @Test
    void withADamagedFileOfNamesEverythingGoesOnAndSaysSo() throws Exception {
        for (String damaged : List.of("null", "{\"digit\":null}", "no JSON", "{\"c1\": 7}")) {
            Files.deleteIfExists(run.resolve("codes.json.damaged"));
            Files.writeString(run.resolve("codes.json"), damaged);
            for (List<String> command : List.of(
                    List.of("generate", "--count=1", "--code=digit=3", "--out=" + folder.resolve("g.png")),
                    List.of("encode", "strokes", "--out=" + folder.resolve("e.csv")),
                    List.of("traverse", "--code=c1", "--columns=2", "--out=" + folder.resolve("t")),
                    List.of("export", "--out=" + folder.resolve("x")),
                    List.of("name"))) {
                Shell shell =
                        facet(command.get(0), command.subList(1, command.size()).toArray(String[]::new));
                assertThat(shell.code()).as(damaged + " " + shell.err()).isZero();
                if (!command.contains(
                        "--out=" + folder.resolve("x"))) { // the library's warning goes to the process's own
                    assertThat(shell.err().lines().filter(line -> line.contains("codes.json")))
                            .as(command + " " + shell.err())
                            .singleElement()
                            .asString()
                            .contains("without names")
                            .doesNotContain("defect");
                }
                assertThat(run.resolve("codes.json")).hasContent(damaged);
            }
            assertThat(facet("name", "c1=slant").err()).contains("is kept as", "codes.json.damaged");
            assertThat(run.resolve("codes.json.damaged")).hasContent(damaged);
            assertThat(facet("name").out()).contains("slant (c1)");
        }
    }

    @Test
    void aHandfulOfLabelsNamesTheCategories() {
        Shell shell = facet("name", "--from-labels=2");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out())
                .containsPattern("\\d+ of \\d+ labels agree")
                .containsPattern("  0 \\(#\\d\\)\n")
                .containsPattern("  9 \\(#\\d\\)\n");
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
        assertThat(wrong("morph", "--from=digit", "--to=digit=3")).contains("CODE=VALUE");
        facet("name", "digit:2=a, b=c");
        Shell named = facet("morph", "--from=digit=a, b=c", "--from=c1=1", "--to=digit=#2,c1=1", "--out=" + file);
        assertThat(named.code()).as(named.err()).isEqualTo(2); // a comma before CODE= ends a setting
        assertThat(facet("morph", "--from=digit=#2,c1=1", "--to=digit=4", "--rows=1", "--out=" + file)
                        .err())
                .contains("digit=#2: category 2, named a, b=c");
        facet("name", "digit:2=a, b");
        assertThat(facet("morph", "--from=digit=a, b,c1=1", "--to=digit=4", "--rows=1", "--out=" + file)
                        .err())
                .contains("digit=a, b: category 2, named a, b");
    }

    @Test
    void curvesDrawsWhatWasNoted() throws Exception {
        Path file = folder.resolve("curves.png");
        assertThat(facet("curves", run.toString(), "--out=" + file).code()).isZero();
        assertThat(ImageIO.read(file.toFile()).getHeight()).isGreaterThan(400);
        assertThat(facet("curves", "--key=loss/D", "--out=" + file).code()).isZero();
        assertThat(ImageIO.read(file.toFile()).getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(facet("curves", "--dark", "--out=" + file).code()).isZero();
        assertThat(ImageIO.read(file.toFile()).getRGB(1, 1) & 0xFFFFFF).isEqualTo(0x171B22);
        Path vectors = folder.resolve("new/curves.SVG");
        assertThat(facet("curves", "--out=" + vectors).code()).isZero();
        assertThat(vectors).content().startsWith("<svg xmlns=").contains("nats/digit:");
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
