package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** What a view shows is in its address, so that a link shows the same in another browser. */
@Tag("browser")
class StudioLinksTest {
    private static final String RUN = "00000-strokes-infogan";

    @TempDir
    private static Path runs;

    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    private final List<Page> pages = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        List<String> arguments =
                new ArrayList<>(List.of("train", "strokes", "--steps=100", "--quiet", "--out=" + runs));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.addAll(List.of(
                "--set=training.average-half-life=0",
                "--set=training.checkpoint-every=50",
                "--set=training.snapshot-every=50"));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        server = Chromium.studio(runs, runs);
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        pages.forEach(Page::close);
        assertThat(complaints).isEmpty();
    }

    /** A browser that keeps nothing of others, at an address. */
    private Page browser(String address) {
        Page page = Objects.requireNonNull(chromium).page(1440, 900, ColorScheme.LIGHT, complaints::add);
        pages.add(page);
        page.navigate(address);
        return page;
    }

    private static String address(String view) {
        return Objects.requireNonNull(server).address() + "#/" + RUN + "/" + view;
    }

    private static Locator slider(Page page, String name) {
        return page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator labelled(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** The pixels of the samples and of the enlarged one, when no more pictures are on their way. */
    private static String pixels(Page page) {
        assertThat(page.locator("#samples")).isVisible();
        assertThat(page.locator(".close img").first()).isVisible();
        page.waitForTimeout(500);
        return String.valueOf(page.evaluate("""
                async () => {
                  const all = [];
                  for (const image of document.querySelectorAll('#samples, .close img')) {
                    await image.decode();
                    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
                    canvas.drawImage(image, 0, 0);
                    all.push(canvas.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data.join());
                  }
                  return all.join(' ');
                }
                """));
    }

    @Test
    void aLinkFromExploreShowsTheSameInAnotherBrowser() {
        Page mine = browser(address("explore"));
        String usual = pixels(mine);
        labelled(mine, "noise seed").fill("7");
        slider(mine, "c1").fill("1.5");
        labelled(mine, "digit 3").click();
        mine.getByLabel("how much noise").fill("0.5");
        mine.getByLabel("checkpoint").selectOption("50");
        labelled(mine, "sample 9").click();
        mine.getByLabel("same in all samples").last().uncheck();
        mine.getByLabel("across").first().selectOption("c2");
        mine.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        mine.getByText("Resample").click();
        labelled(mine, "noise seed").fill("8");
        mine.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        String shown = pixels(mine);
        assertThat(shown).isNotEqualTo(usual);
        mine.waitForTimeout(500);

        Page other = browser(mine.url());
        assertThat(pixels(other)).isEqualTo(shown);
        assertThat(labelled(other, "noise seed")).hasValue("8");
        assertThat(slider(other, "c1")).hasValue("1.5");
        assertThat(labelled(other, "digit 3")).hasAttribute("aria-pressed", "true");
        assertThat(labelled(other, "sample 9")).hasAttribute("aria-pressed", "true");
        assertThat(other.getByLabel("how much noise")).hasValue("0.5");
        assertThat(other.getByLabel("checkpoint")).hasValue("50");
        assertThat(other.getByLabel("same in all samples").last()).not().isChecked();
        assertThat(other.getByLabel("across").first()).hasValue("c2");
        assertThat(other.locator(".pins li")).hasCount(2);
        assertThat(other.locator("img.way")).isVisible();
        assertThat(other.locator(".left")).hasCount(0);
        other.getByLabel("go to pin 1").click();
        assertThat(labelled(other, "noise seed")).hasValue("7");
    }

    @Test
    void aDragAddsNothingToTheHistoryAndBackGoesToTheViewBefore() {
        Page page = browser(address("watch"));
        assertThat(page.locator(".chart").first()).isVisible();
        page.getByText("Explore", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#samples")).isVisible();
        Object before = page.evaluate("() => history.length");
        BoundingBox box = Objects.requireNonNull(slider(page, "c1").boundingBox());
        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        page.mouse().down();
        for (int i = 0; i <= 60; i++) {
            page.mouse().move(box.x + box.width * (0.5 + 0.4 * i / 60), box.y + box.height / 2);
        }
        page.mouse().up();
        page.waitForTimeout(800);
        String value = slider(page, "c1").inputValue();
        assertThat(page.url()).contains("code.c1=" + Double.parseDouble(value));
        assertThat(page.evaluate("() => history.length")).isEqualTo(before);
        page.goBack();
        assertThat(page.locator(".watch")).isVisible();
        page.goForward();
        assertThat(slider(page, "c1")).hasValue(value);
    }

    /** Old addresses, those of other runs, and those that somebody made to do harm; each with what is told. */
    private static final List<List<String>> MISTAKES = List.of(
            List.of("seed=NaN", "seed: “NaN” is not a seed"),
            List.of("seed=-1", "seed: “-1” is not a seed"),
            List.of("seed=1&sample=64", "sample: “64” is not a sample, 0 to 63"),
            List.of("seed=1&noise=1e9", "noise: “1e9” is not a factor from 0 to 1.5"),
            List.of("seed=1&noise=NaN", "noise: “NaN” is not a factor"),
            List.of("seed=1&checkpoint=7", "checkpoint: “7” is not a checkpoint that the run still has"),
            List.of("seed=1&code.c9=1", "there is no code “c9”"),
            List.of("seed=1&code.c1=NaN", "c1: “NaN” is nothing that the model can draw"),
            List.of("seed=1&code.c1=99", "c1: “99” is nothing that the model can draw"),
            List.of("seed=1&code.digit=10", "digit: there is no category “10” in use"),
            List.of("seed=1&code.digit=2.5", "digit: there is no category “2.5” in use"),
            List.of("seed=1&free=c1*c7", "free: “c1*c7” is not a list of codes of this run"),
            List.of("seed=1&pad=c1*c1", "pad: “c1*c1” is not two sliders of this run"),
            List.of("seed=1&pad=digit*c1", "pad: “digit*c1” is not two sliders"),
            List.of("seed=1&pin=x", "the pin “x”"),
            List.of("seed=1&pin=1*2*1*c8*1", "whose “c8” does not fit"),
            List.of("seed=1&way=0*1", "way: “0*1” is not two pins"),
            List.of("seed=1&picture=abc", "it stays in the browser where it was dropped; here is sample 0"),
            List.of("seed=1&%3Cimg%20src%3Dx%3E", "“<img src=x>”"),
            List.of("seed=1&__proto__=1&code.__proto__=1", "there is no code “__proto__”"));

    @Test
    void whatAnAddressSaysWronglyIsLeftOutAndTold() {
        Page page = browser(address("explore"));
        assertThat(page.locator("#samples")).isVisible();
        for (List<String> mistake : MISTAKES) {
            page.navigate(address("explore?code.c2=-1.2&" + mistake.get(0)));
            assertThat(page.locator(".left")).containsText(mistake.get(1));
            assertThat(slider(page, "c2")).hasValue("-1.2");
            assertThat(page.locator("#samples")).isVisible();
            page.getByText("Resample").click();
            assertThat(page.locator(".left")).hasCount(0);
        }
        assertThat(page.locator("img[src=x]")).hasCount(0);
        page.navigate(address("explore?code.c2=-1.2&code.c9=1"));
        assertThat(page.locator(".left")).isVisible();
        page.waitForTimeout(1000); // so many links in a few seconds are written down late
        page.reload();
        assertThat(page.locator("#samples")).isVisible();
        assertThat(page.locator(".left")).hasCount(0); // the address was put right
    }

    @Test
    void aLongListOfMistakesIsCutAndABrokenAddressDoesNotBreakThePage() {
        StringBuilder many = new StringBuilder("seed=1");
        for (int i = 0; i < 500; i++) {
            many.append("&code.x").append(i).append("=").append("9".repeat(30));
        }
        Page page = browser(address("explore?" + many));
        assertThat(page.locator(".left")).containsText("492 more");
        page.navigate("about:blank");
        page.navigate(Objects.requireNonNull(server).address() + "#/%E0%A4%A/explore?seed=%E0%A4%A");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is no run %E0%A4%A here");
    }

    @Test
    void anAddressWithoutARunGetsTheOneThatItShows() {
        Page page = browser(Objects.requireNonNull(server).address().toString());
        assertThat(page.locator("#samples")).isVisible();
        page.waitForURL(Pattern.compile(".*#/" + RUN + "/explore.*"));
    }

    @Test
    void aPictureThatWasDroppedStaysInItsBrowser() throws IOException {
        Path run = runs.resolve(RUN);
        Facet.fitEncoder(run, Facet.config(run).encoder().withSteps(1), notice -> {});
        try {
            Page mine = browser(address("recognise"));
            mine.locator("input[type=file]").setInputFiles(run.resolve("reals.png"));
            mine.getByText("Edit this picture").click();
            assertThat(mine.locator("img[alt='your picture, edited']")).isVisible();
            slider(mine, "c1").fill("1.2");
            mine.waitForTimeout(500);
            assertThat(mine.url()).contains("picture=").hasSizeLessThan(200);
            mine.reload();
            assertThat(mine.locator("img[alt='your picture, edited']")).isVisible();
            Page other = browser(mine.url());
            assertThat(other.locator(".left")).containsText("it stays in the browser where it was dropped");
            assertThat(slider(other, "c1")).hasValue("1.2");
        } finally {
            Files.deleteIfExists(RunEncoder.file(RunFolder.open(run)));
        }
    }

    @Test
    void everyOtherViewShowsTheSameByItsLink() {
        Page mine = browser(address("watch"));
        mine.getByLabel("smoothing of the lines").fill("0.5");
        mine.getByLabel("step of the pictures").fill("0");
        Page other = follow(mine);
        assertThat(other.getByLabel("smoothing of the lines")).hasValue("0.5");
        assertThat(other.getByLabel("step of the pictures")).hasAttribute("aria-valuetext", "step 50");

        mine.navigate(address("compare"));
        mine.getByLabel("search").fill("strokes");
        mine.getByText("Figures", new Page.GetByTextOptions().setExact(true)).click();
        mine.locator(".columns input").first().uncheck();
        other = follow(mine);
        assertThat(other.getByLabel("search")).hasValue("strokes");
        assertThat(other.locator(".columns input").first()).not().isChecked();
        assertThat(other.url()).contains("runs=" + RUN);

        mine.navigate(address("recognise"));
        mine.getByText("Pick from the data").click();
        Locator items = mine.locator(".picked .item");
        assertThat(items).hasCount(16);
        items.nth(3).click();
        assertThat(mine.locator(".reading h2")).containsText("item");
        other = follow(mine);
        assertThat(other.locator(".reading h2"))
                .hasText(mine.locator(".reading h2").textContent());
        assertThat(other.locator(".picked .item").nth(5))
                .hasAttribute("aria-label", Objects.requireNonNull(items.nth(5).getAttribute("aria-label")));

        mine.navigate(address("data"));
        mine.getByText("Other samples").click();
        other = follow(mine);
        assertThat(other.locator("img.sheet"))
                .hasAttribute(
                        "src", Objects.requireNonNull(mine.locator("img.sheet").getAttribute("src")));

        mine.navigate(Objects.requireNonNull(server).address() + "#//new");
        mine.getByText("strokes", new Page.GetByTextOptions().setExact(true))
                .last()
                .click();
        mine.getByLabel("number of kinds").fill("7");
        mine.getByLabel("minutes").first().fill("3");
        mine.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        mine.getByLabel("seed").fill("42");
        mine.getByLabel("other settings").fill("training.batch=32");
        assertThat(mine.locator("pre")).containsText("training.batch=32");
        other = follow(mine);
        assertThat(other.getByLabel("number of kinds")).hasValue("7");
        assertThat(other.locator("pre")).hasText(mine.locator("pre").textContent());
    }

    /** Another browser at the same address. */
    private Page follow(Page page) {
        page.waitForTimeout(200);
        return browser(page.url());
    }
}
