package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.app.Shell;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** What axe-core, a checker of accessibility, finds in each view. */
@Tag("browser")
class StudioAccessTest {
    /** Where the build of the page keeps its packages. */
    private static final Path AXE = Path.of("target", "web-build", "node_modules", "axe-core", "axe.min.js");

    /** Each view, and what is there when it is complete. */
    private static final Map<String, String> VIEWS = Map.ofEntries(
            Map.entry("RUN/explore?seed=1&code.c1=1.5&pin=1*2*1*c1*1&pin=1*3*1*c1*0&code.c9=1", "img.way"),
            Map.entry("RUN/items?show=kinds&one=3", "aside .reading"),
            Map.entry("RUN/items?show=sorted", ".quantiles"),
            Map.entry("RUN/items?show=scatter", ".field canvas"),
            Map.entry("RUN/watch", ".chart canvas"),
            Map.entry("RUN/compare", ".beside img"),
            Map.entry("RUN/recognise?draw=5&item=3", ".reading"),
            Map.entry("RUN/data", ".sheet"),
            Map.entry("/new?data=set:strokes", ".inspected"),
            Map.entry("/place", ".wait, .watch"));

    @TempDir
    private static Path folder;

    private static Path run = Path.of("");
    private static Path exported = Path.of("");
    private static @Nullable StudioServer server;
    private static @Nullable Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        run = PictureRuns.below(folder, 60, "kind:cat3, c1:uniform, c2:uniform");
        MadeUpCalibration.write(run, 0.5);
        Path target = folder.resolve("export");
        Shell shell = Shell.facet("export", run.toString(), "--web", "--out=" + target);
        assertThat(shell.code()).as(shell.err()).isZero();
        exported = target.resolve("web").resolve("index.html");
        server = Chromium.studio(Objects.requireNonNull(run.getParent()), folder);
    }

    @AfterAll
    static void stop() {
        Chromium.close(chromium, server);
    }

    @Test
    void noViewKeepsAnybodyOut() throws IOException {
        String axe = Files.readString(AXE);
        List<String> found = new ArrayList<>();
        Page page = Objects.requireNonNull(chromium).page(1440, 900, ColorScheme.LIGHT, complaint -> {});
        try {
            for (Map.Entry<String, String> view : VIEWS.entrySet()) {
                page.navigate("about:blank");
                page.navigate(Objects.requireNonNull(server).address() + "#/"
                        + view.getKey().replace("RUN", PictureRuns.RUN));
                assertThat(page.locator(view.getValue()).first()).isVisible();
                look(page, axe, view.getKey(), found);
            }
            page.navigate(exported.toUri().toString());
            assertThat(page.locator("header .state")).containsText("nothing is sent anywhere");
            look(page, axe, "export", found);
        } finally {
            page.close();
        }
        assertThat(found).isEmpty();
    }

    /** Looks at a view on a wide and on a narrow screen, light and dark. */
    private static void look(Page page, String axe, String view, List<String> found) {
        page.waitForTimeout(300);
        page.evaluate(axe);
        for (int width : new int[] {1440, 375}) {
            page.setViewportSize(width, 900);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                String how = view + " at " + width + " in " + scheme;
                Chromium.picture(page, "access-" + how.replaceAll("[^A-Za-z0-9]+", "-"));
                Object violations = page.evaluate("""
                        async (dark) => {
                          for (const each of document.querySelectorAll('details')) {
                            each.open = true;
                          }
                          // only colours are others in the dark
                          const rules = dark ? {runOnly: ['color-contrast']} : {};
                          const {violations} = await axe.run(document, {resultTypes: ['violations'], ...rules});
                          return violations
                            .filter(({impact}) => impact === 'serious' || impact === 'critical')
                            .flatMap(({id, nodes}) =>
                              nodes.slice(0, 3).map(({html}) => `${id}: ${html.slice(0, 200)}`));
                        }
                        """, scheme == ColorScheme.DARK);
                ((List<?>) violations).forEach(each -> found.add(how + ": " + each));
            }
        }
        page.setViewportSize(1440, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
}
