package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.imageio.ImageIO;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.Facet;
import dev.facet.app.Shell;
import dev.facet.app.TinyRun;
import dev.facet.app.TinySequences;
import dev.facet.codes.Code;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.model.Model;
import dev.facet.train.RunCorrections;
import dev.facet.train.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;

/** The items of a run's data by their codes, by requests to a server. */
class StudioItemsTest {
    private static final int COUNT = 40;
    private static final String RUN = "/api/runs/" + PictureRuns.RUN;
    private static final String ITEMS = RUN + "/items";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @TempDir
    private static Path folder;

    private static Path runs = Path.of("");
    private static Path run = Path.of("");
    private static @Nullable StudioServer server;

    @BeforeAll
    static void start() throws Exception {
        run = PictureRuns.below(folder, COUNT, "kind:cat3, c1:uniform, c2:uniform");
        runs = Objects.requireNonNull(run.getParent());
        server = new StudioServer(
                new StudioServer.Setup(runs, "127.0.0.1", 0, null, false, false, "dev.facet.app.Nobody"));
        read(ITEMS);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    @BeforeEach
    void withoutCorrections() throws IOException {
        Files.deleteIfExists(RunCorrections.file(RunFolder.open(run)));
        Files.deleteIfExists(run.resolve("codes.json"));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + Objects.requireNonNull(server).port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request.method() + " " + request.uri() + " was not answered", e);
        }
    }

    private static HttpResponse<byte[]> get(String path) {
        return send(request(path).build());
    }

    private static HttpResponse<byte[]> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(text(response)).isBetween(200, 202);
        return JSON.readTree(response.body());
    }

    /** Reads the items of a run, and waits for it. */
    private static JsonNode read(String items) throws InterruptedException {
        assertThat(post(items + "/read", "").statusCode()).isEqualTo(202);
        JsonNode state = json(get(items));
        for (int i = 0; i < 600 && state.path("state").asString("").equals("reading"); i++) {
            Thread.sleep(50);
            state = json(get(items));
        }
        return state;
    }

    private static float[] column(String query) {
        HttpResponse<byte[]> response = get(ITEMS + "/column?name=" + query);
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        float[] values = new float[response.body().length / 4];
        ByteBuffer.wrap(response.body())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static BufferedImage image(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(response.body())));
    }

    private static Path copy(String name) throws IOException {
        Path copy = runs.resolve(name);
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted().toList()) {
                Path to = copy.resolve(run.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return copy;
    }

    @Test
    void whatWasReadIsWhatTheModelReads() throws IOException {
        JsonNode state = json(get(ITEMS));
        assertThat(state.path("state").asString("")).isEqualTo("ready");
        assertThat(state.path("count").asInt(0)).isEqualTo(COUNT);
        assertThat(state.path("stale").asBoolean(true)).isFalse();
        assertThat(state.path("changed").asBoolean(true)).isFalse();
        assertThat(state.path("labels").toString()).isEqualTo("[\"left\",\"right\"]");
        assertThat(state.path("aspect").asDouble(0)).isEqualTo(1);
        try (Model model = Facet.load(run);
                Dataset data = Facet.open(Facet.config(run).data(), Split.TRAIN)) {
            float[] wanted =
                    model.encode(data).means(model.latent().continuous().get(0));
            assertThat(column("mean&code=c1")).isEqualTo(wanted);
            int[] categories =
                    model.encode(data).categories(model.latent().categorical().get(0));
            assertThat(column("category&code=kind"))
                    .containsExactly(IntStream.of(categories)
                            .mapToObj(category -> (float) category)
                            .toArray(Float[]::new));
        }
        assertThat(column("number")).hasSize(COUNT).startsWith(0, 1, 2);
        assertThat(column("label")).containsOnly(0f, 1f).contains(0f, 1f);
        assertThat(column("held_out")).containsOnly(0f);
        assertThat(column("component&code=1")).hasSize(COUNT);
        assertThat(get(ITEMS + "/column?name=distance").statusCode())
                .as("not calibrated")
                .isEqualTo(404);
    }

    @Test
    void aSheetShowsItemsInTheOrderThatIsAskedFor() throws IOException {
        BufferedImage sheet = image(get(ITEMS + "/sheet?items="
                + IntStream.range(0, 23)
                        .map(i -> 22 - i)
                        .mapToObj(Integer::toString)
                        .reduce((a, b) -> a + "," + b)
                        .orElseThrow()));
        assertThat(sheet.getWidth()).isEqualTo(10 * 32);
        assertThat(sheet.getHeight()).isEqualTo(3 * 32);
        BufferedImage one = image(get(ITEMS + "/sheet?items=12"));
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                assertThat(sheet.getRGB(x, 32 + y)).isEqualTo(one.getRGB(x, y));
            }
        }
    }

    @Test
    void anItemTellsItsCodesItsFileAndItsNeighbours() {
        JsonNode item = json(get(ITEMS + "/one/5"));
        assertThat(item.path("name").asString("")).matches("(left|right)/bar \\d+\\.png");
        assertThat(item.path("true_label").asString(""))
                .isEqualTo(item.path("name").asString("").startsWith("left") ? "left" : "right");
        assertThat(item.path("nearest")).hasSize(12);
        assertThat(item.path("nearest").toString()).doesNotContain("[5,", ",5,", ",5]");
        assertThat(item.path("codes").get(0).path("probabilities")).hasSize(3);
        assertThat(item.path("reconstruction").asString("")).startsWith("data:image/png");
    }

    @Test
    void searchFindsNamesLabelsCategoriesCorrectionsAndNumbers() {
        assertThat(json(get(ITEMS + "/search?text=left")).path("matches").asInt(0))
                .isEqualTo(COUNT / 2);
        assertThat(json(get(ITEMS + "/search?text=BAR%2013.png"))
                        .path("matches")
                        .asInt(0))
                .isEqualTo(1);
        assertThat(json(get(ITEMS + "/search?text=%237")).path("items").toString())
                .isEqualTo("[7]");
        assertThat(json(get(ITEMS + "/search?text=nobody")).path("matches").asInt(9))
                .isZero();
        json(post(ITEMS + "/corrections", "{\"items\": [3, 4], \"label\": \"lamp\"}"));
        assertThat(json(get(ITEMS + "/search?text=Lamp")).path("items").toString())
                .isEqualTo("[3,4]");
        assertThat(get(ITEMS + "/search?text=").statusCode()).isEqualTo(400);
    }

    @Test
    void correctionsAreKeptComparedUndoneAndGiveNames() throws IOException {
        float[] read = column("category&code=kind");
        int kind = (int) read[0];
        List<Integer> same =
                IntStream.range(0, COUNT).filter(i -> read[i] == kind).boxed().toList();
        JsonNode right = json(post(ITEMS + "/corrections", "{\"items\": [0, 0], \"category\": " + kind + "}"))
                .path("codes")
                .get(0);
        assertThat(right.path("items").toString()).isEqualTo("[0]");
        assertThat(right.path("compared").asInt(0)).isEqualTo(1);
        assertThat(right.path("agree").asInt(0)).isEqualTo(1);
        JsonNode wrong = json(post(ITEMS + "/corrections", "{\"items\": [0], \"category\": " + (kind + 1) % 3 + "}"));
        assertThat(wrong.path("codes").get(0).path("agree").asInt(9)).isZero();
        assertThat(wrong.path("change").asInt(0)).isEqualTo(2);
        assertThat(json(post(ITEMS + "/corrections/undo", ""))
                        .path("codes")
                        .get(0)
                        .path("agree")
                        .asInt(0))
                .isEqualTo(1);

        assertThat(same).hasSizeGreaterThan(1);
        JsonNode named = json(post(
                        ITEMS + "/corrections",
                        "{\"items\": " + same + ", \"code\": \"kind\", \"label\": \" stool \"}"))
                .path("codes")
                .get(0);
        assertThat(named.path("proposals")).hasSize(1);
        assertThat(named.path("proposals").get(0).path("category").asInt(9)).isEqualTo(kind);
        assertThat(named.path("proposals").get(0).path("label").asString("")).isEqualTo("stool");
        assertThat(named.path("compared").asInt(9))
                .as("no category is called so")
                .isZero();

        send(request(RUN + "/names")
                .PUT(BodyPublishers.ofString("{\"kind\": {\"categories\": {\"" + kind + "\": \"stool\"}}}"))
                .build());
        JsonNode known = json(get(ITEMS + "/corrections")).path("codes").get(0);
        assertThat(known.path("agree").asInt(0)).isEqualTo(same.size());
        assertThat(known.path("proposals")).isEmpty();
        assertThat(Files.readString(RunCorrections.file(RunFolder.open(run)))).contains("stool", "bar ");

        JsonNode forgotten = json(post(ITEMS + "/corrections", "{\"items\": " + same + "}"));
        assertThat(forgotten.path("codes").get(0).path("items")).isEmpty();
        for (int change = forgotten.path("change").asInt(0); change > 0; change--) {
            json(post(ITEMS + "/corrections/undo", "{}"));
        }
        assertThat(post(ITEMS + "/corrections/undo", "{}").statusCode()).isEqualTo(409);
    }

    /** The whole way: correct, export, train with the command that is shown, and find the names in the new run. */
    @Test
    void theCommandThatIsShownTrainsWithTheCorrections() throws IOException {
        post(ITEMS + "/corrections", "{\"items\": [0, 1, 2], \"label\": \"stool\"}");
        post(ITEMS + "/corrections", "{\"items\": [20, 21], \"label\": \"lamp, \\\"old\\\"\"}");
        JsonNode labels = json(post(ITEMS + "/labels", "{}"));
        assertThat(labels.path("rows").asInt(0)).isEqualTo(5);
        assertThat(Files.readString(Path.of(labels.path("file").asString(""))))
                .isEqualTo(labels.path("table").asString(""))
                .startsWith("image,label\r\n");
        String command = labels.path("command").asString("");
        assertThat(command).contains(" train ", "kind:cat3", "c1:uniform(-1.0,1.0)", "labels.csv");
        List<String> words = words(command);
        Path out = folder.resolve("further");
        List<String> arguments = new ArrayList<>(words.subList(words.indexOf("train"), words.size()));
        arguments.addAll(List.of("--quiet", "--out=" + out));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        try (Stream<Path> made = Files.list(out)) {
            RunFolder further = RunFolder.open(made.findFirst().orElseThrow());
            Code.Categorical kind = further.config().latent().categorical().get(0);
            assertThat(further.names().name(kind, 0)).contains("lamp, \"old\"");
            assertThat(further.names().name(kind, 1)).contains("stool");
            assertThat(Files.readString(further.statistics())).contains("loss/labelled");
        }
    }

    /** The words of a shell command. */
    private static List<String> words(String command) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "for word in " + command + "; do printf '%s\\n' \"$word\"; done")
                .start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void chosenItemsAreSavedAsATableOrWithTheirPictures() throws IOException {
        post(ITEMS + "/corrections", "{\"items\": [3], \"label\": \"=lamp\"}");
        HttpResponse<byte[]> csv = post(ITEMS + "/export", "{\"items\": [3, 1]}");
        assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("codes.csv");
        List<String> lines = text(csv).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo("item,image,part,label,kind,kind_index,kind_probability,kind_correction,c1,c1_sigma,c2,"
                        + "c2_sigma,data_distance");
        assertThat(lines.get(1)).startsWith("3,").contains("/bar ", ",train,", ",=lamp,");
        HttpResponse<byte[]> zip = post(ITEMS + "/export", "{\"items\": [3, 1], \"format\": \"zip\"}");
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getName().endsWith(".png")) {
                    assertThat(ImageIO.read(in).getWidth()).isEqualTo(32);
                }
            }
        }
        assertThat(names).hasSize(3).contains("codes.csv").anyMatch(name -> name.matches("000003-bar_\\d+\\.png"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /column?name=nonsense | there is no column 'nonsense'",
                "GET /column?name=mean&code=kind | there is no column 'mean' of 'kind'",
                "GET /column?name=component&code=99 | there is no column",
                "GET /sheet | wanted ?items=3,1,4",
                "GET /sheet?items=40 | there is no item 40; this run's data has 0 to 39",
                "GET /one/40 | there is no item 40",
                "GET /one/x | an item is a number",
                "GET /one/..%2f..%2f | no",
                "POST /corrections {\"items\": [1], \"category\": 3} | wanted a whole number from 0 to 2",
                "POST /corrections {\"items\": [1], \"code\": \"c1\"} | there is no code with categories called 'c1'",
                "POST /corrections {\"items\": [1], \"label\": \"#3\"} | cannot be the name of a category",
                "POST /corrections {\"items\": [1], \"category\": 1, \"label\": \"x\"} | not both",
                "POST /corrections {\"items\": [40], \"category\": 1} | there is no item 40",
                "POST /corrections {\"category\": 1} | items is missing",
                "POST /corrections {\"items\": []} | items is empty",
                "POST /labels {} | nothing that was corrected",
                "POST /export {\"items\": [1], \"format\": \"exe\"} | wanted csv or zip",
                "POST /export {\"items\": [-1]} | there is no item -1",
            })
    void whatIsWrongIsSaid(String what, String message) {
        String[] words = what.split(" ", 3);
        HttpResponse<byte[]> response =
                words[0].equals("GET") ? get(ITEMS + words[1]) : post(ITEMS + words[1], words[2]);
        assertThat(response.statusCode()).as(text(response)).isIn(400, 404, 409);
        if (!message.equals("no")) {
            assertThat(JSON.readTree(response.body()).path("error").asString(""))
                    .contains(message);
        }
    }

    @Test
    void moreThanTheMostItemsAreRefused() {
        String many = IntStream.rangeClosed(0, ItemsApi.MOST_CHOSEN)
                .mapToObj(i -> "1")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        for (String what : List.of("/corrections", "/export")) {
            HttpResponse<byte[]> response = post(ITEMS + what, "{\"items\": [" + many + "]}");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(text(response)).contains("wanted a list of at most 20000");
        }
    }

    @Test
    void anotherModelMakesReadingsStaleAndReadingAgainHelps() throws Exception {
        Path copy = copy("00002-copy");
        String items = "/api/runs/00002-copy/items";
        assertThat(json(get(items)).path("stale").asBoolean(true)).isFalse();
        Shell shell = Shell.facet("train", "--resume=" + copy, "--steps=4", "--quiet", "--threads=1");
        assertThat(shell.code()).as(shell.err()).isZero();
        JsonNode stale = json(get(items));
        assertThat(stale.path("stale").asBoolean(false)).isTrue();
        assertThat(stale.path("step").asInt(0)).isEqualTo(3);
        JsonNode again = read(items);
        assertThat(again.path("stale").asBoolean(true)).isFalse();
        assertThat(again.path("step").asInt(0)).isEqualTo(4);
        assertThat(again.path("version")).isNotEqualTo(stale.path("version"));
    }

    @Test
    void dataThatHasChangedIsShownAsItIsAndMissingDataIsSaid() throws Exception {
        Path copy = copy("00003-other");
        Path pictures = SmallPictures.folder(folder.resolve("others"), 6);
        Path config = copy.resolve("config.yaml");
        String before = Files.readString(config);
        String source = Facet.config(run).data().source();
        Files.writeString(config, before.replace(source, pictures.toString()));
        String items = "/api/runs/00003-other/items";
        assertThat(json(get(items)).path("state").asString("")).isEqualTo("none");
        assertThat(get(items + "/column?name=number").statusCode()).isEqualTo(409);
        JsonNode changed = read(items);
        assertThat(changed.path("count").asInt(0)).isEqualTo(6);
        assertThat(changed.path("changed").asBoolean(false)).isTrue();
        assertThat(changed.path("version"))
                .as("of the same weights")
                .isNotEqualTo(json(get(ITEMS)).path("version"));
        // corrections of the other pictures stay, and are told
        post(items + "/corrections", "{\"items\": [0], \"category\": 1}");
        Path gone = copy("00004-gone");
        Files.writeString(
                gone.resolve("config.yaml"),
                before.replace(source, folder.resolve("nowhere").toString()));
        JsonNode missing = json(get("/api/runs/00004-gone/items"));
        assertThat(missing.path("state").asString("")).isEqualTo("impossible");
        assertThat(missing.path("reason").asString("")).contains("cannot be read", "nowhere");
        assertThat(post("/api/runs/00004-gone/items/read", "").statusCode()).isEqualTo(409);
    }

    @Test
    void runsWithoutARecogniserOrACheckpointSaySo() throws IOException {
        Path none = TinyRun.below(folder.resolve("cgan"), "cgan", 1);
        Path there = runs.resolve("00005-cgan");
        Files.move(none, there);
        assertThat(json(get("/api/runs/00005-cgan/items")).path("reason").asString(""))
                .contains("has no recogniser");
        Path begun = copy("00006-begun");
        try (Stream<Path> files = Files.walk(begun.resolve("checkpoints"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(json(get("/api/runs/00006-begun/items")).path("reason").asString(""))
                .contains("no checkpoint yet");
    }

    @Test
    void aRunOfSequencesIsShownAsCharts() throws Exception {
        Path sequences =
                TinySequences.masked(TinySequences.write(folder, "heat", 8, 12), folder.resolve("sequences"), 2);
        String name = String.valueOf(sequences.getFileName());
        Files.move(sequences, runs.resolve(name));
        String items = "/api/runs/" + name + "/items";
        assertThat(read(items).path("state").asString("")).isEqualTo("ready");
        assertThat(image(get(items + "/sheet?items=0,1,2")).getHeight()).isLessThanOrEqualTo(64);
        HttpResponse<byte[]> zip = post(items + "/export", "{\"items\": [0], \"format\": \"zip\"}");
        assertThat(zip.statusCode()).isEqualTo(400);
        assertThat(text(zip)).contains("take the CSV");
        assertThat(post(items + "/export", "{\"items\": [0]}").statusCode()).isEqualTo(200);
    }

    @Test
    void linksInARunFolderAreNotFollowed() throws IOException {
        Path linked = copy("00007-linked");
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret of this machine");
        for (String name : List.of("readings.safetensors", "corrections.csv")) {
            Files.deleteIfExists(linked.resolve(name));
            Files.createSymbolicLink(linked.resolve(name), secret);
        }
        for (String what : List.of("", "/corrections", "/search?text=secret", "/column?name=number")) {
            HttpResponse<byte[]> response = get("/api/runs/00007-linked/items" + what);
            assertThat(response.statusCode()).isLessThan(500);
            assertThat(text(response)).doesNotContain("secret of");
        }
        assertThat(post("/api/runs/00007-linked/items/corrections", "{\"items\": [0], \"category\": 1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(secret).hasContent("the secret of this machine");
        // labels.csv is replaced, and not written through a link
        Files.delete(linked.resolve("corrections.csv"));
        post("/api/runs/00007-linked/items/corrections", "{\"items\": [0], \"category\": 1}");
        Files.deleteIfExists(linked.resolve("labels.csv"));
        Files.createSymbolicLink(linked.resolve("labels.csv"), secret);
        post("/api/runs/00007-linked/items/labels", "{}");
        assertThat(secret).hasContent("the secret of this machine");
    }

    @Test
    void withoutTheTokenNothingIsAnswered() throws IOException {
        try (StudioServer guarded = new StudioServer(new StudioServer.Setup(
                runs, "127.0.0.1", 0, "token-of-the-test", false, false, "dev.facet.app.Nobody"))) {
            for (String path :
                    List.of("", "/column?name=number", "/sheet?items=1", "/one/1", "/search?text=x", "/corrections")) {
                assertThat(send(HttpRequest.newBuilder(guarded.address().resolve(ITEMS + path))
                                        .build())
                                .statusCode())
                        .as(path)
                        .isIn(401, 429);
            }
        }
    }

    /** No request causes a status 500, a stack trace or a hang, whatever it contains. */
    @Test
    void noMangledRequestBringsTheServerDown() {
        Map<String, String> good = Map.of(
                "corrections", "{\"items\": [3, 1, 4], \"code\": \"kind\", \"category\": 2}",
                "corrections/undo", "{}",
                "labels", "{\"code\": \"kind\"}",
                "export", "{\"items\": [3, 1, 4], \"format\": \"zip\"}");
        Random random = new Random(23);
        String alphabet = "{}[]\":,0123456789.eE-+truefalsn\\u0000 é\u0000";
        for (int i = 0; i < 400; i++) {
            String what = List.copyOf(new TreeSet<>(good.keySet())).get(i % good.size());
            String body = StudioServerTest.mangled(Objects.requireNonNull(good.get(what)), alphabet, random);
            healthy(what + " " + body, post(ITEMS + "/" + what, body));
        }
        String unreserved = "abz019-._~!$&'()*+,;=:@%2F/?";
        for (int i = 0; i < 300; i++) {
            String path = StudioServerTest.mangled(
                    List.of(
                                    "/column?name=mean&code=c1",
                                    "/sheet?items=3,1,4",
                                    "/one/3",
                                    "/search?text=left",
                                    "/corrections")
                            .get(i % 5),
                    unreserved,
                    random);
            try {
                URI.create("http://localhost" + ITEMS + path);
            } catch (IllegalArgumentException noAddress) {
                continue;
            }
            healthy(path, get(ITEMS + path));
        }
    }

    private static void healthy(String what, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(what + ": " + text(response)).isLessThan(500);
        if (response.statusCode() >= 400) {
            assertThat(JSON.readTree(response.body()).path("error").asString(""))
                    .as(what)
                    .isNotEmpty()
                    .doesNotContain("Exception", "\tat ", "dev.facet", "tools.jackson");
        }
    }
}
