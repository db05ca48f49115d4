package dev.facet.app.studio;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Main;
import dev.facet.format.PngFile;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Charts, the table of runs and what was measured, in a real Chromium. */
@Tag("browser")
class StudioComparePageTest {
    @TempDir
    private static Path runs;

    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    private @Nullable Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        for (int seed = 1; seed <= 3; seed++) {
            Path run = WrittenRuns.run(
                    runs, "seed-" + seed, 60, 1.2 + 0.1 * seed, "training.seed=" + seed, "training.steps=600");
            Files.writeString(
                    run.resolve("metrics.jsonl"),
                    "{\"own_data\":true,\"images\":1000,\"held_out\":true,\"data\":\"strokes\",\"step\":500,"
                            + "\"clustering\":{\"code\":\"digit\",\"accuracy\":0.9" + seed
                            + ",\"nmi\":0.8,\"ari\":0.8,\"purity\":0.9,\"covered\":10},"
                            + "\"factors\":[{\"code\":\"c1\",\"factor\":\"slant\",\"spearman\":-0.93}],"
                            + "\"unmeasured\":{\"quality\":\"nobody asked\"}}\n");
            WrittenRuns.picture(run, "confusion.png", 60, Color.ORANGE);
            WrittenRuns.picture(run, "samples-000300.png", 40, Color.BLUE);
            WrittenRuns.picture(run, "samples-000600.png", 40, Color.GREEN);
        }
        for (String name : List.of("confusion.png", "samples-000300.png")) {
            PngFile.write(
                    runs.resolve("seed-3").resolve(name), new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB), 2);
        }
        WrittenRuns.run(runs, "wide", 40, 0.5, "training.steps=600", "training.batch=64");
        server =
                new StudioServer(new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, true, Main.class.getName()));
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        // the runs have no weights, so their codes cannot be drawn, and the page says so
        complaints.removeIf(text -> text.contains("status of 400") || text.contains("status of 404"));
        assertThat(complaints).isEmpty();
        if (page != null) {
            page.close();
        }
    }

    private Page open(String path, int width, ColorScheme scheme) {
        if (page != null) {
            page.close();
        }
        Page opened = Objects.requireNonNull(chromium).page(width, 900, scheme, complaints::add);
        page = opened;
        opened.navigate(Objects.requireNonNull(server).address() + "#/" + path);
        return opened;
    }

    private static Locator rows(Page page) {
        return page.locator(".runs tbody tr");
    }

    /** The brightest pixel of the canvas that is not see-through, from 0 to 255: ink of dark pages is light. */
    private static final String BRIGHTEST = """
            () => {
              const canvas = document.querySelector('.chart canvas');
              const copy = new OffscreenCanvas(canvas.width, canvas.height);
              const pixels = copy.getContext('2d', { willReadFrequently: true });
              pixels.drawImage(canvas, 0, 0);
              const { data } = pixels.getImageData(0, 0, canvas.width, canvas.height);
              let most = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [red, green, blue, opaque] = data.subarray(i, i + 4);
                const grey = Math.max(red, green, blue) - Math.min(red, green, blue) < 24;
                if (opaque > 250 && grey) most = Math.max(most, red);
              }
              return most;
            }
            """;

    @Test
    void theAxesFollowTheColourScheme() {
        Page page = open("seed-2/compare", 1440, ColorScheme.LIGHT);
        assertThat(page.locator(".chart canvas").first()).isVisible();
        assertThat(((Number) page.evaluate(BRIGHTEST)).intValue()).isLessThan(128);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.waitForFunction("() => (" + BRIGHTEST.strip() + ")() > 200");
    }

    @Test
    void runsAreSearchedSortedAndChosenAndALinkShowsTheSame() {
        Page page = open("wide/compare", 1440, ColorScheme.LIGHT);
        assertThat(rows(page)).hasCount(4);
        page.getByLabel("search").fill("seed-");
        assertThat(rows(page)).hasCount(3);
        Locator accuracy = page.locator(".runs thead button", new Page.LocatorOptions().setHasText("accuracy"));
        accuracy.click();
        assertThat(rows(page).first()).containsText("seed-1");
        accuracy.click();
        assertThat(rows(page).first()).containsText("seed-3");
        assertThat(page.locator("th[aria-sort=descending]")).containsText("accuracy");
        page.getByText("Choose all of these").click();
        page.getByText("one line for runs that differ only in their seeds").click();
        Locator legend = page.locator(".compare .u-legend");
        assertThat(legend).containsText("infogan on strokes, 3 runs like seed-3");
        assertThat(legend.locator(".u-series:visible")).hasCount(2);
        Chromium.picture(page, "compare-1440");
        String link = page.url();
        assertThat(link).contains("search=seed-", "sort=-accuracy", "seeds=1", "runs=seed-3");
        page = open("none/compare", 375, ColorScheme.DARK);
        page.navigate("about:blank");
        page.navigate(link);
        assertThat(rows(page)).hasCount(3);
        assertThat(rows(page).first()).containsText("seed-3");
        assertThat(page.locator(".compare .u-legend")).containsText("3 runs like seed-3");
        Chromium.picture(page, "compare-375");
        assertThat(((Number) page.evaluate("() => document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(375);
    }

    @Test
    void tagsAndNotesAreThereAfterAReload() {
        Page page = open("seed-2/compare", 1440, ColorScheme.LIGHT);
        page.getByLabel("add, change the tags of seed-2, with commas between").click();
        page.keyboard().type("good, talk");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("good, talk, change the tags of seed-2, with commas between"))
                .isVisible();
        page.getByLabel("add, change the note on seed-2").click();
        page.keyboard().type("the one with the clear slant");
        page.keyboard().press("Enter");
        assertThat(rows(page).nth(1)).containsText("clear slant");
        page.reload();
        assertThat(rows(page).nth(1)).containsText("good, talk");
        page.getByLabel("search").fill("talk slant");
        assertThat(rows(page)).hasCount(1);
        page.getByLabel("good, talk, change the tags of seed-2, with commas between")
                .click();
        page.keyboard().press("Control+A");
        page.keyboard().type("a,".repeat(3) + "x".repeat(50));
        page.keyboard().press("Enter");
        assertThat(page.locator(".runs .failure")).containsText("tags has");
    }

    @Test
    void aDragEnlargesAllChartsAndTheAddressKnows() {
        Page page = open("seed-1/watch", 1440, ColorScheme.LIGHT);
        Locator chart = page.locator(".chart .u-over").first();
        BoundingBox box = chart.boundingBox();
        page.mouse().move(box.x + box.width * 0.25, box.y + 50);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.5, box.y + 60);
        page.mouse().up();
        Locator all = page.getByText(Pattern.compile("Show all steps, not .* to .*"));
        assertThat(all).isVisible();
        assertThat(page.url()).containsPattern("zoom=\\d+(\\.\\d+)?%7E\\d+|zoom=\\d+(\\.\\d+)?~\\d+");
        page.reload();
        assertThat(all).isVisible();
        page.getByLabel("axis of the charts").selectOption("minutes");
        assertThat(all).not().isVisible();
        assertThat(page.locator(".u-legend").first()).containsText("minutes");
        page.getByLabel("smoothing of the lines").fill("0.9");
        page.getByLabel("logarithmic").check();
        assertThat(page.url()).contains("x=minutes", "smooth=0.9", "log=1");
        Chromium.picture(page, "watch-charts");
    }

    @Test
    void aChartIsATableAndAPicture() throws IOException {
        Page page = open("seed-1/watch?smooth=0.5", 1440, ColorScheme.LIGHT);
        Download csv = page.waitForDownload(() -> page.getByLabel("mutual information with each code, nats as CSV")
                .click());
        List<String> lines = Files.readAllLines(csv.path());
        assertThat(lines).hasSize(61);
        assertThat(lines.get(0)).isEqualTo("steps,c1,c1 at most");
        // as measured, without smoothing: 1.3 / 60 + 0.1 sin 1
        assertThat(lines.get(1)).isEqualTo("10,0.1058,1.7");
        Download svg = page.waitForDownload(() -> page.getByLabel("mutual information with each code, nats as SVG")
                .click());
        String text = Files.readString(svg.path());
        assertThat(text).startsWith("<svg").contains(">c1 at most</text>", "<polyline", ">steps</text>");
        assertThat(text).doesNotContain("NaN", "Infinity", "undefined");
        String folder = System.getProperty("facet.screenshots");
        if (folder != null) {
            Files.writeString(Path.of(folder, "chart.svg"), text);
        }
    }

    @Test
    void whatWasMeasuredIsShownAndThatItIsOld() {
        Page page = open("seed-2/watch", 1440, ColorScheme.DARK);
        Locator found = page.locator(".found");
        assertThat(found).containsText("On 1,000 held-out items of strokes, at step 500.");
        assertThat(found).containsText("The run went on since");
        assertThat(found).containsText("0.920 (95 %: 0.902 to 0.935)");
        assertThat(found).containsText("−0.93");
        assertThat(found).containsText("Not measured: quality: nobody asked");
        assertThat(found.locator("img")).hasCount(1);
        Chromium.picture(page, "found");
        page = open("wide/watch", 375, ColorScheme.LIGHT);
        assertThat(page.locator(".found pre")).containsText(Pattern.compile("facet.* evaluate .*wide"));
        assertThat(((Number) page.evaluate("() => document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(375);
    }

    @Test
    void picturesWithTwoDotsForAPixelAreShownHalfAsLarge() throws IOException {
        Page page = open("seed-3/watch", 1440, ColorScheme.LIGHT);
        assertThat(page.locator(".found img")).hasCount(1);
        assertThat(width(page, ".found img")).isEqualTo(30);
        // the newest picture is of an older kind, the one before is not
        page.waitForCondition(() -> width(page, "img[srcset*=samples]") == 40);
        page.getByLabel("step of the pictures").fill("0");
        page.waitForCondition(() -> width(page, "img[srcset*='samples-000300']") == 30);
        Download film = page.waitForDownload(
                () -> page.getByLabel("download all samples as a film (GIF)").click());
        assertThat(ImageIO.read(film.path().toFile()).getWidth()).isEqualTo(30);
        assertThat(width(open("seed-1/watch", 1440, ColorScheme.LIGHT), ".found img"))
                .isEqualTo(60);
    }

    /** The width of a picture when it is there, in pixels of the page. */
    private static double width(Page page, String selector) {
        page.waitForFunction(
                "selector => document.querySelector(selector)?.complete"
                        + " && performance.getEntriesByType('resource').some(e => e.initiatorType === 'fetch'"
                        + " && e.name === document.querySelector(selector).currentSrc)",
                selector);
        page.waitForTimeout(200);
        return page.locator(selector).first().boundingBox().width;
    }

    @Test
    void snapshotsPlayAndAreAFilm() throws IOException {
        Page page = open("seed-1/watch", 1440, ColorScheme.LIGHT);
        assertThat(page.locator(".slide output").last()).hasText("600");
        assertThat(Chromium.lettered(page)).isTrue();
        // the first picture is shown for a quarter of a second, which a look now and then misses
        page.evaluate("""
                () => {
                  window.seen = [];
                  const step = [...document.querySelectorAll('.slide output')].at(-1);
                  new MutationObserver(() => window.seen.push(step.textContent))
                    .observe(step, {childList: true, characterData: true, subtree: true});
                }
                """);
        page.getByText("Play", new Page.GetByTextOptions().setExact(true)).click();
        page.waitForFunction("() => window.seen.join().includes('300,600,300')");
        page.getByText("Pause").click();
        Download film = page.waitForDownload(
                () -> page.getByLabel("download all samples as a film (GIF)").click());
        assertThat(film.suggestedFilename()).isEqualTo("seed-1-samples.gif");
        assertThat(new String(Files.readAllBytes(film.path()), 0, 6, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("GIF89a");
    }
}
