package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
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

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** New runs that are started from the page, in a real Chromium. */
@Tag("browser")
class StudioNewPageTest {
    private static final double PATIENCE = 90_000;
    private static final ContainsTextOptions LATER = new ContainsTextOptions().setTimeout(PATIENCE);

    @TempDir
    private static Path folder;

    private static Path data = Path.of("");
    private static @Nullable Chromium chromium;

    private @Nullable StudioServer server;
    private @Nullable Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        data = Files.createDirectories(folder.resolve("data"));
        SmallPictures.folder(data.resolve("pictures/bars"), 40);
        Files.writeString(data.resolve("pictures/bars/notes.txt"), "left out");
        SmallPictures.folder(data.resolve("single"), 1);
        Files.writeString(Files.createDirectories(data.resolve("words")).resolve("a.txt"), "words");
        Files.createSymbolicLink(data.resolve("out"), SmallPictures.folder(folder.resolve("secret"), 5));
        byte[] zip = SmallPictures.zip(30);
        Files.write(folder.resolve("bars.zip"), zip);
        Files.write(folder.resolve("cut.zip"), Arrays.copyOf(zip, zip.length / 2));
        Files.write(folder.resolve("large.npy"), new byte[(1 << 20) + 1]);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void noComplaints() {
        complaints.clear();
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.close();
        }
        if (server != null) {
            server.close();
        }
        assertThat(complaints).isEmpty();
    }

    private Page open(String runs, String main, int width, ColorScheme scheme) throws IOException {
        server = new StudioServer(new StudioServer.Setup(
                Files.createDirectories(folder.resolve(runs)),
                "127.0.0.1",
                0,
                null,
                false,
                true,
                main,
                new StudioServer.Trainings(data, 1, 1 << 20)));
        Page opened = Objects.requireNonNull(chromium)
                .browser()
                .newPage(
                        new Browser.NewPageOptions().setViewportSize(width, 900).setColorScheme(scheme));
        opened.setDefaultTimeout(30_000);
        opened.onConsoleMessage(message -> {
            // the browser itself reports answers that refuse something
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        opened.onPageError(complaints::add);
        opened.navigate(server.address().toString());
        page = opened;
        return opened;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void use(Page page, String path) {
        page.getByLabel("path of a folder or file").fill(path);
        button(page, "Use this").click();
    }

    private static void fits(Page page, String name) {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(name)
                .isEqualTo(0);
        Chromium.picture(page, name);
    }

    private static void settings(Page page) {
        page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel(Pattern.compile("other settings"))
                .fill(SmallPictures.SETTINGS.replaceAll("[\\[\\]\" ]", "").replace(",", "\n"));
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "375, DARK"})
    void aFolderBecomesARunThatIsWatchedDuplicatedAndTrainedFurther(int width, ColorScheme scheme) throws IOException {
        String shot = width + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-";
        Page page = open("runs-" + shot, Main.class.getName(), width, scheme);
        // a studio without runs leads here at once
        assertThat(page.getByText("1. Data")).isVisible();
        fits(page, shot + "1-empty");
        button(page, "pictures/").click();
        button(page, "bars/").click();
        button(page, "Use this").click();
        assertThat(page.locator(".inspected")).containsText("bars: 40 images of 32×32");
        assertThat(page.locator(".inspected")).containsText("Left out: text files (1)");
        assertThat(page.locator(".inspected img")).isVisible();
        assertThat(page.getByLabel("minutes")).hasValue("30");
        page.getByLabel("number of kinds").fill("3");
        page.getByLabel("number of sliders").fill("1");
        settings(page);
        page.getByLabel("most steps").fill("12");
        assertThat(page.locator(".copyable pre"))
                .containsText(Pattern.compile("train .*bars --preset images --codes 'kind:cat3, c1:uniform'"));
        fits(page, shot + "2-chosen");
        button(page, "Start").click();
        // the run appears in Watch without another click
        assertThat(page.locator(".tell")).containsText("All steps are done", LATER);
        assertThat(page.evaluate("() => location.hash")).isEqualTo("#/00000-bars-infogan/watch");
        fits(page, shot + "3-watch");

        page.getByText("Duplicate with changes").click();
        assertThat(page.locator(".inspected")).containsText("bars: 40 images");
        assertThat(page.getByLabel("number of kinds")).hasValue("3");
        assertThat(page.getByLabel("number of sliders")).hasValue("1");
        page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByLabel("most steps")).hasValue("12");
        fits(page, shot + "4-like");

        page.getByText("Watch", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("steps", new Page.GetByLabelOptions().setExact(true)).fill("5");
        button(page, "Train further as a new run").click();
        page.waitForURL(
                Pattern.compile(".*00001-bars-infogan/watch"), new Page.WaitForURLOptions().setTimeout(PATIENCE));
        assertThat(page.locator(".tell")).containsText("All steps are done", LATER);
        assertThat(folder.resolve("runs-" + shot + "/00001-bars-infogan/log.txt"))
                .content()
                .contains("started with the weights of");
    }

    @Test
    void aRunWhoseMinutesAreOverSaysSoAndGoesOn() throws IOException {
        Page page = open("short", Main.class.getName(), 1440, ColorScheme.LIGHT);
        use(page, "pictures/bars");
        assertThat(page.locator(".inspected")).containsText("40 images");
        settings(page);
        page.getByLabel("minutes").fill("0.05");
        button(page, "Measure what fits").click();
        assertThat(page.getByText("0.05 minutes are enough for about"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
        fits(page, "1440-estimate");
        page.getByLabel(Pattern.compile("other settings"))
                .fill("training.plan=false\ntraining.batch=8\nmodel.width=4\ntraining.threads=1\nencoder.steps=0");
        assertThat(page.locator(".copyable pre")).containsText("training.plan=false");
        button(page, "Start").click();
        assertThat(page.locator(".tell")).containsText("Its 0.05 minutes are over", LATER);
        page.getByLabel("minutes").fill("0.1");
        button(page, "Resume").click();
        assertThat(page.locator(".tell")).containsText(Pattern.compile("Training"), LATER);
        assertThat(page.locator(".tell")).containsText("minutes are over", LATER);
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "375, DARK"})
    void whatIsUploadedIsRead(int width, ColorScheme scheme) throws IOException {
        Page page = open("up-" + width, HeldTrainer.class.getName(), width, scheme);
        page.getByLabel("Choose files").setInputFiles(folder.resolve("bars.zip"));
        assertThat(page.locator(".inspected")).containsText("bars: 30 images");
        page.getByText("Choose other data").click();
        page.getByLabel("Choose a folder").setInputFiles(data.resolve("pictures/bars"));
        assertThat(page.locator(".inspected")).containsText("bars: 40 images");
        page.getByText("Choose other data").click();
        page.getByText("Earlier uploads").click();
        assertThat(page.locator(".rows li").filter(new Locator.FilterOptions().setHasText("41 files")))
                .hasCount(1);
        fits(page, width + "-uploads");
        button(page, "remove bars").first().click();
        assertThat(button(page, "remove bars")).hasCount(1);
        String zip = Base64.getEncoder().encodeToString(SmallPictures.zip(7));
        page.evaluate("""
                (zip) => {
                  const bytes = Uint8Array.from(atob(zip), (c) => c.charCodeAt(0));
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([bytes], 'dropped.zip'));
                  const drop = new DragEvent('drop', {bubbles: true, dataTransfer: transfer});
                  document.querySelector('.drop').dispatchEvent(drop);
                }
                """, zip);
        assertThat(page.locator(".inspected")).containsText("dropped: 7 images");
    }

    @Test
    void aFolderThatIsDroppedIsUploadedWithWhatIsInIt() throws IOException {
        Path dropped = folder.resolve("to-drop");
        SmallPictures.folder(dropped.resolve("left"), 9);
        SmallPictures.folder(dropped.resolve("right/deep"), 8);
        SmallPictures.folder(dropped.resolve(".hidden"), 3);
        Files.createFile(dropped.resolve("at 10:20.txt")); // empty, with a name that not every system can have
        Page page = open("dropped", HeldTrainer.class.getName(), 1440, ColorScheme.DARK);
        BoundingBox area = Objects.requireNonNull(page.locator(".drop").boundingBox());
        CDPSession session = page.context().newCDPSession(page);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            JsonObject data = new JsonObject();
            data.add("items", new JsonArray());
            JsonArray files = new JsonArray();
            files.add(dropped.toString());
            data.add("files", files);
            data.addProperty("dragOperationsMask", 1);
            JsonObject event = new JsonObject();
            event.addProperty("type", type);
            event.addProperty("x", area.x + 20);
            event.addProperty("y", area.y + 20);
            event.add("data", data);
            session.send("Input.dispatchDragEvent", event);
        }
        assertThat(page.locator(".inspected")).containsText("to-drop: 17 images");
        assertThat(folder.resolve("dropped/.uploads/1/to-drop/right/deep/7.png"))
                .isRegularFile();
        assertThat(folder.resolve("dropped/.uploads/1/to-drop/at 10_20.txt")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "375, DARK"})
    void whatIsWrongIsSaidWhereItWasTyped(int width, ColorScheme scheme) throws IOException {
        Page page = open("wrong-" + width, HeldTrainer.class.getName(), width, scheme);
        Locator first = page.locator("section[aria-labelledby=new-data] > .failure");
        for (String[] each : new String[][] {
            {"nosuch", "there is no file or folder 'nosuch'"},
            {"words", "a.txt"},
            {"single", "training needs at least 2"},
            {"../secret", "is not below"},
            {"out", "leads out of"}
        }) {
            use(page, each[0]);
            assertThat(first).containsText(each[1]);
        }
        fits(page, width + "-wrong-data");
        page.getByLabel("Choose files").setInputFiles(folder.resolve("cut.zip"));
        assertThat(first).containsText("cut.zip");
        page.getByLabel("Choose files").setInputFiles(folder.resolve("large.npy"));
        assertThat(page.locator(".drop .failure")).containsText("this is too large: it has 1 MB, and");

        use(page, "pictures/bars");
        assertThat(page.locator(".inspected")).containsText("40 images");
        Locator codes = page.locator("section[aria-labelledby=new-codes] > .failure");
        page.getByLabel("number of kinds").fill("1");
        assertThat(codes).containsText("it needs at least 2");
        assertThat(button(page, "Start")).isDisabled();
        page.getByLabel("number of kinds").fill("20000");
        assertThat(codes).containsText("at most 10000");
        page.getByLabel("find out how many").check();
        assertThat(codes).hasCount(0);
        Locator time = page.locator("section[aria-labelledby=new-time] > .failure");
        page.getByLabel("minutes").fill("0");
        assertThat(time).containsText("wanted a number from 0.01");
        fits(page, width + "-wrong-minutes");
        page.getByLabel("minutes").fill("1");
        assertThat(time).hasCount(0);
        page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel(Pattern.compile("other settings")).fill("training.bach=3");
        assertThat(page.locator(".more .failure")).containsText("training.batch");
        assertThat(button(page, "Start")).isDisabled();
    }

    @ParameterizedTest
    @CsvSource({"1440, DARK", "375, LIGHT"})
    void whoeverWaitsIsShownAndCanBeTakenBack(int width, ColorScheme scheme) throws IOException {
        Path queue = folder.resolve("queue-" + width + "/.queue");
        try {
            Page page = open("queue-" + width, HeldTrainer.class.getName(), width, scheme);
            button(page, "strokes").click();
            assertThat(page.locator(".inspected")).containsText("strokes");
            button(page, "Start").click();
            assertThat(page.locator(".tell")).containsText("Starting");
            page.getByText("New run", new Page.GetByTextOptions().setExact(true))
                    .click();
            button(page, "strokes").click();
            button(page, "Start").click();
            assertThat(page.locator(".tell")).containsText("Waits until the trainings before it have ended");
            assertThat(page.locator("header optgroup option"))
                    .hasText(new String[] {"strokes, starting", "strokes, waiting"});
            fits(page, width + "-queue");
            button(page, "Take it back").click();
            assertThat(page.getByText("1. Data")).isVisible();
            page.locator("header select").selectOption("place 1");
            Files.createFile(queue.resolve("1.run.end"));
            assertThat(page.locator(".tell")).containsText("It could not start");
            assertThat(page.locator("main .failure")).containsText("it was told to fail");
            fits(page, width + "-failed");
        } finally {
            if (!Files.exists(queue.resolve("1.run.end"))) {
                Files.createFile(queue.resolve("1.run.end"));
            }
        }
    }
}
