package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;
import dev.facet.explore.Palette;
import dev.facet.format.PngFile;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The page of {@code facet report} in a real Chromium. */
@Tag("browser")
class ReportPageTest {
    @TempDir
    private static Path folder;

    private static @Nullable Chromium chromium;
    private static Path report = Path.of("report.html");

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void write() throws IOException {
        chromium = new Chromium();
        List<String> runs = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            Path run = WrittenRuns.run(
                    folder, "seed-" + seed, 60, 1.2 + 0.1 * seed, "training.seed=" + seed, "training.steps=600");
            Files.writeString(
                    run.resolve("metrics.jsonl"),
                    "{\"own_data\":true,\"images\":10,\"clustering\":{\"accuracy\":0.9}}\n");
            runs.add(run.toString());
        }
        PngFile.write(
                folder.resolve("seed-1").resolve("samples-000600.png"),
                new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB),
                2);
        // its path ends a script, and a name of its code does, too
        Path hostile = WrittenRuns.run(
                Files.createDirectories(folder.resolve("<").resolve("script><script>window.hacked=1<")),
                "seed-1",
                40,
                0.5,
                "training.batch=64");
        Files.writeString(
                hostile.resolve("codes.json"),
                "{\"c1\":{\"name\":\"</script><img src=x onerror=alert(1)>\",\"categories\":{},\"order\":[]}}",
                StandardCharsets.UTF_8);
        runs.add(hostile.toString());
        report = folder.resolve("report.html");
        List<String> arguments = new ArrayList<>(List.of("report", "--out=" + report));
        arguments.addAll(runs);
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private Page open(ColorScheme scheme) {
        Page page = Objects.requireNonNull(chromium).page(1200, 900, scheme, complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith("file:") && !request.url().matches("(data|blob):.*")) {
                complaints.add("left the machine: " + request.url());
            }
        });
        page.navigate(report.toUri().toString());
        return page;
    }

    private static Locator chart(Page page, String title) {
        return page.locator(".chart")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator("figcaption").getByText(title)));
    }

    @Test
    void chartsAreSmoothedEnlargedTogetherAndSaved() throws IOException {
        try (Page page = open(ColorScheme.LIGHT)) {
            Locator loss = chart(page, "loss/D");
            Locator information = chart(page, "nats/c1");
            assertThat(loss.locator(".u-legend .u-series").nth(1)).containsText("seed-1");
            assertThat(page.locator(".chart")).hasCount(3);
            Chromium.picture(page, "report-light");

            BoundingBox over = loss.locator(".u-over").boundingBox();
            page.mouse().move(over.x + 40, over.y + 30);
            page.mouse().down();
            page.mouse().move(over.x + 160, over.y + 40);
            page.mouse().up();
            assertThat(page.getByText("Show all steps")).isVisible();
            // a range of steps, which the SVG file of another chart shows as well
            String zoomed = saved(page, information, "SVG");
            assertThat(zoomed).contains("<svg", "at most").doesNotContain(">600<");
            page.getByText("Show all steps").click();
            assertThat(saved(page, information, "SVG")).contains(">600<");

            String before = saved(page, loss, "SVG");
            page.getByLabel("smoothing of the lines").fill("0.9");
            assertThat(saved(page, loss, "SVG")).isNotEqualTo(before);
            page.getByText("logarithmic").click();
            assertThat(page.locator(".chart").filter(new Locator.FilterOptions().setHasText("not logarithmic")))
                    .hasCount(1);
            page.getByLabel("axis of the charts").selectOption("minutes");
            List<String> csv = saved(page, loss, "CSV").lines().toList();
            assertThat(csv).hasSize(61);
            assertThat(csv.get(0)).startsWith("minutes,").contains("seed-2");
            assertThat(csv.get(60)).startsWith("6,1.28");
        }
        assertThat(complaints).isEmpty();
    }

    private static String saved(Page page, Locator chart, String kind) throws IOException {
        Download download =
                page.waitForDownload(() -> chart.getByText(kind, new Locator.GetByTextOptions().setExact(true))
                        .click());
        return Files.readString(download.path());
    }

    @Test
    void aRunHasOneColourEverywhere() throws IOException {
        try (Page page = open(ColorScheme.DARK)) {
            Chromium.picture(page, "report-dark");
            String second = String.format("#%06x", Palette.line(1));
            String shown = String.valueOf(page.evaluate("""
                    () => {
                      const all = [...document.querySelectorAll('.swatch-1')];
                      const told = (e) => e.parentElement.textContent + ' ' + getComputedStyle(e).backgroundColor;
                      return [...new Set(all.map(told))].join('; ');
                    }
                    """));
            int rgb = Palette.line(1);
            assertThat(shown)
                    .isEqualTo("seed-2 rgb(" + (rgb >> 16) + ", " + (rgb >> 8 & 0xFF) + ", " + (rgb & 0xFF) + ")");
            assertThat(page.locator("nav .swatch-1, th .swatch-1, h2 .swatch-1"))
                    .hasCount(4);
            assertThat(saved(page, chart(page, "loss/D"), "SVG")).contains("stroke=\"" + second + "\"");
            // dark, as the page of the studio is
            assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(14, 17, 22)");
            assertThat(Chromium.lettered(page)).isTrue();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void namesOfRunsAndCodesAreText() {
        try (Page page = open(ColorScheme.LIGHT)) {
            assertThat(page.locator(".chart")).hasCount(3);
            assertThat(page.evaluate("() => window.hacked")).isNull();
            assertThat(page.locator("img[onerror]")).hasCount(0);
            assertThat(page.locator("h2").getByText("</script><script>window.hacked=1</"))
                    .isVisible();
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void contentsLeadToSectionsThatFold() {
        try (Page page = open(ColorScheme.LIGHT)) {
            Locator section = page.locator("details")
                    .filter(new Locator.FilterOptions()
                            .setHas(page.locator("h2").getByText("Settings")));
            section.locator("summary").click();
            assertThat(section.locator("pre").first()).isHidden();
            page.locator("nav").getByText("Settings").click();
            assertThat(section.locator("pre").first()).isVisible();
            BoundingBox box = section.locator("h2").boundingBox();
            assertThat(box.y).isBetween(-20.0, 400.0);
            // printed, everything is there
            section.locator("summary").click();
            page.evaluate("() => dispatchEvent(new Event('beforeprint'))");
            assertThat(section.locator("pre").first()).isVisible();
            page.evaluate("() => dispatchEvent(new Event('afterprint'))");
            assertThat(section.locator("pre").first()).isHidden();
            // the sharp picture is half as large as it has dots
            Locator picture = page.locator("img[src^='data:image/png']").first();
            assertThat(picture.boundingBox().width).isCloseTo(150, within(0.5));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void withoutScriptsThereAreTablesAndPictures() {
        Browser browser = Objects.requireNonNull(chromium).browser();
        try (Page page = browser.newPage(new Browser.NewPageOptions().setJavaScriptEnabled(false))) {
            page.navigate(report.toUri().toString());
            assertThat(page.getByText("The charts need JavaScript.")).isVisible();
            assertThat(page.locator("td").getByText("loss/D")).isVisible();
            assertThat(page.locator("img")).hasCount(1);
        }
    }
}
