package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.app.TinyRun;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** What the page says while an answer is slow, and when it fails. */
@Tag("browser")
class StudioLoadingTest {
    private static final String RUN = "00000-strokes-infogan";

    @TempDir
    private static Path runs;

    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    private @Nullable Page page;
    private final List<Route> held = new ArrayList<>();
    private boolean fails;
    private boolean passes;

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        TinyRun.below(runs, "infogan", 12);
        server = Chromium.studio(runs, runs);
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(page).close();
    }

    private Page open(int width) {
        Page opened = Objects.requireNonNull(chromium).page(width, 900, ColorScheme.LIGHT, complaint -> {});
        page = opened;
        return opened;
    }

    private static String address(String view) {
        return Objects.requireNonNull(server).address() + "#/" + view.replace("RUN", RUN);
    }

    /** Said at once, said again after 10 s, told when it fails, and asked for again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN/explore           | **/api/runs           | Reading the list of runs | .codes .code",
                "RUN/explore           | **/api/runs/*         | Reading the run          | .codes .code",
                "RUN/explore           | **/generate           | Drawing the samples      | #samples",
                "RUN/watch             | **/stats              | Reading the statistics   | .chart",
                "RUN/watch             | **/figures            | Reading the figures      | .found pre",
                "RUN/compare           | **/api/table          | Reading the table        | table.runs",
                "RUN/compare           | **/traverse           | Drawing                  | .beside img",
                "RUN/items             | **/items              | Looking what was read    | .kind",
                "RUN/items             | **/column?*           | Fetching what was read   | .kind",
                "RUN/items?one=3       | **/one/3              | Reading item 3           | aside .reading",
                "RUN/recognise?draw=5  | **/data               | Opening the data         | .picked .item",
                "RUN/data              | **/api/runs/*/data    | Reading the data         | .sheet",
                "/new                  | **/api/data           | Asking what may be chosen| .drop",
                "/new                  | **/files?*            | Looking into the folder  | .entries",
            })
    void slowAndFailingAnswersAreTold(String view, String request, String waits, String there) {
        Page page = open(1280);
        page.clock().install();
        answer(page, request);
        page.navigate(address(view));
        var said = page.locator(".wait").filter(new Locator.FilterOptions().setHasText(waits));
        assertThat(said.first()).isVisible();
        assertThat(said.first()).hasAttribute("aria-busy", "true");
        assertThat(said.first()).not().containsText("still");
        assertThat(page.locator(there)).hasCount(0);
        page.clock().fastForward(11_000);
        assertThat(said.first()).containsText("The server has not answered for 10 s; this page still waits.");
        fails = true;
        held.forEach(StudioLoadingTest::fail);
        held.clear();
        var again = page.getByText("Try again").first();
        assertThat(again).isVisible();
        assertThat(page.getByText("broken on purpose").first()).isVisible();
        passes = true;
        again.click();
        assertThat(page.locator(there).first()).isVisible();
        assertThat(page.getByText("Try again")).hasCount(0);
    }

    /** Holds such requests, until they are to fail or to pass; so that none slips through between. */
    private void answer(Page page, String request) {
        page.route(request, route -> {
            if (passes) {
                route.resume();
            } else if (fails) {
                fail(route);
            } else {
                held.add(route);
            }
        });
    }

    private static void fail(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(500)
                .setContentType("application/json")
                .setBody("{\"error\": \"broken on purpose\"}"));
    }

    @Test
    void aReadingIsSaidToBeUnderWayAndCanBeTriedAgain() {
        Page page = open(1280);
        answer(page, "**/encode?*");
        page.navigate(address("RUN/recognise?draw=5&item=3"));
        assertThat(page.getByText("Reading…")).isVisible();
        held.forEach(StudioLoadingTest::fail);
        assertThat(page.locator(".recognise .failure")).containsText("broken on purpose");
        passes = true;
        page.getByText("Try again").click();
        assertThat(page.locator(".reading .found")).isVisible();
    }

    @Test
    void aPictureThatComesLateIsSaidAndTheOldOneStays() {
        Page page = open(1280);
        page.navigate(address("RUN/explore"));
        assertThat(page.locator("#samples")).isVisible();
        answer(page, "**/generate");
        page.getByText("Resample").click();
        assertThat(page.locator(".late")).isVisible();
        assertThat(page.locator(".grid")).hasAttribute("aria-busy", "true");
        assertThat(page.locator("#samples")).isVisible();
        passes = true;
        held.forEach(Route::resume);
        assertThat(page.locator(".late")).hasCount(0);
    }

    /** The sum of the layout shifts that Chromium counts; 0.1 is called good (web.dev/cls). */
    @ParameterizedTest
    @CsvSource({"RUN/explore, 1440", "RUN/explore, 375", "RUN/watch, 1440", "RUN/compare, 1440", "RUN/data, 375"})
    void nothingJumpsWhenAnswersArrive(String view, int width) {
        Page page = open(width);
        page.addInitScript("""
                window.shifts = [];
                new PerformanceObserver((list) => {
                  for (const entry of list.getEntries()) {
                    if (!entry.hadRecentInput) {
                      const who = entry.sources.map((each) => each.node?.className || each.node?.nodeName).join(' ');
                      window.shifts.push([entry.value, who]);
                    }
                  }
                }).observe({type: 'layout-shift', buffered: true});
                """);
        // each kind of answer comes at another time, so that none hides behind another
        answer(page, "**/api/runs/*/**");
        page.navigate(address(view));
        for (int round = 0; round < 6; round++) {
            page.waitForTimeout(round == 0 ? 350 : 120);
            List<Route> now = List.copyOf(held);
            held.clear();
            now.forEach(Route::resume);
        }
        passes = true;
        held.forEach(Route::resume);
        page.waitForTimeout(300);
        double sum =
                ((Number) page.evaluate("() => window.shifts.reduce((sum, [value]) => sum + value, 0)")).doubleValue();
        assertThat(sum)
                .as(view + " at " + width + ": " + page.evaluate("() => window.shifts"))
                .isLessThan(0.1);
    }
}
