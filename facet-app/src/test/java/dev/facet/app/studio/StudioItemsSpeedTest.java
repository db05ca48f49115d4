package dev.facet.app.studio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import dev.facet.train.RunFolder;
import dev.facet.train.RunReadings;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures how fast the items of a run are read and drawn, if somebody asks: {@code mvn test -pl facet-core,facet-app
 * -Dtest=StudioItemsSpeedTest -Dfacet.items=RUN -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("browser")
@EnabledIfSystemProperty(named = "facet.items", matches = ".+")
class StudioItemsSpeedTest {
    private static final int FRAMES = 240;

    /** Drags in a circle, a step in each frame; gives the times between frames in milliseconds. */
    private static final String DRAG = """
            async (frames) => {
              const canvas = document.querySelector('.field canvas');
              const box = canvas.getBoundingClientRect();
              const at = (name, k) => canvas.dispatchEvent(new PointerEvent(name, {
                pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true, button: 0, buttons: 1,
                clientX: box.left + box.width * (0.5 + 0.2 * Math.cos(k / 20)),
                clientY: box.top + box.height * (0.5 + 0.2 * Math.sin(k / 20)),
              }));
              canvas.setPointerCapture = () => undefined;
              at('pointerdown', 0);
              const times = [];
              let before = await new Promise(requestAnimationFrame);
              for (let k = 1; k <= frames; k++) {
                at('pointermove', k);
                const now = await new Promise(requestAnimationFrame);
                times.push(now - before);
                before = now;
              }
              at('pointerup', frames);
              return times;
            }
            """;

    @Test
    void measure() throws Exception {
        Path run = Path.of(System.getProperty("facet.items")).toAbsolutePath().normalize();
        Files.deleteIfExists(RunReadings.file(RunFolder.open(run)));
        try (StudioServer server = new StudioServer(
                new StudioServer.Setup(run, "127.0.0.1", 0, null, false, true, "dev.facet.app.Nobody"))) {
            for (boolean webgl : List.of(true, false)) {
                try (Chromium chromium = new Chromium(webgl);
                        Page page = chromium.browser()
                                .newPage(new Browser.NewPageOptions()
                                        .setViewportSize(1440, 900)
                                        .setColorScheme(ColorScheme.LIGHT))) {
                    page.setDefaultTimeout(600_000);
                    String address = server.address() + "#/" + run.getFileName() + "/items";
                    long begin = System.nanoTime();
                    page.navigate(address + "?show=kinds");
                    page.waitForSelector(".kind .tile");
                    System.out.printf(
                            Locale.ROOT,
                            "%s: first wall after %.1f s, the file has %.1f MB%n",
                            webgl ? "items read" : "items known",
                            (System.nanoTime() - begin) / 1e9,
                            Files.size(RunReadings.file(RunFolder.open(run))) / 1e6);
                    Chromium.picture(page, "speed-kinds-" + webgl);
                    page.navigate("about:blank");
                    page.navigate(address + "?show=scatter" + (webgl ? "&draw=webgl" : ""));
                    assertThat(page.locator(".field canvas")).isVisible();
                    page.waitForTimeout(1500);
                    List<?> times = (List<?>) page.evaluate(DRAG, FRAMES);
                    double[] sorted = times.stream()
                            .mapToDouble(time -> ((Number) time).doubleValue())
                            .sorted()
                            .toArray();
                    double mean = times.stream()
                            .mapToDouble(time -> ((Number) time).doubleValue())
                            .average()
                            .orElseThrow();
                    System.out.printf(
                            Locale.ROOT,
                            "%s, %s: %.1f frames a second while dragging; a frame takes %.1f ms in the median, %.1f ms"
                                    + " in 95 %%%n",
                            page.locator(".field canvas").getAttribute("data-painter"),
                            page.locator(".field canvas")
                                    .getAttribute("aria-label")
                                    .split(",? items")[0],
                            1000 / mean,
                            sorted[FRAMES / 2],
                            sorted[FRAMES * 95 / 100]);
                    Chromium.picture(page, "speed-scatter-" + webgl);
                    assertThat(times).hasSize(FRAMES);
                }
            }
        }
    }
}
