package dev.facet.app.studio;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Main;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

/** New runs that are asked for over HTTP: data, uploads, plans, the queue. */
class StudioStartTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private static Path folder;

    private static Path data = Path.of("");
    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        SmallPictures.folder(data.resolve("bars/more"), 40);
        SmallPictures.folder(data.resolve("single"), 1);
        Files.writeString(Files.createDirectories(data.resolve("words")).resolve("a.txt"), "words");
        byte[] zip = SmallPictures.zip(20);
        Files.write(data.resolve("bars.zip"), zip);
        Files.write(data.resolve("cut.zip"), Arrays.copyOf(zip, zip.length / 2));
        SmallPictures.folder(folder.resolve("secret"), 5);
        Files.createSymbolicLink(data.resolve("out"), folder.resolve("secret"));
        Files.createSymbolicLink(
                SmallPictures.folder(data.resolve("leak"), 20).resolve("x.png"), folder.resolve("secret/0.png"));
        Files.createSymbolicLink(data.resolve("around"), data.resolve("bars"));
        SmallPictures.folder(data.resolve("bars/.hidden"), 3);
        server = server("main", Main.class.getName());
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    private static StudioServer server(String runs, String main) throws IOException {
        return new StudioServer(new StudioServer.Setup(
                Files.createDirectories(folder.resolve(runs)),
                "127.0.0.1",
                0,
                null,
                false,
                false,
                main,
                new StudioServer.Trainings(data, 1, 2 * MEGABYTE)));
    }

    private static HttpResponse<String> send(StudioServer to, String method, String path, BodyPublisher body)
            throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(to.address() + "api" + path))
                        .timeout(Duration.ofSeconds(120))
                        .method(method, body)
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(Objects.requireNonNull(server), "POST", path, BodyPublishers.ofString(body));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static JsonNode get(StudioServer from, String path) throws Exception {
        HttpResponse<String> response = send(from, "GET", path, BodyPublishers.noBody());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 600 && !condition.call(); i++) {
            Thread.sleep(100);
        }
        assertThat(condition.call()).isTrue();
    }

    private static String field(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return json(response).path("field").asString("");
    }

    @Test
    void whatWouldBeReadIsSaidAndSettingsAreProposed() throws Exception {
        StudioServer from = Objects.requireNonNull(server);
        JsonNode choices = get(from, "/data");
        assertThat(choices.path("starts").asBoolean()).isTrue();
        assertThat(choices.path("root").asString(""))
                .isEqualTo(data.toRealPath().toString());
        assertThat(choices.path("sets").toString()).contains("strokes", "sprites");
        JsonNode listed = get(from, "/data/files?path=");
        assertThat(listed.path("entries").toString())
                .contains("\"bars\"", "bars.zip", "around")
                .doesNotContain("\"out\"", "hidden");
        JsonNode about = json(post("/inspect", "{\"data\": {\"path\": \"bars\"}}"));
        assertThat(about.path("count").asInt()).isEqualTo(40);
        assertThat(about.path("shape").asString("")).startsWith("32×32");
        assertThat(about.path("preset").asString("")).isEqualTo("images");
        assertThat(about.path("minutes").asDouble()).isEqualTo(30);
        assertThat(about.path("codes")).hasSize(3);
        assertThat(about.path("pictures").asString("")).startsWith("data:image/png;base64,");
        // a link that stays below the root, an absolute path, an archive, a set
        assertThat(json(post("/inspect", "{\"data\": {\"path\": \"around\"}}"))
                        .path("count")
                        .asInt())
                .isEqualTo(40);
        assertThat(json(post("/inspect", "{\"data\": {\"path\": \"" + data.toRealPath() + "/bars.zip\"}}"))
                        .path("count")
                        .asInt())
                .isEqualTo(20);
        assertThat(json(post("/inspect", "{\"data\": {\"set\": \"strokes\"}}"))
                        .path("preset")
                        .asString(""))
                .isEqualTo("strokes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "inspect | {\"data\": {\"path\": \"nosuch\"}} | data | there is no file or folder 'nosuch'",
                "inspect | {\"data\": {\"path\": \"words\"}} | data | a.txt",
                "inspect | {\"data\": {\"path\": \"single\"}} | data | training needs at least 2",
                "inspect | {\"data\": {\"path\": \"cut.zip\"}} | data | cut.zip",
                "inspect | {\"data\": {\"path\": \"../secret\"}} | data | is not below",
                "inspect | {\"data\": {\"path\": \"/etc\"}} | data | is not below",
                "inspect | {\"data\": {\"path\": \"out\"}} | data | leads out of",
                "inspect | {\"data\": {\"path\": \"out/0.png\"}} | data | leads out of",
                "inspect | {\"data\": {\"path\": \"leak\"}} | data | 'leak/x.png' is a link that leads out of",
                "inspect | {\"data\": {\"path\": \"bars/.hidden\"}} | data | hidden",
                "inspect | {\"data\": {\"path\": 3}} | data | wanted a text",
                "inspect | {\"data\": {\"path\": \"bars\", \"set\": \"strokes\"}} | data | wanted one",
                "inspect | {\"data\": {\"set\": \"nosuch\"}} | data | there is no set 'nosuch'",
                "runs | {} | data | wanted data",
                "runs | {\"data\": {\"path\": \"../secret\"}} | data | is not below",
                "runs | {\"data\": {\"path\": \"leak\"}} | data | leads out of",
                "plan | {\"data\": {\"path\": \"bars\"}, \"preset\": \"imagse\"} | preset | did you mean 'images'",
                "plan | {\"data\": {\"path\": \"bars\"}, \"codes\": \"kind:cat1\"} | codes | needs at least 2",
                "plan | {\"data\": {\"path\": \"bars\"}, \"codes\": \"kind:cat99999\"} | codes | at most 10000",
                "plan | {\"data\": {\"path\": \"bars\"}, \"codes\": \"--out=/tmp/x:cat3\"} | codes | --out",
                "plan | {\"data\": {\"path\": \"bars\"}, \"minutes\": 0} | minutes | wanted a number from 0.01",
                "plan | {\"data\": {\"path\": \"bars\"}, \"steps\": 0} | steps | wanted a whole number from 1",
                "plan | {\"data\": {\"path\": \"bars\"}, \"seed\": 1.5} | seed | wanted a whole number",
                "plan | {\"data\": {\"path\": \"bars\"}, \"settings\": [\"seeds=1\"]} | settings | seeds",
                "plan | {\"data\": {\"path\": \"bars\"}, \"settings\": [\"--out=x\"]} | settings | not a setting",
                "plan | {\"data\": {\"path\": \"bars\"}, \"settings\": [\"data.source=x\"]} | settings | data.source",
                "plan | {\"data\": {\"path\": \"bars\"}, \"settings\": [\"method=ssinfogan\","
                        + " \"ssinfogan.labels=/etc/passwd\"]} | settings | may not choose files of this machine",
                "runs | {\"data\": {\"path\": \"bars\"}, \"settings\": [\"ssinfogan.labels=/etc/passwd\"]} |"
                        + " settings | may not choose files of this machine",
                "plan | {\"data\": {\"path\": \"bars\"}, \"preset\": \"images\", \"like\": \"x\"} | preset | one of",
            })
    void whatIsWrongIsSaidWithItsField(String what, String body, String field, String message) throws Exception {
        HttpResponse<String> response = post("/" + what, body);
        assertThat(field(response)).as(response.body()).isEqualTo(field);
        assertThat(json(response).path("error").asString("")).contains(message);
    }

    @Test
    void aRunIsStartedAndItsCommandCanBePasted() throws Exception {
        StudioServer to = Objects.requireNonNull(server);
        String asked = "{\"data\": {\"path\": \"bars\"}, \"preset\": \"images\", \"codes\": \"kind:cat3,"
                + " c1:uniform\", \"steps\": 3, \"seed\": 5, \"settings\": " + SmallPictures.SETTINGS + "}";
        HttpResponse<String> response = post("/runs", asked);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        JsonNode place = json(response);
        String at = "/queue/" + place.path("id").asInt();
        await(() -> get(to, at).path("state").asString("").matches("begun|failed"));
        JsonNode begun = get(to, at);
        assertThat(begun.path("run").asString("")).as(begun.toString()).isEqualTo("00000-bars-infogan");
        await(() ->
                get(to, "/runs/00000-bars-infogan").path("state").asString("").equals("done"));
        assertThat(get(to, "/runs/00000-bars-infogan/request"))
                .isEqualTo(JsonMapper.shared().readTree(asked));
        assertThat(send(to, "DELETE", at, BodyPublishers.noBody()).statusCode()).isEqualTo(409);

        // the command that was told makes the same run once more
        String command = place.path("command").asString("");
        Shell shell = Shell.facet(words(command));
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(Files.readString(folder.resolve("main/00001-bars-infogan/config.yaml")))
                .isEqualTo(Files.readString(folder.resolve("main/00000-bars-infogan/config.yaml")));

        // a run like it, and one from its weights
        JsonNode like =
                json(post("/plan", "{\"like\": \"00000-bars-infogan\", \"codes\": \"kind:cat4\", \"minutes\": 2}"));
        assertThat(like.path("codes").toString()).contains("\"categorical\":4");
        assertThat(like.path("command").asString("")).contains("--config", "training.plan=true", "--minutes 2");
        HttpResponse<String> from = post("/runs", "{\"from\": \"00000-bars-infogan\", \"steps\": 2}");
        assertThat(from.statusCode()).as(from.body()).isEqualTo(202);
        await(() -> Files.exists(folder.resolve("main/00002-bars-infogan/log.txt")));
        assertThat(field(post("/plan", "{\"from\": \"00000-bars-infogan\", \"codes\": \"k:cat2\"}")))
                .isEqualTo("codes");
        assertThat(post("/plan", "{\"from\": \"nobody\"}").statusCode()).isEqualTo(404);
        await(() ->
                get(to, "/runs/00002-bars-infogan").path("state").asString("").equals("done"));
    }

    /** The words of a command, which are plain or in single quotes, without the program. */
    private static String[] words(String command) {
        return Stream.of(command.substring(command.indexOf(" train ") + 1).split(" (?=(?:[^']*'[^']*')*[^']*$)"))
                .map(word -> word.replace("'", ""))
                .toArray(String[]::new);
    }

    @Test
    void aPlanSaysWhatFits() throws Exception {
        String asked = "{\"data\": {\"path\": \"bars\"}, \"preset\": \"images\", \"minutes\": 0.05, \"settings\": "
                + SmallPictures.SETTINGS + "}";
        JsonNode plan = json(post("/plan?measure=true", asked));
        assertThat(plan.path("estimate").path("steps").asInt())
                .as(plan.toString())
                .isPositive();
        assertThat(plan.path("estimate").path("seconds_per_step").asDouble()).isPositive();
        assertThat(plan.path("estimate").path("notices").toString()).contains("0.05 minutes are enough for about");
        assertThat(folder.resolve("main/.queue")).isDirectory();
        HttpResponse<String> wrong = post(
                "/plan?measure=true",
                "{\"data\": {\"path\": \"bars\"}, \"preset\": \"infogan-cr\", \"settings\": " + SmallPictures.SETTINGS
                        + "}");
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
        assertThat(wrong.body()).doesNotContain("Exception", "\tat ");
    }

    @Test
    void oneTrainsAndOthersWaitUntilTheyAreTakenBack() throws Exception {
        Path queue = folder.resolve("held/.queue");
        String asked = "{\"data\": {\"set\": \"strokes\"}, \"preset\": \"strokes\", \"steps\": %d}";
        try (StudioServer held = server("held", HeldTrainer.class.getName())) {
            for (int i = 1; i <= 4; i++) {
                assertThat(send(held, "POST", "/runs", BodyPublishers.ofString(asked.formatted(i)))
                                .statusCode())
                        .isEqualTo(202);
            }
            await(() -> Files.exists(queue.resolve("1.run.started")));
            assertThat(Files.readString(queue.resolve("1.run.started"))).contains("train strokes --preset strokes");
            assertThat(states(held)).containsExactly("starting", "waiting", "waiting", "waiting");
            assertThat(send(held, "DELETE", "/queue/1", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(409);
            assertThat(send(held, "DELETE", "/queue/2", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(200);
            assertThat(send(held, "DELETE", "/queue/2", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(404);
            assertThat(send(held, "POST", "/queue/3/release", BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(409);
            // whoever fails says why, and the next begins
            Files.createFile(queue.resolve("1.run.end"));
            await(() -> get(held, "/queue/1").path("state").asString("").equals("failed"));
            assertThat(get(held, "/queue/1").path("failure").asString(""))
                    .contains("ended with exit code 3", "it was told to fail");
            await(() -> Files.exists(queue.resolve("3.run.started")));
            // a second studio does not have the queue
            try (StudioServer second = server("held", HeldTrainer.class.getName())) {
                assertThat(get(second, "/data").path("reason").asString("")).contains("another studio");
                HttpResponse<String> refused =
                        send(second, "POST", "/runs", BodyPublishers.ofString(asked.formatted(9)));
                assertThat(refused.statusCode()).isEqualTo(409);
                assertThat(refused.body()).contains("another studio");
            }
        }
        // the studio has ended: what waited is offered again, and begins only if somebody says so
        Files.createFile(queue.resolve("3.run.end"));
        try (StudioServer next = server("held", HeldTrainer.class.getName())) {
            assertThat(states(next)).containsExactly("failed", "kept", "kept");
            Thread.sleep(1500);
            assertThat(queue.resolve("4.run.started")).doesNotExist();
            assertThat(send(next, "POST", "/queue/4/release", BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(202);
            await(() -> Files.exists(queue.resolve("4.run.started")));
            Files.createFile(queue.resolve("4.run.end"));
            await(() -> get(next, "/queue/4").path("state").asString("").equals("failed"));
        }
        // a damaged queue ends nothing
        Files.writeString(queue.resolve("queue.json"), "{\"places\": [{\"id\"");
        try (StudioServer last = server("held", HeldTrainer.class.getName())) {
            assertThat(get(last, "/queue")).isEmpty();
            assertThat(queue.resolve("queue.json.damaged")).exists();
        }
    }

    private static List<String> states(StudioServer of) throws Exception {
        return get(of, "/queue")
                .valueStream()
                .map(place -> place.path("state").asString(""))
                .toList();
    }

    @Test
    void aRunThatIsKilledSaysSoAndTheNextBegins() throws Exception {
        try (StudioServer to = server("killed", Main.class.getName())) {
            String asked = "{\"data\": {\"path\": \"bars\"}, \"preset\": \"images\", \"steps\": %d, \"settings\": "
                    + SmallPictures.SETTINGS + "}";
            send(to, "POST", "/runs", BodyPublishers.ofString(asked.formatted(100_000)));
            send(to, "POST", "/runs", BodyPublishers.ofString(asked.formatted(2)));
            await(() -> get(to, "/runs").path(0).path("state").asString("").equals("training"));
            await(() -> states(to).equals(List.of("begun", "waiting")));
            ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .forEach(ProcessHandle::destroyForcibly);
            String run = "/runs/00000-bars-infogan";
            await(() -> get(to, run).path("state").asString("").equals("died"));
            assertThat(get(to, run).path("failure").asString("")).contains("The training ended with exit code 137");
            await(() -> get(to, "/runs").path(1).path("state").asString("").equals("done"));
        }
    }

    @Test
    void aQueueHasALimitedNumberOfPlaces() throws Exception {
        Path queue = folder.resolve("many/.queue");
        try (StudioServer many = server("many", HeldTrainer.class.getName())) {
            String asked = "{\"data\": {\"set\": \"strokes\"}, \"preset\": \"strokes\"}";
            for (int i = 0; i < Queue.MOST; i++) {
                assertThat(send(many, "POST", "/runs", BodyPublishers.ofString(asked))
                                .statusCode())
                        .isEqualTo(202);
            }
            HttpResponse<String> refused = send(many, "POST", "/runs", BodyPublishers.ofString(asked));
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            await(() -> Files.exists(queue.resolve("1.run.started")));
        } finally {
            Files.createFile(queue.resolve("1.run.end"));
        }
    }

    private static JsonNode upload(StudioServer to, String name) throws Exception {
        HttpResponse<String> begun =
                send(to, "POST", "/uploads", BodyPublishers.ofString("{\"name\": \"" + name + "\"}"));
        assertThat(begun.statusCode()).isEqualTo(201);
        return json(begun);
    }

    private static HttpResponse<String> put(StudioServer to, String id, String name, BodyPublisher body)
            throws Exception {
        return send(
                to, "PUT", "/uploads/" + id + "/files?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8), body);
    }

    /** A body that is refused at its headers meets a closed connection now and then; the answer is lost with it. */
    private static HttpResponse<String> putUntilAnswered(StudioServer to, String id, String name, BodyPublisher body)
            throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return put(to, id, name, body);
            } catch (IOException closed) {
                if (attempt == 10) {
                    throw closed;
                }
            }
        }
    }

    @Test
    void foldersAndArchivesAreUploadedAndTrainedOn() throws Exception {
        try (StudioServer to = server("up", HeldTrainer.class.getName())) {
            String id = upload(to, "../My pictures").path("id").asString("");
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> sent =
                        put(to, id, "a/" + i + " é.png", BodyPublishers.ofByteArray(SmallPictures.png(i)));
                assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
            }
            String inspect = "{\"data\": {\"upload\": \"" + id + "\"}}";
            JsonNode about = json(send(to, "POST", "/inspect", BodyPublishers.ofString(inspect)));
            assertThat(about.path("name").asString("")).isEqualTo("My-pictures");
            assertThat(about.path("count").asInt()).isEqualTo(12);
            // an empty file is one, too
            assertThat(put(to, id, "empty.txt", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(201);
            assertThat(put(to, id, "a/0 é.png", BodyPublishers.ofByteArray(new byte[1]))
                            .statusCode())
                    .isEqualTo(409);

            String zip = upload(to, "bars").path("id").asString("");
            assertThat(put(to, zip, "bars.zip", BodyPublishers.ofByteArray(SmallPictures.zip(15)))
                            .statusCode())
                    .isEqualTo(201);
            about = json(
                    send(to, "POST", "/inspect", BodyPublishers.ofString("{\"data\": {\"upload\": \"" + zip + "\"}}")));
            assertThat(about.path("count").asInt()).isEqualTo(15);

            // what the queue needs is not removed
            HttpResponse<String> start = send(
                    to,
                    "POST",
                    "/runs",
                    BodyPublishers.ofString("{\"preset\": \"images\", \"data\": {\"upload\": \"" + zip + "\"}}"));
            assertThat(start.statusCode()).as(start.body()).isEqualTo(202);
            assertThat(send(to, "DELETE", "/uploads/" + zip, BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(409);
            assertThat(send(to, "DELETE", "/uploads/" + id, BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(get(to, "/data").path("uploads")).hasSize(1);
            assertThat(folder.resolve("up/.uploads/" + id)).doesNotExist();
            await(() -> Files.exists(folder.resolve("up/.queue/1.run.started")));
        } finally {
            Files.createFile(folder.resolve("up/.queue/1.run.end"));
        }
        // the next studio knows what there is
        try (StudioServer next = server("up", HeldTrainer.class.getName())) {
            JsonNode choices = get(next, "/data");
            assertThat(choices.path("uploads").get(0).path("files").asInt()).isEqualTo(1);
            assertThat(choices.path("upload_room").asLong())
                    .isEqualTo(2 * MEGABYTE
                            - choices.path("uploads").get(0).path("bytes").asLong());
        }
    }

    @Test
    void uploadsAreBoundedInBytesAndNames() throws Exception {
        try (StudioServer to = server("bounded", HeldTrainer.class.getName())) {
            String id = upload(to, "x").path("id").asString("");
            byte[] large = new byte[(int) (2 * MEGABYTE) + 1];
            HttpResponse<String> refused = putUntilAnswered(to, id, "large.bin", BodyPublishers.ofByteArray(large));
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("too large", "2 of 2 MB", "--uploads");
            // chunked, without a length
            refused = putUntilAnswered(to, id, "large.bin", BodyPublishers.ofByteArrays(List.of(large)));
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(get(to, "/data").path("upload_room").asLong()).isEqualTo(2 * MEGABYTE);
            for (String name : List.of(
                    "../x",
                    "a/../../x",
                    "/etc/x",
                    "a//b",
                    ".ssh",
                    "a/.b",
                    "a\\b",
                    "a\u0000b",
                    "c:x",
                    "",
                    "é".repeat(101))) {
                refused = put(to, id, name, BodyPublishers.ofByteArray(new byte[1]));
                assertThat(refused.statusCode())
                        .as(name + ": " + refused.body())
                        .isEqualTo(400);
            }
            assertThat(put(to, id, "a/b/c/d/e/f/g/h/i", BodyPublishers.ofByteArray(new byte[1]))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(put(to, "99", "a", BodyPublishers.ofByteArray(new byte[1]))
                            .statusCode())
                    .isEqualTo(404);
            await(() -> holdsNoFiles(folder.resolve("bounded/.uploads")));
            // a connection that ends in the middle leaves nothing
            try (RawHttp raw = new RawHttp(to.port())) {
                raw.send("PUT /api/uploads/" + id + "/files?name=half HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                        + " 1000\r\n\r\nhalf");
                await(() -> get(to, "/data").path("upload_room").asLong() == 2 * MEGABYTE - 4);
            }
            await(() -> get(to, "/data").path("upload_room").asLong() == 2 * MEGABYTE);
            await(() -> holdsNoFiles(folder.resolve("bounded/.uploads")));
            String empty = "{\"data\": {\"upload\": \"" + id + "\"}}";
            assertThat(send(to, "POST", "/inspect", BodyPublishers.ofString(empty))
                            .body())
                    .contains("nothing was uploaded");
        }
    }

    private static boolean holdsNoFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.noneMatch(Files::isRegularFile);
        }
    }

    @Test
    void aServerThatStartsNothingSaysWhy() throws Exception {
        Path run = TinyRun.below(folder.resolve("one"));
        for (StudioServer.@Nullable Trainings trainings :
                Arrays.asList(null, new StudioServer.Trainings(data, 1, MEGABYTE))) {
            try (StudioServer one = new StudioServer(
                    new StudioServer.Setup(run, "127.0.0.1", 0, null, false, false, "Nobody", trainings))) {
                JsonNode choices = get(one, "/data");
                assertThat(choices.path("starts").asBoolean()).isFalse();
                assertThat(choices.path("reason").asString("")).contains("facet studio FOLDER");
                for (String path : List.of("/runs", "/plan", "/inspect", "/uploads")) {
                    assertThat(send(one, "POST", path, BodyPublishers.ofString("{}"))
                                    .statusCode())
                            .isEqualTo(409);
                }
            }
        }
        try (StudioServer none = new StudioServer(new StudioServer.Setup(
                Files.createDirectories(folder.resolve("none")),
                "127.0.0.1",
                0,
                null,
                false,
                false,
                "Nobody",
                new StudioServer.Trainings(null, 1, MEGABYTE)))) {
            assertThat(get(none, "/data").path("root").isNull()).isTrue();
            assertThat(send(none, "POST", "/inspect", BodyPublishers.ofString("{\"data\": {\"path\": \"bars\"}}"))
                            .body())
                    .contains("without a folder to choose data from", "upload");
        }
    }

    @Test
    void withATokenNothingIsStartedWithoutIt() throws Exception {
        try (StudioServer guarded = new StudioServer(new StudioServer.Setup(
                Files.createDirectories(folder.resolve("guarded")),
                "127.0.0.1",
                0,
                "a-token-of-some-length",
                false,
                false,
                "Nobody",
                new StudioServer.Trainings(data, 1, MEGABYTE)))) {
            for (String request : List.of(
                    "GET /data",
                    "GET /data/files",
                    "POST /inspect",
                    "POST /uploads",
                    "PUT /uploads/1/files?name=a",
                    "DELETE /uploads/1",
                    "POST /plan",
                    "POST /runs",
                    "GET /queue",
                    "DELETE /queue/1",
                    "POST /queue/1/release")) {
                String[] words = request.split(" ");
                assertThat(send(guarded, words[0], words[1], BodyPublishers.ofString("{}"))
                                .statusCode())
                        .as(request)
                        .isEqualTo(401);
            }
        }
        assertThat(CLIENT.send(
                                HttpRequest.newBuilder(URI.create(
                                                Objects.requireNonNull(server).address() + "api/runs"))
                                        .header("Origin", "http://elsewhere.example")
                                        .POST(BodyPublishers.ofString("{\"data\": {\"set\": \"strokes\"}}"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
    }

    /** No request causes a status 500 or a stack trace, or begins something outside, whatever it contains. */
    @Test
    void noMangledRequestBringsTheServerDown() throws Exception {
        Map<String, String> good = Map.of(
                "POST /runs",
                        "{\"data\": {\"path\": \"nosuch\"}, \"preset\": \"images\", \"codes\": \"kind:cat3\","
                                + " \"minutes\": 2, \"steps\": 3, \"seed\": 4, \"settings\": [\"training.batch=8\"]}",
                "POST /plan",
                        "{\"data\": {\"set\": \"strokes\"}, \"preset\": \"strokes\", \"codes\": \"kind:cat3,"
                                + " c1:uniform(-2,2)\", \"minutes\": 2.5, \"settings\": [\"data.count=64\"]}",
                "POST /inspect", "{\"data\": {\"path\": \"single/0.png\"}, \"preset\": \"images\"}",
                "POST /uploads", "{\"name\": \"pictures\"}",
                "PUT /uploads/1/files?name=a/b.png", "bytes",
                "DELETE /uploads/7", "",
                "POST /queue/9/release", "{}",
                "DELETE /queue/9", "",
                "GET /data/files?path=bars/more", "");
        Random random = new Random(22);
        String alphabet = "{}[]\":,0123456789.eE-+truefalsn\\u0000 é\u0000/";
        String unreserved = "abz019-._~!$&'()*+,;=:@%2F/?";
        List<String> kinds = List.copyOf(new TreeSet<>(good.keySet()));
        try (StudioServer to = server("mangled", "dev.facet.app.Nobody")) {
            for (int i = 0; i < 500; i++) {
                String what = kinds.get(i % kinds.size());
                String method = what.substring(0, what.indexOf(' '));
                String path = what.substring(what.indexOf(' ') + 1);
                String body = StudioServerTest.mangled(Objects.requireNonNull(good.get(what)), alphabet, random);
                if (i % 3 == 0 && path.length() > 6) {
                    path = path.substring(0, 3) + StudioServerTest.mangled(path.substring(3), unreserved, random);
                }
                try {
                    URI.create("http://localhost" + path);
                } catch (IllegalArgumentException noAddress) {
                    continue;
                }
                if (!path.startsWith("/") || path.contains("/events")) {
                    continue;
                }
                HttpResponse<String> response = send(to, method, path, BodyPublishers.ofString(body));
                assertThat(response.statusCode())
                        .as("%s %s %s: %s", method, path, body, response.body())
                        .isLessThan(500);
                if (response.statusCode() >= 400) {
                    assertThat(json(response).path("error").asString(""))
                            .as(method + " " + path + " " + body)
                            .isNotEmpty()
                            .doesNotContain("Exception", "\tat ", "dev.facet", "tools.jackson");
                }
            }
        }
    }
}
