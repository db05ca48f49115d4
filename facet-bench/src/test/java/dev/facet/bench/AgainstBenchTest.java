package dev.facet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Two commits of a made-up checkout, whose benchmark prints what is in it. */
class AgainstBenchTest {
    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @BeforeEach
    void twoCommits() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the benchmark is a script here");
        git("init", "-q");
        facet(modes("bf16-best", 20, "gone"));
        git("add", "facet");
        git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "before");
        facet(modes("bf16-best", 25, "new"));
    }

    private static String modes(String first, int time, String second) {
        return String.format(
                Locale.ROOT,
                "{\"modes\": [{\"name\": \"%s\", \"ms_per_step\": %d}, {\"name\": \"%s\", \"ms_per_step\": 1}]}",
                first,
                time,
                second);
    }

    private void facet(String result) throws IOException {
        Path script = folder.resolve("facet");
        Files.writeString(
                script, "#!/bin/sh\necho \"$0 $@\" >> " + folder.resolve("calls") + "\necho '" + result + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(Arrays.asList(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("against", "--root", folder.toString()));
        all.addAll(Arrays.asList(arguments));
        return shell.run(all.toArray(String[]::new));
    }

    @Test
    void theTwoTakeTurnsWithTheSameOptions() throws IOException {
        assertThat(run("HEAD", "--runs=2", "--json", "--preset", "images"))
                .as(shell.err())
                .isZero();
        JsonNode json = JsonMapper.builder().build().readTree(shell.out());
        assertThat(json.path("modes")).hasSize(1);
        JsonNode mode = json.path("modes").get(0);
        assertThat(mode.path("name").asString()).isEqualTo("bf16-best");
        assertThat(mode.path("ms_other")).hasSize(2);
        assertThat(mode.path("ms_here")).hasSize(2);
        assertThat(mode.path("ratio").asDouble()).isEqualTo(1.25);
        List<String> calls = Files.readAllLines(folder.resolve("calls"));
        assertThat(calls).hasSize(4).allSatisfy(call -> assertThat(call).endsWith("bench --json --preset images"));
        assertThat(calls.get(1)).startsWith(folder.resolve("facet") + " ").isEqualTo(calls.get(3));
        assertThat(calls.get(0)).contains("facet-against").isEqualTo(calls.get(2));
    }

    @Test
    void aSlowerCheckoutEndsWithAnErrorIfThatIsAskedFor() throws Exception {
        assertThat(run("HEAD", "--runs=1", "--most=20")).isEqualTo(1);
        assertThat(shell.out()).contains("bf16-best", "20.0", "25.0", "1.250");
        assertThat(run("HEAD", "--runs=1", "--most=30")).isZero();
        Process left = new ProcessBuilder("git", "-C", folder.toString(), "worktree", "list").start();
        assertThat(left.inputReader().lines()).as("work trees that are left").hasSize(1);
    }

    @Test
    void aCommitThatIsNotThereIsRefused() {
        assertThat(run("nowhere")).isEqualTo(2);
        assertThat(shell.err()).contains("nowhere");
    }
}
