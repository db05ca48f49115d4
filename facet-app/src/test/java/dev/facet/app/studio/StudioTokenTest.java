package dev.facet.app.studio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.launch.JavaProcess;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Access with tokens, and places that must not reveal the token. */
class StudioTokenTest {
    private static final String TOKEN = "a-long;secret";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path runs;

    private static Path run = Path.of("");

    @BeforeAll
    static void train() {
        run = TinyRun.below(runs);
    }

    private static StudioServer server(@Nullable String token, boolean proxied) throws IOException {
        return new StudioServer(new StudioServer.Setup(runs, "127.0.0.1", 0, token, proxied, false, "none"));
    }

    private static HttpResponse<String> get(URI address, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("");
    }

    @Test
    void theTokenLeavesTheAddressAndIsNotInTheCookie() throws Exception {
        try (StudioServer server = server(TOKEN, false)) {
            URI address = server.address().resolve("api/runs?token=a-long%3Bsecret&x=1");
            HttpResponse<String> first = get(address);
            assertThat(first.statusCode()).isEqualTo(303);
            assertThat(first.headers().firstValue("Location")).contains("/api/runs?x=1");
            assertThat(cookie(first))
                    .contains("HttpOnly", "SameSite=Strict", "Path=/")
                    .doesNotContain("secret", "Secure");
            String kept = cookie(first).split(";")[0];
            assertThat(get(server.address().resolve("api/runs"), "Cookie", kept).statusCode())
                    .isEqualTo(200);
            assertThat(get(address, "Cookie", kept).statusCode()).isEqualTo(303);
            assertThat(get(server.address().resolve("api/runs"), "Cookie", kept + "0")
                            .statusCode())
                    .isEqualTo(401);
            // not the start of another's address
            HttpResponse<String> away = get(URI.create(server.address() + "/evil.example/?token=a-long%3Bsecret"));
            assertThat(away.headers().firstValue("Location")).contains("/");
        }
    }

    /**
     * A browser does not send a strict cookie after a navigation from another site; our own page starts a new
     * navigation.
     */
    @Test
    void aLinkOnAnotherSiteLeadsInToo() throws Exception {
        try (StudioServer server = server(TOKEN, false)) {
            HttpResponse<String> answer = get(
                    server.address().resolve("?token=a-long%3Bsecret"),
                    "Sec-Fetch-Site",
                    "cross-site",
                    "Sec-Fetch-Mode",
                    "navigate");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("http-equiv=\"refresh\" content=\"0;url=/\"")
                    .doesNotContain("secret");
            assertThat(cookie(answer)).contains("SameSite=Strict");
        }
    }

    @Test
    void theCookieIsSecureWhereATrustedProxySpeaksTls() throws Exception {
        try (StudioServer server = server(TOKEN, true)) {
            URI address = server.address().resolve("?token=a-long%3Bsecret");
            assertThat(cookie(get(address, "X-Forwarded-Proto", "https"))).contains("Secure");
            assertThat(cookie(get(address, "X-Forwarded-Proto", "http"))).doesNotContain("Secure");
            assertThat(cookie(get(address, "Forwarded", "proto=https"))).doesNotContain("Secure");
        }
        try (StudioServer server = server(TOKEN, false)) {
            URI address = server.address().resolve("?token=a-long%3Bsecret");
            assertThat(cookie(get(address, "X-Forwarded-Proto", "https"))).doesNotContain("Secure");
        }
        assertThatThrownBy(() -> server(null, true).close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--trust-proxy");
    }

    @Test
    void whoGuessesIsLoggedAndSlowedAndOthersAreNot() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.facet.app.studio");
        log.start();
        logger.addAppender(log);
        try (StudioServer server = server(TOKEN, true)) {
            URI api = server.address().resolve("api/runs");
            String kept = cookie(
                            get(server.address().resolve("?token=a-long%3Bsecret"), "X-Forwarded-For", "192.0.2.7"))
                    .split(";")[0];
            HttpResponse<String> answer = get(api);
            for (int i = 0; i < 12; i++) {
                answer = get(api, "Authorization", "Bearer guess-" + i, "X-Forwarded-For", "192.0.2.7");
                assertThat(answer.statusCode()).isEqualTo(i < 6 ? 401 : 429);
            }
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(get(api, "Authorization", "Bearer " + TOKEN, "X-Forwarded-For", "192.0.2.7")
                            .statusCode())
                    .as("the right one is not heard either")
                    .isEqualTo(429);
            assertThat(get(api, "Cookie", kept, "X-Forwarded-For", "192.0.2.7").statusCode())
                    .as("who is in stays in")
                    .isEqualTo(200);
            assertThat(get(api, "Authorization", "Bearer " + TOKEN, "X-Forwarded-For", "192.0.2.8")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(log.list)
                    .hasSize(6)
                    .allMatch(event -> event.getFormattedMessage().contains("a wrong token from 192.0.2.7"));
            assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains("guess"));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void aBrowserIsOpenedWithATicketThatHoldsOnce() throws Exception {
        try (StudioServer server = server(TOKEN, false)) {
            URI ticket = server.ticket();
            assertThat(ticket.toString()).doesNotContain("secret");
            assertThat(get(ticket).statusCode()).isEqualTo(303);
            assertThat(get(ticket).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theTokenMayComeFromAFileOrTheEnvironment() throws Exception {
        Path file = Files.writeString(runs.resolve("token"), TOKEN + "\n");
        try (Served served = new Served(null, "--token-file", file.toString())) {
            assertThat(get(served.api()).statusCode()).isEqualTo(401);
            assertThat(get(served.api(), "Authorization", "Bearer " + TOKEN).statusCode())
                    .isEqualTo(200);
        }
        try (Served served = new Served(TOKEN)) {
            assertThat(get(served.api(), "Authorization", "Bearer " + TOKEN).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsWrongWithTheTokenIsSaid() throws IOException {
        Path large = Files.writeString(runs.resolve("large"), "x".repeat(5000));
        Path empty = Files.writeString(runs.resolve("empty"), "");
        for (List<String> wrong : List.of(
                List.of("--token", "a-long-secret", "--token-file", large.toString(), "leave one out"),
                List.of("--token-file", large.toString(), "wanted the token alone"),
                List.of("--token-file", empty.toString(), "8 characters"),
                List.of("--host", "0.0.0.0", "--token-file FILE"))) {
            Shell shell = Shell.facet(arguments(wrong));
            assertThat(shell.code()).as(shell.err()).isEqualTo(2);
            assertThat(shell.err()).contains(wrong.get(wrong.size() - 1));
        }
        assertThat(Shell.facet(
                                "serve",
                                run.toString(),
                                "--token-file",
                                runs.resolve("none").toString())
                        .err())
                .contains("there is no such file");
    }

    private static String[] arguments(List<String> wrong) {
        ArrayList<String> arguments = new ArrayList<>(List.of("serve", run.toString(), "--port", "0"));
        arguments.addAll(wrong.subList(0, wrong.size() - 1));
        return arguments.toArray(String[]::new);
    }

    /** {@code facet serve} in its own process. */
    private static final class Served implements AutoCloseable {
        private final Process process;
        private final String line;

        Served(@Nullable String variable, String... options) throws IOException {
            ArrayList<String> arguments = new ArrayList<>(List.of("serve", run.toString(), "--port", "0"));
            arguments.addAll(List.of(options));
            ProcessBuilder builder = JavaProcess.of(Main.class.getName(), arguments);
            builder.environment().remove("FACET_TOKEN");
            if (variable != null) {
                builder.environment().put("FACET_TOKEN", variable);
            }
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            line = Objects.requireNonNull(out.readLine());
        }

        URI api() {
            assertThat(line).doesNotContain("secret");
            return URI.create(line.replaceFirst(".* (http://\\S+/)api/runs;.*", "$1"))
                    .resolve("api/runs");
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
