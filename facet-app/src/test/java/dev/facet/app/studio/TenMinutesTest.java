package dev.facet.app.studio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Main;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a new user does with a folder of pictures, in the page alone: from the folder to an exported page. The pictures
 * of docs/ten-minutes.md are taken on the way.
 *
 * <p>It takes as long as it tells, so it runs only if asked: {@code -Dfacet.film=FOLDER} says where the pictures go,
 * {@code -Dfacet.film.data=DATA} which data is used, {@code -Dfacet.film.minutes=N} for how long it is trained,
 * {@code -Dfacet.film.set=KEY=VALUE} a setting. The data needs labels, by which a picture is corrected.
 */
@Tag("browser")
@EnabledIfSystemProperty(named = "facet.film", matches = ".+")
class TenMinutesTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 860;
    private static final int MOST_LOOKED_AT = 30;
    private static final Pattern LABEL = Pattern.compile("label (\\w+)");

    @TempDir
    private Path folder;

    private final long start = System.nanoTime();
    private final List<String> complaints = new ArrayList<>();
    private int shots;

    private void shoot(Page page, String name) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(
                Locale.ROOT, "%d:%02d %s%n", since.toMinutes(), since.toSecondsPart(), ++shots + "-" + name + ".png");
        page.evaluate("() => scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(System.getProperty("facet.film"), shots + "-" + name + ".png")));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void go(Page page, String view) {
        page.getByRole(AriaRole.NAVIGATION)
                .getByText(view, new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    @Test
    void fromAFolderToAnExportedPage() throws IOException {
        Path data = Path.of(System.getProperty("facet.film.data")).toAbsolutePath();
        String minutes = System.getProperty("facet.film.minutes", "8");
        try (Chromium chromium = new Chromium();
                StudioServer server = new StudioServer(new StudioServer.Setup(
                        Files.createDirectories(folder.resolve("runs")),
                        "127.0.0.1",
                        0,
                        null,
                        false,
                        true,
                        Main.class.getName(),
                        new StudioServer.Trainings(data.getParent(), 1, 1 << 20)))) {
            Page page = chromium.page(WIDTH, HEIGHT, ColorScheme.LIGHT, complaints::add);
            page.navigate(server.address().toString());
            button(page, data.getFileName() + "/").click();
            shoot(page, "folder");
            button(page, "Use this").click();
            page.locator(".inspected img").waitFor(patience());
            page.getByLabel("minutes").fill(minutes);
            shoot(page, "start");
            page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
            page.getByLabel(Pattern.compile("other settings")).fill(System.getProperty("facet.film.set", ""));
            button(page, "Start").click();
            assertThat(page.locator(".tell")).containsText("Training", later(2));
            double half = Double.parseDouble(minutes) * 30_000;
            page.waitForTimeout(half);
            shoot(page, "training");
            assertThat(page.locator(".tell")).containsText(Pattern.compile("are over|steps are done"), later(60));
            shoot(page, "trained");

            go(page, "Explore");
            Locator accept = page.locator(".says button");
            accept.first().waitFor(patience());
            page.waitForTimeout(2_000);
            shoot(page, "proposed-names");
            for (int left = accept.count(); left > 0; left--) {
                accept.first().click();
                assertThat(accept).hasCount(left - 1);
            }
            shoot(page, "named");

            go(page, "Your pictures");
            Locator tiles = page.getByRole(AriaRole.OPTION).and(page.locator(".tile"));
            tiles.first().waitFor(patience());
            page.waitForTimeout(2_000);
            shoot(page, "by-kind");
            Locator picked = page.locator("aside.one");
            Odd odd = odd(tiles, picked);
            tiles.nth(odd.tile()).click();
            picked.locator("form.correct select").selectOption("other");
            picked.getByLabel("what it is").fill(odd.label());
            picked.getByText("Correct", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(picked).containsText("Corrected: " + odd.label());
            page.waitForTimeout(1_000);
            shoot(page, "corrected");

            go(page, "Explore");
            Download archive = page.waitForDownload(
                    new Page.WaitForDownloadOptions().setTimeout(120_000),
                    () -> button(page, "Export").click());
            Path exported = unzip(archive.path());
            Page alone = chromium.page(WIDTH, HEIGHT, ColorScheme.LIGHT, complaints::add);
            alone.navigate(exported.resolve("web/index.html").toUri().toString());
            alone.locator("canvas").first().waitFor();
            alone.waitForTimeout(4_000);
            shoot(alone, "exported-page");
        }
        assertThat(complaints).isEmpty();
    }

    /** A tile that is unlike the others of its kind, and what it is. */
    private record Odd(int tile, String label) {}

    /** Of the first tiles, the one whose label is the rarest. */
    private static Odd odd(Locator tiles, Locator picked) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < Math.min(MOST_LOOKED_AT, tiles.count()); k++) {
            tiles.nth(k).click();
            Locator told = picked.getByText(LABEL);
            told.waitFor(patience());
            Matcher label = LABEL.matcher(told.textContent());
            assertThat(label.find()).isTrue();
            labels.add(label.group(1));
        }
        String rarest = labels.stream()
                .min(Comparator.comparing(label -> Collections.frequency(labels, label)))
                .orElseThrow();
        return new Odd(labels.indexOf(rarest), rarest);
    }

    private static Locator.WaitForOptions patience() {
        return new Locator.WaitForOptions().setTimeout(120_000);
    }

    private static ContainsTextOptions later(int minutes) {
        return new ContainsTextOptions().setTimeout(Duration.ofMinutes(minutes).toMillis());
    }

    /** The only folder of the archive. */
    private Path unzip(Path archive) throws IOException {
        Path target = Files.createDirectories(folder.resolve("exported"));
        Path top = target;
        try (InputStream in = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(target)).isTrue();
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
                top = target.resolve(target.relativize(file).getName(0));
            }
        }
        return top;
    }
}
