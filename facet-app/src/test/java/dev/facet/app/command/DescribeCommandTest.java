package dev.facet.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.app.Shell;
import dev.facet.app.TinyRun;

import static org.assertj.core.api.Assertions.assertThat;

class DescribeCommandTest {
    @TempDir
    static Path folder;

    private static Path run;

    /** Long enough that categories differ. */
    @BeforeAll
    static void train() {
        run = TinyRun.below(folder.resolve("runs"), "infogan", 200);
    }

    @BeforeEach
    void withoutNames() throws IOException {
        Files.deleteIfExists(run.resolve("codes.json"));
        Files.deleteIfExists(run.resolve("meanings.json"));
    }

    private static Shell describe(String... options) {
        List<String> arguments = new ArrayList<>(List.of("describe", run.toString()));
        arguments.addAll(List.of(options));
        Shell shell = Shell.facet(arguments.toArray(String[]::new));
        assertThat(shell.code()).as(shell.err()).isZero();
        return shell;
    }

    private static JsonNode json(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        return JsonMapper.shared().readTree(describe(all.toArray(String[]::new)).out());
    }

    /** What the run would be named, as arguments of {@code facet name}. */
    private static List<String> proposals(JsonNode object) {
        List<String> proposals = new ArrayList<>();
        for (JsonNode code : object.path("codes")) {
            if (code.has("proposal")) {
                proposals.add(code.path("proposal").path("name").asString("") + " ("
                        + code.path("code").asString("") + ")");
            }
            for (JsonNode category : code.path("categories")) {
                proposals.add("  " + category.path("name").asString("") + " (#"
                        + category.path("category").asInt(-1) + ")");
            }
        }
        return proposals;
    }

    @Test
    void theTableHasEachCodeAndWhatItWasMeasuredOn() throws IOException {
        Shell shell = describe();
        assertThat(shell.out().lines().findFirst().orElse("")).matches("code +says +strength +as it grows +also moves");
        assertThat(shell.out().lines().map(line -> line.split(" ")[0])).contains("digit", "c1", "c2");
        assertThat(shell.out())
                .contains("Measured on 7,168 generated items, with 256 draws", "the readings of 64 real items")
                .contains("`facet describe " + run + " --accept` gives the codes these names");
        assertThat(shell.err()).isEmpty();
        assertThat(run.resolve("codes.json")).doesNotExist();
        String kept = Files.readString(run.resolve("meanings.json"));
        assertThat(json().path("run").asString("")).isEqualTo(run.toString());
        assertThat(Files.readString(run.resolve("meanings.json"))).isEqualTo(kept);
    }

    @Test
    void acceptingKeepsWhatAPersonNamedUnlessTold() {
        JsonNode found = json();
        List<String> proposals = proposals(found);
        assertThat(proposals).as("this run should find something").hasSizeGreaterThan(1);
        int first = found.path("codes")
                .get(0)
                .path("categories")
                .get(0)
                .path("category")
                .asInt(-1);
        Shell.facet("name", run.toString(), "digit:" + first + "=mine");
        describe("--accept");
        List<String> kept = Shell.facet("name", run.toString()).out().lines().toList();
        assertThat(kept).contains("  mine (#" + first + ")").containsAll(proposals.subList(1, proposals.size()));
        assertThat(describe("--accept").err()).contains("no names were changed; with --replace");
        describe("--accept", "--replace");
        assertThat(Shell.facet("name", run.toString()).out().lines()).containsAll(proposals);
    }

    @Test
    void wrongUseIsSaid() throws IOException {
        Shell replace = Shell.facet("describe", run.toString(), "--replace");
        assertThat(replace.code()).isEqualTo(2);
        assertThat(replace.err()).contains("--replace goes with --accept");
        Shell nothing = Shell.facet("describe", folder.resolve("nothing").toString());
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("there is no run at");
        Shell none = Shell.facet("describe");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("RUN");
    }

    @Test
    void aDamagedFileOfNamesIsKept() throws IOException {
        Files.writeString(run.resolve("codes.json"), "{");
        Shell shell = describe("--accept");
        assertThat(shell.err()).contains("is damaged", "codes.json.damaged");
        assertThat(Files.readString(run.resolve("codes.json.damaged"))).isEqualTo("{");
        Files.delete(run.resolve("codes.json.damaged"));
    }

    @Test
    void aRunWithoutCodesIsSaidToHaveNone() {
        List<String> arguments = new ArrayList<>(
                List.of("train", "strokes", "--method=gan", "--steps=2", "--quiet", "--set=latent.codes=[]"));
        arguments.addAll(TinyRun.SETTINGS);
        arguments.add("--out=" + folder.resolve("plain"));
        assertThat(Shell.facet(arguments.toArray(String[]::new)).code()).isZero();
        Shell shell = Shell.facet(
                "describe", folder.resolve("plain/00000-strokes-gan").toString());
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("no codes to describe, only noise");
    }
}
