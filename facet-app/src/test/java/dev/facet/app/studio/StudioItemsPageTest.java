package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.TinySequences;
import dev.facet.codes.Code;
import dev.facet.train.RunCorrections;
import dev.facet.train.RunFolder;
import dev.facet.train.RunReadings;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** The view of a run's items in a real Chromium. */
@Tag("browser")
class StudioItemsPageTest {
    private static final String RUN = PictureRuns.RUN;
    private static final int COUNT = 150;

    @TempDir
    private static Path folder;

    private static Path run = Path.of("");
    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    private @Nullable Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium(true);
        run = PictureRuns.below(folder, COUNT, "kind:cat3, c1:uniform, c2:uniform");
        server = new StudioServer(new StudioServer.Setup(
                Objects.requireNonNull(run.getParent()), "127.0.0.1", 0, null, false, true, Main.class.getName()));
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @BeforeEach
    void open() throws IOException {
        Files.deleteIfExists(RunCorrections.file(RunFolder.open(run)));
        Files.deleteIfExists(run.resolve("codes.json"));
        open(Objects.requireNonNull(chromium), 1440, 900, ColorScheme.LIGHT);
    }

    private Page open(Chromium browser, int width, int height, ColorScheme scheme) {
        if (page != null) {
            page.close();
        }
        Page opened = browser.page(width, height, scheme, complaint -> {
            // how fast SwiftShader reads pixels is no concern of the page
            if (!complaint.contains("GPU stall due to ReadPixels")) {
                complaints.add(complaint);
            }
        });
        page = opened;
        return opened;
    }

    @AfterEach
    void nothingIsComplainedOf() {
        Objects.requireNonNull(page).close();
        assertThat(complaints).isEmpty();
    }

    private Page view(String settings) {
        return view(Objects.requireNonNull(page), RUN, settings);
    }

    private static Page view(Page page, String run, String settings) {
        page.navigate("about:blank");
        page.navigate(Objects.requireNonNull(server).address() + "#/" + run + "/items" + settings);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator options(Page page) {
        return page.getByRole(AriaRole.OPTION).and(page.locator(".tile"));
    }

    @Test
    void itemsAreReadOnceWithoutBeingAskedFor() throws IOException {
        Path file = RunReadings.file(RunFolder.open(run));
        Files.deleteIfExists(file);
        Page page = view("");
        assertThat(page.locator(".kind").first()).isVisible();
        assertThat(file).exists();
        long time = file.toFile().lastModified();
        page.reload();
        assertThat(page.locator(".kind").first()).isVisible();
        assertThat(file.toFile().lastModified()).isEqualTo(time);
    }

    @Test
    void theWallShowsAllItemsOfAKindWithFewRequestsAndByKeyboard() {
        Page page = view("");
        List<String> sheets = new ArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/sheet?")) {
                sheets.add(request.url());
            }
        });
        page.waitForCondition(() -> page.locator(".kind").count() == 3);
        int all = page.locator(".kind .tell").allTextContents().stream()
                .mapToInt(text -> Integer.parseInt(text.replaceFirst(" .*", "")))
                .sum();
        assertThat(all).isEqualTo(COUNT);
        page.getByLabel(Pattern.compile("^all of ")).first().click();
        assertThat(page.locator(".kind")).hasCount(1);
        assertThat(page.url()).contains("kind=");
        int of = Integer.parseInt(page.locator(".kind .tell").textContent().replaceFirst(" .*", ""));
        assertThat(options(page).first()).hasAttribute("aria-setsize", Integer.toString(of));
        page.waitForCondition(() ->
                String.valueOf(options(page).first().getAttribute("style")).contains("blob:"));
        assertThat(sheets.size()).as("requests for " + of + " pictures").isLessThanOrEqualTo(3 + of / 100 + 1);

        page.locator(".tiles").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Space");
        assertThat(options(page).nth(1)).hasAttribute("aria-selected", "true");
        assertThat(page.locator(".chosen")).containsText("1 chosen");
        page.keyboard().press("End");
        page.keyboard().press("Shift+Space");
        assertThat(page.locator(".chosen")).containsText((of - 1) + " chosen");
        page.keyboard().press("Enter");
        assertThat(page.locator("aside.one .reading")).isVisible();
        assertThat(page.url()).contains("one=");
        // the address shows the same again
        page.reload();
        assertThat(page.locator("aside.one .reading")).isVisible();
        assertThat(page.locator(".kind")).hasCount(1);
    }

    @Test
    void itemsAreSortedAlongACode() {
        Page page = view("?show=sorted&along=c2");
        assertThat(page.locator(".quantiles figure")).hasCount(11);
        List<Double> values = page.locator(".quantiles figcaption").allTextContents().stream()
                .map(text -> Double.parseDouble(text.replace("−", "-")))
                .toList();
        assertThat(values).isSorted();
        page.locator(".quantiles .thumb").last().click();
        assertThat(page.locator("aside.one .reading")).isVisible();
        assertThat(page.locator("aside.one")).containsText("label");
        page.locator(".alike .thumb").first().click();
        assertThat(page.locator("aside.one .alike .thumb")).hasCount(12);
    }

    @Test
    void aPictureIsCorrectedUndoneAndItsCategoryNamed() throws IOException {
        Page page = view("?one=4");
        Locator picked = page.locator("aside.one");
        picked.getByLabel("This is").selectOption("other");
        picked.getByLabel("what it is").fill("stool");
        picked.getByText("Correct", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(picked).containsText("Corrected: stool");
        assertThat(page.locator(".summary")).containsText("1 corrected");
        assertThat(Files.readString(RunCorrections.file(RunFolder.open(run)))).contains("stool");
        button(page, "Undo").click();
        assertThat(page.locator(".summary")).hasCount(0);
        assertThat(picked).not().containsText("Corrected: stool");

        page.getByLabel(Pattern.compile("^all of ")).first().click();
        button(page, "Choose all").click();
        Locator chosen = page.locator(".chosen");
        chosen.getByRole(AriaRole.COMBOBOX).selectOption("other");
        chosen.getByLabel("what it is").fill("stool");
        chosen.getByText("Correct", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator(".tile.corrected").first()).isVisible();
        page.getByText("Name it stool").click();
        assertThat(page.locator(".kind h2")).containsText("stool");
        assertThat(page.locator(".summary")).containsText("(100 %)");
        button(page, "Train with these labels…").click();
        assertThat(page.locator(".summary pre")).containsText("labels.csv");
    }

    /** Set where the picture is, used in all views, shown where training used less, undone and reset. */
    @Test
    void aPictureBecomesTheEndOfASlider() throws IOException {
        Page page = view("?one=4&show=sorted&along=c2");
        Locator picked = page.locator("aside.one");
        picked.locator("select").last().selectOption("c2");
        Locator said = picked.getByText(Pattern.compile("this item is at"));
        String here = said.textContent().replaceFirst(".* ", "");
        picked.getByText("Ends here").click();
        assertThat(said).containsText("from −2.00 to " + here + ";");
        assertThat(page.locator(".kind")).containsText("to " + here + ", where the slider begins and ends");
        List<Double> values = page.locator(".quantiles figcaption").allTextContents().stream()
                .map(text -> Double.parseDouble(text.replace("−", "-")))
                .toList();
        assertThat(values).isNotEmpty().allMatch(value -> value <= Double.parseDouble(here.replace("−", "-")) + 0.005);
        assertThat(RunFolder.open(run).names().entries().values())
                .singleElement()
                .satisfies(entry -> assertThat(entry.ends()).hasSize(1));

        page.navigate(page.url().replaceFirst("#.*", "") + "#/" + RUN + "/explore");
        Locator slider = page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName("c2").setExact(true));
        assertThat(slider).hasAttribute("min", "-2");
        assertThat(Double.parseDouble(slider.getAttribute("max"))).isEqualTo(end());
        assertThat(page.locator(".pad")).hasAttribute("aria-valuemax", "2"); // c1 is across
        Locator code = page.locator("fieldset").filter(new Locator.FilterOptions().setHas(slider));
        assertThat(code.locator(".unused")).hasCount(1); // from −2 to −1; the other end is within what training used
        code.getByText("Ends", new Locator.GetByTextOptions().setExact(true)).click();
        code.getByLabel("c2 begins at").fill("-3");
        code.getByLabel("c2 ends at").fill("2.5");
        page.keyboard().press("Enter");
        assertThat(slider).hasAttribute("max", "2.5");
        assertThat(code.locator(".unused")).hasCount(2);
        Chromium.picture(page, "ends-explore");
        slider.focus();
        page.keyboard().press("End");
        assertThat(slider).hasAttribute("aria-valuetext", "2.50, beyond what training used");
        code.getByLabel("c2 1.81").click(); // the eighth of nine pictures from −3 to 2.5
        code.getByText("Begins here").click();
        assertThat(slider).hasAttribute("min", "1.813");
        code.getByText("Undo").click();
        assertThat(slider).hasAttribute("min", "-3");
        code.getByText("Reset").click();
        assertThat(slider).hasAttribute("min", "-2");
        assertThat(slider).hasAttribute("max", "2");
        page.reload();
        code.getByText("Ends", new Locator.GetByTextOptions().setExact(true)).click();
        code.getByText("Undo").click();
        assertThat(slider).hasAttribute("max", "2.5");
        code.getByLabel("c2 ends at").fill("-9");
        code.getByText("Set", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(code.getByRole(AriaRole.ALERT)).containsText("begins at a number below");
        complaints.removeIf(text -> text.contains("400"));
    }

    private static double end() throws IOException {
        return RunFolder.open(run).names().ends(new Code.Uniform("c2", -1, 1)).high();
    }

    @Test
    void chosenItemsAreSaved() throws IOException {
        Page page = view("?find=right");
        button(page, "Find").click();
        assertThat(page.locator(".chosen")).containsText(COUNT / 2 + " chosen");
        Download csv = page.waitForDownload(() -> button(page, "Save as CSV").click());
        assertThat(Files.readAllLines(csv.path())).hasSize(1 + COUNT / 2);
        Download zip =
                page.waitForDownload(() -> button(page, "Save pictures as ZIP").click());
        assertThat(zip.suggestedFilename()).endsWith(".zip");
        page.getByRole(AriaRole.SEARCHBOX).fill("nobody");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Nothing is called");
    }

    /** By WebGL, which SwiftShader does here; and without, as in a browser that has no graphics processor. */
    @ParameterizedTest
    @CsvSource({"webgl, &draw=webgl", "pixels, ''"})
    void theScatterIsDrawnPickedAndChosenFrom(String painter, String how) {
        Page page = view("?show=scatter" + how);
        Locator canvas = page.locator(".field canvas");
        assertThat(canvas).hasAttribute("data-painter", painter);
        page.waitForCondition(() -> inked(page) > 100);
        canvas.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("aside.one .reading")).isVisible();
        page.getByLabel("close the picked item").click();
        assertThat(page.locator("aside.one")).hasCount(0);
        button(page, "Lasso").click();
        drag(page, 0.01, 0.01, 0.99, 0.01, 0.99, 0.99, 0.01, 0.99);
        assertThat(page.locator(".chosen")).containsText(COUNT + " chosen");
        drag(page, 0.01, 0.01, 0.4, 0.01, 0.4, 0.99, 0.01, 0.99);
        assertThat(page.locator(".chosen")).not().containsText(COUNT + " chosen");
        button(page, "Clear").click();
        button(page, "Move").click();
        hover(page);
        drag(page, 0.5, 0.5, 2.5, 0.5);
        page.waitForCondition(() -> inked(page) == 0);
        button(page, "All").click();
        page.waitForCondition(() -> inked(page) > 100);
        page.getByLabel("colour").selectOption("mean/c1");
        assertThat(page.locator(".legend .scale")).isVisible();
        assertThat(page.url()).contains("colour=mean");
    }

    /** Finds a point under the pointer, whose picture is then shown. */
    private static void hover(Page page) {
        BoundingBox box = Objects.requireNonNull(page.locator(".field canvas").boundingBox());
        for (int i = 0; i < 2000 && page.locator(".hover").count() == 0; i++) {
            page.mouse().move(box.x + box.width * (i % 50 + 0.5) / 50, box.y + box.height * (i / 50 + 0.5) / 40);
        }
        assertThat(page.locator(".hover")).containsText("read as");
        page.waitForCondition(
                () -> String.valueOf(page.locator(".hover-picture").getAttribute("style"))
                        .contains("blob:"));
    }

    private static void drag(Page page, double... at) {
        BoundingBox box = Objects.requireNonNull(page.locator(".field canvas").boundingBox());
        page.mouse().move(box.x + box.width * at[0], box.y + box.height * at[1]);
        page.mouse().down();
        for (int i = 2; i < at.length; i += 2) {
            page.mouse().move(box.x + box.width * at[i], box.y + box.height * at[i + 1]);
        }
        page.mouse().up();
    }

    /** How many pixels of the canvas are drawn on, in the next frame. */
    private static int inked(Page page) {
        return ((Number) page.evaluate("""
                () => new Promise((done) => {
                  const canvas = document.querySelector('.field canvas');
                  // WebGL keeps what was drawn only until the frame is shown
                  canvas.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}));
                  canvas.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
                  requestAnimationFrame(() => {
                    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
                    copy.drawImage(canvas, 0, 0);
                    const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
                    let inked = 0;
                    for (let i = 3; i < data.length; i += 4) inked += data[i] > 60;
                    done(inked);
                  });
                })
                """)).intValue();
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "375, LIGHT", "375, DARK"})
    void everyViewFitsTheScreen(int width, ColorScheme scheme) {
        Page page = open(Objects.requireNonNull(chromium), width, 900, scheme);
        for (String settings : List.of(
                "?show=kinds",
                "?show=kinds&kind=1&one=3",
                "?show=sorted&one=3",
                "?show=scatter",
                "?show=scatter&one=3")) {
            view(settings);
            page.waitForTimeout(400);
            if (settings.contains("scatter")) {
                page.getByRole(AriaRole.SEARCHBOX).fill("right");
                page.keyboard().press("Enter");
                assertThat(page.locator(".chosen")).isVisible();
            }
            Chromium.picture(
                    page, "items-" + settings.replaceAll("[^a-z0-9]+", "-") + "-" + width + "-" + scheme.name());
            assertThat(page.evaluate(
                            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as(settings + " at " + width)
                    .isEqualTo(0);
        }
    }

    @Test
    void viewsAreThoseThatTheCodesOfARunAllow() throws IOException {
        Path runs = Objects.requireNonNull(run.getParent());
        Path pictures = folder.resolve("pictures");
        Path kinds = PictureRuns.train(pictures, folder.resolve("kinds"), "kind:cat3");
        Files.move(kinds, runs.resolve("00010-kinds"));
        Path sliders = PictureRuns.train(pictures, folder.resolve("sliders"), "c1:uniform");
        Files.move(sliders, runs.resolve("00011-sliders"));
        Path series = TinySequences.masked(TinySequences.write(folder, "heat", 8, 12), folder.resolve("series"), 2);
        Files.move(series, runs.resolve("00012-series"));
        Locator views = view(page(), "00010-kinds", "").getByLabel("show items").getByRole(AriaRole.BUTTON);
        assertThat(views).hasText(new String[] {"By kind", "Scatter"});
        view(page(), "00011-sliders", "");
        assertThat(views).hasText(new String[] {"Along a code", "Scatter"});
        page().locator(".quantiles .thumb").first().click();
        assertThat(page().locator("aside.one .reading")).isVisible();
        assertThat(page().getByText("Correct", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
        view(page(), "00012-series", "?show=sorted");
        assertThat(page().locator("nav [aria-current]")).hasText("Your series");
        assertThat(page().locator(".quantiles figure").first()).isVisible();
        page().waitForCondition(() ->
                String.valueOf(options(page()).first().getAttribute("style")).contains("blob:"));
        Chromium.picture(page(), "items-series");
    }

    private Page page() {
        return Objects.requireNonNull(page);
    }

    @Test
    void aNewerModelIsSaidWhileTheViewIsOpenAndReadOnlyIfAsked() {
        Page page = view("");
        assertThat(page.locator(".kind").first()).isVisible();
        Shell shell = Shell.facet("train", "--resume=" + run, "--steps=4", "--quiet", "--threads=1");
        assertThat(shell.code()).as(shell.err()).isZero();
        page.getByText("These readings are of step 3").waitFor();
        assertThat(page.locator(".kind").first()).isVisible();
        button(page, "Read again").click();
        assertThat(page.getByText("These readings are of step 3")).hasCount(0);
        assertThat(page.locator(".kind").first()).isVisible();
    }
}
