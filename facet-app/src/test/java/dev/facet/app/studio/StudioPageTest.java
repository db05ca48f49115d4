package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import javax.imageio.ImageIO;
import javax.tools.ToolProvider;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.TinySequences;
import dev.facet.app.launch.JavaProcess;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.picture.Picture;
import dev.facet.model.Model;
import dev.facet.train.RunCalibration;
import dev.facet.train.RunEncoder;
import dev.facet.train.RunFolder;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The studio's page in a real Chromium. */
@Tag("browser")
class StudioPageTest {
    private static final String RUN = "00000-strokes-infogan";
    private static final List<String> VIEWS =
            List.of("explore", "recognise", "items", "watch", "compare", "data", "new", "like");

    @TempDir
    private static Path runs;

    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    private @Nullable Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        train();
        server = Chromium.studio(runs, runs);
    }

    /** Long enough that the codes change the pixels. */
    private static void train() {
        List<String> arguments =
                new ArrayList<>(List.of("train", "strokes", "--steps=150", "--quiet", "--out=" + runs));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.add("--set=training.average-half-life=0");
        arguments.add("--set=training.checkpoint-every=50");
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @BeforeEach
    void open() throws IOException {
        Files.deleteIfExists(runs.resolve(RUN).resolve("codes.json"));
        open(1280, 900, ColorScheme.LIGHT);
    }

    private Page open(int width, int height, ColorScheme scheme) {
        if (page != null) {
            page.close();
        }
        Page opened = Objects.requireNonNull(chromium).page(width, height, scheme, complaints::add);
        opened.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(address())
                    && !url.startsWith("blob:")
                    && !url.startsWith("data:")
                    && !url.startsWith("file:")) {
                complaints.add("left the machine: " + url);
            }
        });
        page = opened;
        return opened;
    }

    /** After each test: no request left the machine, and the page logged no errors. */
    @AfterEach
    void nothingIsComplainedOf() {
        Objects.requireNonNull(page).close();
        assertThat(complaints).isEmpty();
    }

    private static String address() {
        return Objects.requireNonNull(server).address().toString();
    }

    private Page view(String run, String view) {
        Page opened = Objects.requireNonNull(page);
        opened.navigate(address() + "#/" + run + "/" + view);
        return opened;
    }

    /** The pixels of the samples that are shown. */
    private static String pixels(Page page) {
        return String.valueOf(page.evaluate("""
                async () => {
                  let image = null;
                  // there is none until the first answer
                  while (!(image = document.getElementById('samples'))) {
                    await new Promise((later) => setTimeout(later, 20));
                  }
                  // another picture may take its place while this one is decoded
                  for (let decoded = false; !decoded;) {
                    decoded = await image.decode().then(() => true, () => false);
                  }
                  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
                  canvas.drawImage(image, 0, 0);
                  return canvas.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data.join();
                }
                """));
    }

    /** The pixels of the server's images for a value of c1. */
    private static String asked(Page page, double value) {
        return String.valueOf(page.evaluate("""
                async ([run, value]) => {
                  const codes = {digit: 0, c1: Math.round(value * 1000) / 1000, c2: 0};
                  const body = JSON.stringify({count: 64, seed: 0, columns: 8, codes});
                  const answer = await fetch(`api/runs/${run}/generate`, {method: 'POST', body});
                  const image = await createImageBitmap(await answer.blob());
                  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
                  canvas.drawImage(image, 0, 0);
                  return canvas.getImageData(0, 0, image.width, image.height).data.join();
                }
                """, List.of(RUN, value)));
    }

    @Test
    void draggingASliderShowsOtherPixels() {
        Page page = view(RUN, "explore");
        Locator slider = page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName("c1").setExact(true));
        assertThat(page.locator("#samples")).isVisible();
        String before = pixels(page);
        BoundingBox box = Objects.requireNonNull(slider.boundingBox());
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + box.width / 2, y);
        page.mouse().down();
        for (int i = 0; i <= 20; i++) {
            page.mouse().move(box.x + box.width * (0.5 + 0.4 * i / 20), y);
        }
        page.mouse().up();
        page.waitForCondition(() -> !pixels(page).equals(before));
        // the last picture matches the slider, however fast it was dragged
        page.waitForTimeout(500);
        double value = Double.parseDouble(slider.inputValue());
        assertThat(value).isGreaterThan(1);
        assertThat(pixels(page)).isEqualTo(asked(page, value));
    }

    /** From the event of a slider to the frame that shows the picture, browser and all. */
    @Test
    void aPictureFollowsItsSliderAtOnce() {
        Page page = view(RUN, "explore");
        assertThat(page.locator("#samples")).isVisible();
        page.waitForTimeout(1000); // the strips are drawn first
        Object measured = page.evaluate("""
                async () => {
                  const slider = document.querySelector('input[type=range]');
                  const image = document.querySelector('#samples');
                  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
                  const times = [];
                  for (let i = 0; i < 40; i++) {
                    const before = image.src;
                    const start = performance.now();
                    set.call(slider, String((i - 20) / 20));
                    slider.dispatchEvent(new Event('input', {bubbles: true}));
                    while (image.src === before) await new Promise(requestAnimationFrame);
                    await image.decode();
                    times.push(performance.now() - start);
                    await new Promise((done) => setTimeout(done, 150));
                  }
                  return times.sort((a, b) => a - b);
                }
                """);
        List<Double> times = ((List<?>) measured)
                .stream().map(time -> ((Number) time).doubleValue()).toList();
        System.out.printf(
                Locale.ROOT,
                "slider to picture in the browser: median %.1f ms, most %.1f ms%n",
                times.get(20),
                times.get(39));
        assertThat(times.get(20)).isLessThan(500);
    }

    @Test
    void lessNoiseAndAnOlderCheckpointAreShownAndMadeAgainByTheCommand() {
        Page page = view(RUN, "explore");
        Locator samples = page.locator("#samples");
        assertThat(samples).isVisible();
        String usual = samples.getAttribute("src");
        page.getByLabel("how much noise").fill("0.5");
        assertThat(samples).not().hasAttribute("src", usual);
        Locator checkpoint = page.getByLabel("checkpoint");
        assertThat(checkpoint).containsText("newest (150)");
        String newest = samples.getAttribute("src");
        checkpoint.selectOption("100");
        assertThat(page.locator(".codes")).containsText("not the newest checkpoint");
        assertThat(samples).not().hasAttribute("src", newest);
        assertThat(page.locator(".closeup")).containsText("step 100");
        page.getByText("Make this picture again").click();
        assertThat(page.locator(".copyable pre").first()).containsText("--noise 0.5 --checkpoint 100");
        assertThat(page.locator(".copyable pre").last()).containsText("latents.scaleNoise(0.5);");
        page.reload();
        assertThat(checkpoint).hasValue("100");
        page.getByText("Reset").click();
        assertThat(checkpoint).hasValue("");
    }

    @Test
    void theSweepOfACodeIsAFilm() throws IOException {
        Page page = view(RUN, "explore");
        Download film = page.waitForDownload(
                () -> page.getByLabel("download the sweep of c1 as GIF").click());
        assertThat(film.suggestedFilename()).isEqualTo(RUN + "-c1.gif");
        byte[] bytes = Files.readAllBytes(film.path());
        assertThat(new String(bytes, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
    }

    @Test
    void theModelIsExportedFromThePage() throws IOException {
        Page page = view(RUN, "explore");
        Download archive = page.waitForDownload(
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Export"))
                        .click());
        assertThat(archive.suggestedFilename()).isEqualTo(RUN + ".zip");
        assertThat(page.getByText("explores the model without a server")).isVisible();
        try (ZipFile zip = new ZipFile(archive.path().toFile())) {
            assertThat(zip.getEntry(RUN + "/web/index.html")).isNotNull();
        }
    }

    @Test
    void aNameIsThereAfterAReload() throws IOException {
        Page page = view(RUN, "explore");
        page.getByLabel("c2, change the name of code c2").click();
        page.getByLabel("name of code c2").fill("weight of the stroke");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("weight of the stroke, change the name of code c2"))
                .isVisible();
        page.getByLabel("0, change the name of category 0").click();
        page.getByLabel("name of category 0").fill("zero?");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("zero?, change the name of category 0")).isVisible();
        page.reload();
        assertThat(page.getByLabel("weight of the stroke, change the name of code c2"))
                .isVisible();
        assertThat(RunFolder.open(runs.resolve(RUN)).names().entries()).containsKeys("c2", "digit");
    }

    /** Replaces what was measured of c1 and of the categories of the digit by clear findings. */
    private static void find() throws IOException {
        Facet.meanings(runs.resolve(RUN));
        Path file = runs.resolve(RUN).resolve("meanings.json");
        JsonNode kept = JsonMapper.shared().readTree(Files.readAllBytes(file));
        ArrayNode codes = (ArrayNode) kept.path("codes");
        trait(((ObjectNode) codes.get(1)).putArray("traits"), "slant", "property", "leaning left", 0.91);
        trait((ArrayNode) codes.get(1).path("traits"), "ink", "property", "less ink", 0.42);
        ((ObjectNode) codes.get(2)).putArray("traits");
        ArrayNode categories = (ArrayNode) codes.get(0).path("categories");
        for (int k = 0; k < 10; k++) {
            ((ArrayNode) categories.get(k)).removeAll();
        }
        trait((ArrayNode) categories.get(3), "seven", "class", "", 0.8);
        trait((ArrayNode) categories.get(4), "two", "class", "", 0.7);
        Files.writeString(file, kept.toString());
    }

    private static void trait(ArrayNode traits, String name, String kind, String grows, double strength) {
        traits.addObject()
                .put("name", name)
                .put("kind", kind)
                .put("grows", grows)
                .put("strength", strength)
                .put("follows", strength);
    }

    @Test
    void oneClickAcceptsWhatACodeSays() throws IOException {
        find();
        Page page = view(RUN, "explore");
        Locator c1 = page.locator("fieldset").filter(new Locator.FilterOptions().setHasText("says slant 0.91"));
        assertThat(c1).containsText("leaning left as it grows; also moves ink 0.42");
        assertThat(page.locator("fieldset").filter(new Locator.FilterOptions().setHasText("nothing measurable")))
                .hasCount(1);
        page.getByLabel("name c1 slant").click();
        assertThat(page.getByLabel("slant, change the name of code c1")).isVisible();
        assertThat(page.getByLabel("name c1 slant")).hasCount(0);

        page.getByLabel("4, change the name of category 4").click();
        page.getByLabel("name of category 4").fill("mine");
        page.keyboard().press("Enter");
        page.getByLabel("name 1 categories of digit").click();
        assertThat(page.getByLabel("seven, change the name of category 3")).isVisible();
        assertThat(page.getByLabel("mine, change the name of category 4")).isVisible();
        CodeNames names = RunFolder.open(runs.resolve(RUN)).names();
        assertThat(names.name("c1")).contains("slant");
        assertThat(names.entries().values())
                .extracting(CodeNames.Entry::categories)
                .contains(Map.of(3, "seven", 4, "mine"));
        Files.delete(runs.resolve(RUN).resolve("meanings.json"));
    }

    /** Names of the run's categories as if by the digits they found: no category has its own index as its name. */
    private static CodeNames digits(LatentSpec latent) {
        Code.Categorical digit = latent.categorical().get(0);
        CodeNames names = CodeNames.NONE;
        for (int k = 0; k < 10; k++) {
            names = names.with(digit, k, Integer.toString((3 * k + 7) % 10));
        }
        return names.with(latent.continuous().get(0), "slant");
    }

    /** As after `facet name RUN --from-labels 10`: the thumbnail named 3 shows the category with index 2. */
    @Test
    void theThumbnailThatIsClickedIsTheCategoryThatIsDrawnByThePageByTheShellAndByJava() throws Exception {
        List<String> asked = new ArrayList<>();
        Page page = Objects.requireNonNull(this.page);
        page.onRequest(request -> {
            if (request.method().equals("POST")) {
                asked.add(request.url().replaceFirst(".*/", "") + " " + request.postData());
            }
        });
        byte[] wanted;
        try (Model model = Facet.load(runs.resolve(RUN))) {
            RunFolder.open(runs.resolve(RUN)).write(model.latent(), digits(model.latent()));
            LatentBatch rows = model.latent().draw(7, 0, 64);
            for (int i = 0; i < 64; i++) {
                rows.setCategory(model.latent().categorical().get(0), i, 2);
                rows.setValue(model.latent().continuous().get(0), i, 1.5);
                rows.setValue(model.latent().continuous().get(1), i, 0);
            }
            wanted = model.generate(rows).bytes();
        }
        view(RUN, "explore");
        page.getByLabel("noise seed").fill("7");
        page.getByLabel("slant 1.50", new Page.GetByLabelOptions().setExact(true))
                .click();
        page.getByLabel("digit 3", new Page.GetByLabelOptions().setExact(true)).click();
        assertThat(page.getByLabel("digit 3", new Page.GetByLabelOptions().setExact(true)))
                .hasAttribute("aria-pressed", "true");
        page.waitForCondition(() -> Arrays.equals(samples(page), wanted));

        page.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("digit 9", new Page.GetByLabelOptions().setExact(true)).click();
        page.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("img.way")).isVisible();
        page.getByLabel("go to pin 1").click();
        page.waitForCondition(() -> Arrays.equals(samples(page), wanted));
        assertThat(asked).anyMatch(body -> body.startsWith("traverse") && body.contains("\"down\":\"c2\""));
        // requests contain indices as numbers: 0 at first, then 2 for the name 3 and 4 for the name 9
        assertThat(asked.stream()
                        .flatMap(body -> Pattern.compile("\"digit\":[^,}]*")
                                .matcher(body)
                                .results()
                                .map(MatchResult::group)))
                .contains("\"digit\":2", "\"digit\":4")
                .allMatch(code -> code.matches("\"digit\":[024]"));
        assertThat(asked).anyMatch(body -> body.startsWith("interpolate") && body.contains("\"digit\":2"));

        page.getByText("Make this picture again").click();
        List<String> lines = page.locator(".copyable pre").allTextContents();
        assertThat(lines.get(0)).contains("'digit=#2'", "--code c1=1.5");
        assertThat(byShell(lines.get(0))).isEqualTo(wanted);
        assertThat(lines.get(1)).contains("// named 3");
        assertThat(byJava(lines.get(1))).isEqualTo(wanted);
    }

    /** The pixels of the samples that are shown, one after the other. */
    private static byte[] samples(Page page) {
        String[] numbers = pixels(page).split(",");
        byte[] samples = new byte[64 * 784];
        for (int i = 0; i < samples.length && numbers.length == 4 * samples.length; i++) {
            int sample = i / 784;
            int row = sample / 8 * 28 + i % 784 / 28;
            int column = sample % 8 * 28 + i % 28;
            samples[i] = (byte) Integer.parseInt(numbers[4 * (row * 224 + column)]);
        }
        return samples;
    }

    /** The images of the command, which is split as in a shell, as single files. */
    private static byte[] byShell(String command) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", "facet() { for word; do echo \"$word\"; done; }; " + command).start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(words).endsWith("--out", "picture.png");
        List<String> arguments = new ArrayList<>(words.subList(0, words.size() - 2));
        Path folder = runs.resolve("again");
        arguments.add("--dir=" + folder);
        Shell made = Shell.facet(arguments.toArray(String[]::new));
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("digit=#2: category 2, named 3");
        byte[] samples = new byte[64 * 784];
        for (int i = 0; i < 64; i++) {
            BufferedImage image = ImageIO.read(
                    folder.resolve(String.format(Locale.ROOT, "%05d.png", i)).toFile());
            for (int p = 0; p < 784; p++) {
                samples[i * 784 + p] = (byte) image.getRaster().getSample(p % 28, p / 28, 0);
            }
        }
        return samples;
    }

    /** The images of the compiled lines. */
    private static byte[] byJava(String lines) throws Exception {
        Path folder = Files.createDirectories(runs.resolve("java"));
        Path source = folder.resolve("Again.java");
        Files.writeString(
                source,
                """
                import dev.facet.Facet;
                import dev.facet.codes.*;
                import dev.facet.data.Items;
                import dev.facet.model.Model;
                import java.nio.file.Path;
                public class Again {
                    public static byte[] make() throws Exception {
                """
                        + lines.replace(
                                "Items items = model.generate(latents);",
                                "Items items = model.generate(latents); return items.bytes();")
                        + "}}");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return (byte[]) loader.loadClass("Again").getMethod("make").invoke(null);
        }
    }

    @Test
    void aCategoryMayBeNamedByItsOwnIndex() throws IOException {
        Page page = view(RUN, "explore");
        page.getByLabel("4, change the name of category 4").click();
        page.getByLabel("name of category 4").fill("4");
        page.keyboard().press("Enter");
        // from now on a number is a name, and the others go by #
        assertThat(page.getByLabel("#5, change the name of category 5")).isVisible();
        page.getByLabel("#5, change the name of category 5").click();
        page.getByLabel("name of category 5").fill("4");
        page.keyboard().press("Enter");
        assertThat(page.locator(".category .failure")).containsText("cannot all be named '4'");
        page.getByLabel("name of category 5").fill("five");
        page.keyboard().press("Escape");
        assertThat(page.getByLabel("#5, change the name of category 5")).isVisible();
        page.waitForTimeout(300);
        complaints.removeIf(text -> text.contains("400"));
        assertThat(RunFolder.open(runs.resolve(RUN)).names().label(new Code.Categorical("digit", 10), 4))
                .isEqualTo("4 (#4)");
        assertThat(RunFolder.open(runs.resolve(RUN)).names().categories(new Code.Categorical("digit", 10), "five"))
                .isEmpty();
    }

    @Test
    void namesOfCodesAreShownInChartsAndADamagedFileOfThemIsSaid() throws IOException {
        try (Model model = Facet.load(runs.resolve(RUN))) {
            RunFolder.open(runs.resolve(RUN)).write(model.latent(), digits(model.latent()));
        }
        Page page = view(RUN, "watch");
        assertThat(page.locator(".chart .u-legend").first()).containsText("slant (c1)");
        assertThat(page.locator(".chart .u-legend").first()).containsText("slant (c1) at most");
        view(RUN, "compare");
        assertThat(page.getByLabel("statistic")).containsText("nats/slant (c1)");
        assertThat(page.locator(".compare select").last()).containsText("slant (c1)");
        page.locator(".compare select").last().selectOption("c1");
        assertThat(page.locator(".beside figcaption").first()).containsText("slant (c1)");
        Files.writeString(runs.resolve(RUN).resolve("codes.json"), "{\"digit\":null}");
        view(RUN, "explore");
        page.reload();
        assertThat(page.locator(".codes > .failure")).containsText("damaged");
        assertThat(page.getByLabel("digit 3", new Page.GetByLabelOptions().setExact(true)))
                .isVisible();
    }

    @Test
    void categoriesAreMovedByKey() {
        Page page = view(RUN, "explore");
        Locator thumbs = page.locator(".category .thumb");
        assertThat(thumbs).hasCount(10);
        String last = Objects.requireNonNull(thumbs.last().getAttribute("aria-label"));
        thumbs.last().focus();
        page.keyboard().press("Shift+ArrowLeft");
        assertThat(thumbs.nth(8)).hasAttribute("aria-label", last);
        page.reload();
        assertThat(thumbs.nth(8)).hasAttribute("aria-label", last);
    }

    @Test
    void aPictureThatIsDroppedGetsItsCategory() {
        Page page = view(RUN, "recognise");
        Path picture = runs.resolve(RUN).resolve("reals.png");
        page.locator("input[type=file]").setInputFiles(picture);
        assertThat(page.locator(".reading .found")).hasText(Pattern.compile("\\d.*"));
        assertThat(page.locator(".reading img")).not().hasCount(0);
        page.locator("input[type=file]")
                .setInputFiles(new Path[] {picture, runs.resolve(RUN).resolve("config.yaml")});
        assertThat(page.locator("tbody tr")).hasCount(2);
        assertThat(page.locator("tbody .failure")).containsText("is not");
        page.getByText("Pick from the data").click();
        page.locator(".picked .item").first().click();
        assertThat(page.locator(".reading h2")).containsText("item");
        complaints.removeIf(text -> text.contains("400")); // the second file is no picture, and was refused
    }

    /** Milliseconds from a picture that is given to the page until what is made of it again is there: the median. */
    private static double dropped(Page page, Path run) throws IOException {
        String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(run.resolve("reals.png")));
        Object median = page.evaluate("""
                async (picture) => {
                  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
                  const input = document.querySelector('input[type=file]');
                  const times = [];
                  for (let i = 0; i < 15; i++) {
                    const transfer = new DataTransfer();
                    transfer.items.add(new File([bytes], `dropped-${i}.png`));
                    input.files = transfer.files;
                    const start = performance.now();
                    input.dispatchEvent(new Event('change', {bubbles: true}));
                    const reading = () => document.querySelector('.reading');
                    while (!reading()?.textContent.includes(`dropped-${i}.png`)) {
                      await new Promise(requestAnimationFrame);
                    }
                    await Promise.all([...reading().querySelectorAll('img')].map((image) => image.decode()));
                    times.push(performance.now() - start);
                  }
                  return times.sort((a, b) => a - b)[7];
                }
                """, picture);
        return ((Number) median).doubleValue();
    }

    @Test
    void aPictureIsMadeAgainAndEdited() throws IOException {
        Path run = runs.resolve(RUN);
        Page page = view(RUN, "recognise");
        read(page, run);
        assertThat(page.locator(".reading")).containsText("fit-encoder");
        assertThat(page.getByText("Edit this picture")).hasCount(0);
        page.getByText("Make it again better").click();
        assertThat(page.locator(".reading")).containsText("were searched in 200 steps");
        assertThat(page.getByText("Edit this picture")).isVisible();
        Facet.fitEncoder(run, Facet.config(run).encoder().withSteps(1), notice -> {});
        try {
            read(page, run);
            assertThat(page.locator(".reading")).containsText("made again from its codes and noise");
            double median = dropped(page, run);
            System.out.printf(Locale.ROOT, "picture dropped to what is made of it again: median %.1f ms%n", median);
            assertThat(median).isLessThan(2000);
            read(page, run);
            page.getByText("Edit this picture").click();
            Locator close = page.locator("img[alt='your picture, edited']");
            assertThat(close).isVisible();
            assertThat(page.locator("img[alt='your picture']")).isVisible();
            assertThat(page.locator(".closeup")).containsText("reals.png");
            String first = close.getAttribute("src");
            page.locator("input[type=range]").first().fill("1.5");
            assertThat(close).not().hasAttribute("src", String.valueOf(first));
            page.getByText("Make this picture again").click();
            assertThat(page.locator(".copyable pre").first()).containsText("--reconstructions edited.png");
            page.getByText("Reset").click();
            assertThat(page.locator("img[alt='your picture']")).isVisible();
            // a later visit finds it
            page.reload();
            assertThat(close).isVisible();
            page.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
            page.getByText("Leave the picture").click();
            assertThat(page.locator("img[alt='the chosen sample, enlarged']")).isVisible();
            page.getByText("Go", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(close).isVisible();
        } finally {
            Files.deleteIfExists(RunEncoder.file(RunFolder.open(run)));
        }
    }

    @Test
    void howSureAReadingIsIsSaidOnlyWhereItWasMeasuredAndTheItemIsLikeTheData() throws IOException {
        Path run = runs.resolve(RUN);
        Path file = RunCalibration.file(RunFolder.open(run));
        Page page = view(RUN, "recognise");
        try {
            read(page, run);
            assertThat(page.locator(".reading")).containsText("Not calibrated");
            assertThat(page.locator(".reading dl")).not().containsText(Pattern.compile("[%±]"));

            MadeUpCalibration.write(run, 0.5);
            read(page, run);
            assertThat(page.locator(".reading"))
                    .containsText("Like the data: farther from it than 50 % of held-out items");
            assertThat(page.locator(".reading dl")).containsText("%");
            assertThat(page.locator(".reading dl")).containsText("±");

            Files.setLastModifiedTime(file, FileTime.fromMillis(1)); // so that the next is another, on any file system
            MadeUpCalibration.write(run, 2);
            read(page, run);
            assertThat(page.locator(".reading .unlike")).containsText("Unlike the data this model was trained on");
            assertThat(page.locator(".reading dl")).not().containsText(Pattern.compile("[%±]"));
            page.locator("input[type=file]")
                    .setInputFiles(new Path[] {run.resolve("reals.png"), run.resolve("reals.png")});
            assertThat(page.locator("tbody .unlike")).hasCount(2);
            assertThat(page.locator("tbody")).not().containsText("%");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Has the page read a picture, and waits until it has. */
    private static void read(Page page, Path run) {
        page.reload();
        page.locator("input[type=file]").setInputFiles(run.resolve("reals.png"));
        assertThat(page.locator(".reading .found")).isVisible();
    }

    @Test
    void pinsAreComparedAndGoneBetween() {
        Page page = view(RUN, "explore");
        page.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        page.getByText("Resample").click();
        page.getByText("Pin", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".pins li")).hasCount(2);
        assertThat(page.locator("img.way")).isVisible();
        page.getByText("Make this picture again").click();
        assertThat(page.locator(".copyable pre").first()).containsText("facet generate ");
    }

    @Test
    void trainingIsWatchedAsItGoesStoppedAndResumedAndItsDeathIsSaid() throws Exception {
        Process trainer = JavaProcess.of(
                        Main.class.getName(),
                        List.of(
                                "train",
                                "strokes",
                                "--out",
                                runs.resolve("live").toString(),
                                "--steps",
                                "100000",
                                "--threads",
                                "1",
                                "--set",
                                "data.count=64",
                                "--set",
                                "training.batch=16",
                                "--set",
                                "model.width=4",
                                "--set",
                                "training.checkpoint-every=50",
                                "--set",
                                "training.snapshot-every=100",
                                "--set",
                                "training.precision=fp32"))
                .redirectErrorStream(true)
                .redirectOutput(runs.resolve("trainer.txt").toFile())
                .start();
        try {
            Path live = runs.resolve("live").resolve(RUN);
            for (int i = 0; i < 600 && !Files.exists(live.resolve("stats.jsonl")); i++) {
                Thread.sleep(100);
            }
            Page page = view("live~" + RUN, "watch");
            Locator chart = page.locator(".chart").first();
            assertThat(chart).isVisible();
            int before = points(chart);
            page.waitForCondition(() -> points(chart) > before + 3);
            assertThat(page.locator(".tell")).containsText("Training");
            for (int i = 0; i < 600 && !Files.exists(live.resolve("samples-000100.png")); i++) {
                page.waitForTimeout(100);
            }
            assertThat(page.locator(".snapshots img").first()).isVisible();

            page.getByText("Stop and save").click();
            assertThat(trainer.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(trainer.exitValue()).isZero();
            assertThat(page.locator(".tell")).containsText("Stopped and saved");

            page.getByText("Resume", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".tell")).containsText("Training");
            int resumed = points(chart);
            page.waitForCondition(() -> points(chart) > resumed);

            ProcessHandle child = ProcessHandle.current()
                    .descendants()
                    .filter(StudioPageTest::isJava)
                    .findFirst()
                    .orElseThrow();
            child.destroyForcibly();
            assertThat(page.locator(".tell")).containsText("ended unexpectedly");
        } finally {
            trainer.destroyForcibly();
            ProcessHandle.current()
                    .descendants()
                    .filter(StudioPageTest::isJava)
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    /**
     * ONNX Runtime Web, in a page from a folder, gives the same pixels for the same noise, and the same codes for the
     * same picture.
     */
    @Test
    void anExportedPageMakesTheSamePictureAndTellsTheSameCodesWithNoServer() throws IOException {
        try (Model model = Facet.load(runs.resolve(RUN))) {
            LatentSpec latent = model.latent();
            CodeNames names = digits(latent).withEnds(latent.continuous().get(0), -1.5, 0.75);
            RunFolder.open(runs.resolve(RUN)).write(latent, names);
        }
        Path calibration = RunCalibration.file(RunFolder.open(runs.resolve(RUN)));
        MadeUpCalibration.write(runs.resolve(RUN), 0.5);
        try {
            theExportedPageDoesWhatTheModelDoes(runs.resolve("export"));
        } finally {
            Files.deleteIfExists(calibration);
        }
    }

    /** The curve of each sample ends where the model's does; the longest there may be is as wide as its picture. */
    @Test
    void anExportedPageEndsSequencesWhereTheirMaskDoes(@TempDir Path folder) throws IOException {
        Path run = TinySequences.masked(
                TinySequences.write(folder, "heat", 8, 20),
                folder.resolve("runs"),
                300,
                "--set=training.average-half-life=0");
        Path target = folder.resolve("export");
        Shell shell = Shell.facet("export", run.toString(), "--web", "--out=" + target);
        assertThat(shell.code()).as(shell.err()).isZero();
        Page page = Objects.requireNonNull(this.page);
        page.navigate(target.resolve("web").resolve("index.html").toUri().toString());
        assertThat(page.locator("header .state")).containsText("nothing is sent anywhere");
        Items made;
        try (Model model = Facet.load(run)) {
            LatentBatch rows = model.latent().draw(0, 0, 36);
            for (int i = 0; i < 36; i++) {
                rows.setCategory(model.latent().categorical().get(0), i, 0);
                for (Code.Continuous code : model.latent().continuous()) {
                    rows.setValue(code, i, 0);
                }
            }
            made = model.generate(rows);
        }
        List<?> ends = (List<?>) page.evaluate("Array.from(document.querySelectorAll('#samples canvas')).map(c => {"
                + " const d = c.getContext('2d').getImageData(0, 0, 120, 120).data; let x = 119;"
                + " const dark = x => { for (let y = 0; y < 120; y++) if (d[4 * (120 * y + x)] < 200) return true; };"
                + " while (x >= 0 && !dark(x)) x--; return x; })");
        assertThat(ends).hasSize(36);
        int most = 0;
        for (int i = 0; i < 36; i++) {
            int steps = made.sequence(i)[0].length;
            most = Math.max(most, steps);
            double wanted = steps == 1 ? -1 : 10 + (steps - 1) * 100.0 / 23;
            assertThat(((Number) Objects.requireNonNull(ends.get(i))).doubleValue())
                    .as("sample " + i + " of " + steps + " steps")
                    .isCloseTo(wanted, within(2.5));
        }
        assertThat(most).isBetween(2, 23);
        complaints.removeIf(text -> text.contains("willReadFrequently")); // it is this test that reads
    }

    private void theExportedPageDoesWhatTheModelDoes(Path target) throws IOException {
        find();
        Shell shell = Shell.facet("export", runs.resolve(RUN).toString(), "--web", "--out=" + target);
        assertThat(shell.code()).as(shell.err()).isZero();
        Files.delete(runs.resolve(RUN).resolve("meanings.json"));
        Page page = Objects.requireNonNull(this.page);
        page.navigate(target.resolve("web").resolve("index.html").toUri().toString());
        assertThat(page.locator("header .state")).containsText("nothing is sent anywhere");
        assertThat(Chromium.lettered(page)).isTrue();
        assertThat(page.locator(".says").nth(1)).containsText("says slant 0.91");
        assertThat(page.getByText("Accept")).hasCount(0);
        Locator slant = page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName("slant").setExact(true));
        assertThat(slant).hasAttribute("min", "-1.5");
        assertThat(slant).hasAttribute("max", "0.75");
        // the category with index 4 is named 9, that with index 9 is named 4
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("9").setExact(true))
                .click();
        page.getByLabel("noise seed").fill("11");
        byte[] wanted;
        try (Model model = Facet.load(runs.resolve(RUN))) {
            LatentBatch rows = model.latent().draw(11, 0, 36);
            for (int i = 0; i < 36; i++) {
                rows.setCategory(model.latent().categorical().get(0), i, 4);
                rows.setValue(model.latent().continuous().get(0), i, 0);
                rows.setValue(model.latent().continuous().get(1), i, 0);
            }
            wanted = model.generate(rows).bytes();
        }
        for (int sample : new int[] {0, 35}) {
            page.waitForCondition(() -> {
                List<?> shown = (List<?>) page.evaluate(
                        "i => Array.from(document.querySelectorAll('#samples canvas')[i]"
                                + ".getContext('2d').getImageData(0, 0, 28, 28).data)"
                                + ".filter((_, k) => k % 4 === 0)",
                        sample);
                int most = 0;
                for (int k = 0; k < 784; k++) {
                    most = Math.max(
                            most, Math.abs(((Number) shown.get(k)).intValue() - (wanted[sample * 784 + k] & 0xFF)));
                }
                return most <= 1;
            });
        }
        complaints.removeIf(text -> text.contains("willReadFrequently")); // it is this test that reads

        Path large = runs.resolve(RUN).resolve("reals.png");
        Path small = translucent(runs.resolve("small.png"));
        for (Path picture : List.of(large, small)) {
            page.locator("input[type=file]").setInputFiles(picture);
            assertThat(page.locator(".reading h2"))
                    .hasText(Objects.requireNonNull(picture.getFileName()).toString());
            List<Double> told = page.locator(".reading dd").allInnerTexts().stream()
                    .flatMap(text -> Stream.of(text.replace('−', '-').split("[ ±%()#\n]+")))
                    .map(Double::valueOf)
                    .toList();
            List<Double> wantedOfIt = readings(picture);
            assertThat(told).hasSameSizeAs(wantedOfIt);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i))
                        .as("number " + i + " of " + picture)
                        .isCloseTo(wantedOfIt.get(i), within(i == 2 ? 1 : 0.02));
            }
            assertThat(page.locator(".reading img")).hasCount(2);
            assertThat(page.locator(".reading")).containsText("Like the data: farther from it than 50 %");
        }
        page.locator("input[type=file]")
                .setInputFiles(new Path[] {large, runs.resolve(RUN).resolve("config.yaml")});
        assertThat(page.locator("tbody tr")).hasCount(2);
        assertThat(page.locator("tbody .failure")).containsText("cannot read this picture");
    }

    /**
     * The expected text of the page for a picture, by the run's own model: name, index and percentage of the category,
     * means and sigmas.
     */
    private static List<Double> readings(Path picture) throws IOException {
        try (Model model = Facet.load(runs.resolve(RUN))) {
            Encodings read = model.encode(
                    Picture.read("picture", Files.readAllBytes(picture), new ImageShape(1, 28, 28), 4_000_000));
            Code.Categorical digit = model.latent().categorical().get(0);
            int category = read.categories(digit)[0];
            List<Double> numbers = new ArrayList<>(List.of(
                    (3.0 * category + 7) % 10, (double) category, 100.0 * read.probabilities(digit)[0][category]));
            for (Code.Continuous code : model.latent().continuous()) {
                numbers.add((double) read.means(code)[0]);
                numbers.add((double) read.sigmas(code)[0]);
            }
            return numbers;
        }
    }

    /** A picture that must be enlarged, converted to grey and cropped, with a transparent background. */
    private static Path translucent(Path file) throws IOException {
        BufferedImage image = new BufferedImage(23, 17, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 23; x++) {
                int alpha = x < 12 ? 255 : 128;
                image.setRGB(x, y, alpha << 24 | (x * 11) << 16 | (y * 15) << 8 | (x + y) * 6);
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static int points(Locator chart) {
        return Integer.parseInt(Objects.requireNonNull(chart.getAttribute("data-points")));
    }

    @ParameterizedTest
    @CsvSource({"375, 800", "768, 1000", "3840, 2160"})
    void nothingIsWiderThanTheScreen(int width, int height) {
        open(width, height, ColorScheme.DARK);
        for (String view : VIEWS) {
            Page page = view(RUN, view);
            page.waitForTimeout(700);
            assertThat(page.evaluate(
                            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as(view + " at " + width)
                    .isEqualTo(0);
        }
    }

    @Test
    void everyControlHasANameAndTextIsReadable() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            open(1280, 900, scheme);
            for (String view : VIEWS) {
                Page page = view(RUN, view);
                page.waitForTimeout(700);
                Object nameless = page.evaluate("""
                        () => [...document.querySelectorAll('button, input, select, a, [role=slider]')]
                          .filter(e => e.type !== 'hidden')
                          .filter(e => !e.getAttribute('aria-label') && !e.textContent.trim())
                          .filter(e => !(e.labels && [...e.labels].some(l => l.textContent.trim())))
                          .map(e => e.outerHTML.slice(0, 200))
                        """);
                assertThat((List<?>) nameless).as(view).isEmpty();
                Object pale = page.evaluate("""
                        () => {
                          const parse = c => c.match(/[\\d.]+/g).map(Number);
                          const linear = (v) => {
                            v /= 255;
                            return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
                          };
                          const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
                          const back = (e) => {
                            for (let n = e; n; n = n.parentElement) {
                              const c = parse(getComputedStyle(n).backgroundColor);
                              if (c.length < 4 || c[3] > 0.5) return c;
                            }
                            return [255, 255, 255];
                          };
                          const contrast = (e) => {
                            const a = light(parse(getComputedStyle(e).color));
                            const b = light(back(e));
                            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                          };
                          return [...document.querySelectorAll('#app *')]
                            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                            .filter(e => e.getClientRects().length)
                            .filter(e => !e.disabled && e.tagName !== 'OPTION')
                            .map(e => [contrast(e), e.outerHTML.slice(0, 120)])
                            .filter(([ratio]) => ratio < 4.5).map(p => p.join(' '));
                        }
                        """);
                assertThat((List<?>) pale).as(view + " in " + scheme).isEmpty();
            }
        }
    }

    @Test
    void theKeyboardReachesEverythingInOrder() {
        Page page = view(RUN, "explore");
        assertThat(page.locator("#samples")).isVisible();
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            page.keyboard().press("Tab");
            reached.add(String.valueOf(page.evaluate("() => (document.activeElement.textContent"
                    + " || document.activeElement.getAttribute('aria-label') || '').trim()")));
        }
        assertThat(reached.get(0)).isEqualTo("Skip to the content");
        assertThat(reached)
                .containsSubsequence("Explore", "Recognise", "Your pictures", "Watch", "Compare", "Data", "New run");
        page.locator(".cells button").first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".cells button").nth(1)).isFocused();
        assertThat(page.locator(".cells button").nth(1)).hasAttribute("aria-pressed", "true");
        page.locator(".pad").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".pad")).hasAttribute("aria-valuenow", "0.1");
    }
}
