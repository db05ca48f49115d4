package dev.facet.app.studio;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import dev.facet.app.Main;

import static org.assertj.core.api.Assertions.assertThat;

/** A real Chromium for tests of the page. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    /** The system property with the folder to which pictures of the page go, if somebody wants to look at them. */
    private static final String PICTURES = "facet.screenshots";

    private final Playwright playwright;
    private final Browser browser;

    /** Starts the browser without WebGL. Where the page cannot be built, the test is skipped. */
    Chromium() {
        this(false);
    }

    /** Starts the browser, with WebGL by SwiftShader or without. */
    Chromium(boolean webgl) {
        boolean npm = executable(List.of("npm")) != null;
        Assumptions.assumeTrue(npm || StudioServer.hasPage(), "the page is built by npm, which is not here");
        assertThat(StudioServer.hasPage())
                .as("npm is here, so the page should have been built; see the build's output")
                .isTrue();
        Path chromium = executable(NAMES);
        assertThat(chromium)
                .as("the studio is tested in Chromium, which is not here: sudo apt-get install chromium")
                .isNotNull();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Objects.requireNonNull(chromium))
                        .setArgs(List.of(
                                "--no-sandbox",
                                webgl ? "--enable-unsafe-swiftshader" : "--disable-gpu",
                                webgl ? "--use-angle=swiftshader" : "--disable-3d-apis",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static @Nullable Path executable(List<String> names) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    Browser browser() {
        return browser;
    }

    /** An empty page, whose errors and warnings go to {@code complaint}. */
    Page page(int width, int height, ColorScheme scheme, Consumer<String> complaint) {
        Page page = browser.newPage(
                new Browser.NewPageOptions().setViewportSize(width, height).setColorScheme(scheme));
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaint.accept(message.text());
            }
        });
        page.onPageError(complaint);
        return page;
    }

    /** Whether the page has the font that is shipped with it, and could load it. */
    static boolean lettered(Page page) {
        return Boolean.TRUE.equals(page.evaluate("() => document.fonts.ready.then(fonts =>"
                + " fonts.size === 1 && [...fonts].every(f => f.family === 'Inter' && f.status === 'loaded'))"));
    }

    /** A studio with its page, on runs and with data that may be chosen, for tests that look at it. */
    static StudioServer studio(Path runs, Path data) throws IOException {
        return new StudioServer(new StudioServer.Setup(
                runs,
                "127.0.0.1",
                0,
                null,
                false,
                true,
                Main.class.getName(),
                new StudioServer.Trainings(data, 1, 1 << 20)));
    }

    /** Closes what a test has begun so far. */
    static void close(@Nullable Chromium chromium, @Nullable StudioServer server) {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Keeps a picture of the whole page, if somebody wants to look at it. */
    static void picture(Page page, String name) {
        String folder = System.getProperty(PICTURES);
        if (folder != null) {
            ViewportSize before = page.viewportSize();
            int height = ((Number) page.evaluate("() => document.documentElement.scrollHeight")).intValue();
            page.setViewportSize(before.width, height); // after a picture of more, clicks miss
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
            page.setViewportSize(before.width, before.height);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
