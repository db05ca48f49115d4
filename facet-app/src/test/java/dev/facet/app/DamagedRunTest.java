package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.app.console.ExitCodes;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of commands about runs with damaged files, and whether their advice helps. */
class DamagedRunTest {
    @TempDir
    static Path folder;

    private static Path damaged;
    private static Path edited;

    @BeforeAll
    static void spoil() throws IOException {
        damaged = TinyRun.below(folder.resolve("runs"));
        edited = TinyRun.below(folder.resolve("edited"));
        try (Stream<Path> files = Files.walk(damaged)) {
            for (Path file :
                    files.filter(path -> path.endsWith("weights.safetensors")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length - 1] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate RUN --out=OUT",
                "traverse RUN --out=OUT",
                "encode RUN strokes --out=OUT",
                "evaluate RUN",
                "export RUN --out=OUT",
                "name RUN --from-labels=5",
                "train --resume=RUN --quiet",
            })
    void whereEveryCheckpointIsDamagedEachCommandSaysWhichAndWhyAndWhatHelps(String line) {
        Shell shell = Shell.facet(line.replace("RUN", damaged.toString())
                .replace("OUT", folder.resolve("out").toString())
                .split(" "));
        assertThat(shell.code()).isNotZero();
        assertThat(shell.err())
                .contains(
                        "every checkpoint of the run " + damaged + " is damaged",
                        "step-000000: weights.safetensors does not have the checksum it was written with",
                        "step-000003: weights.safetensors does not have the checksum it was written with",
                        "If you have a copy of " + damaged.resolve("checkpoints") + ", put it back",
                        "facet train --config " + damaged.resolve("config.yaml") + " --out " + damaged.getParent())
                .doesNotContain("--resume", "\tat ");
    }

    @Test
    void theCommandThatIsAdvisedTrainsAnewWithTheSameSettings() throws IOException {
        Matcher advice = Pattern.compile("`\\S*facet (train --config [^`]+)`")
                .matcher(Shell.facet("generate", damaged.toString()).err());
        assertThat(advice.find()).isTrue();
        Shell shell = Shell.facet(advice.group(1).split(" "));
        assertThat(shell.code()).as(shell.err()).isZero();
        Path anew = damaged.resolveSibling("00001-strokes-infogan");
        assertThat(Files.readAllBytes(anew.resolve("config.yaml")))
                .isEqualTo(Files.readAllBytes(damaged.resolve("config.yaml")));
        assertThat(Shell.facet("inspect", anew.toString()).out())
                .contains("whole")
                .doesNotContain("DAMAGED");
    }

    @Test
    void inspectTellsWhatDiffersFromWhatWasTrained() throws IOException {
        assertThat(Shell.facet("inspect", edited.toString()).out())
                .containsPattern("settings +unchanged since training");
        Path config = edited.resolve("config.yaml");
        String good = Files.readString(config);
        Files.writeString(config, good.replace("batch: 16", "batch: 17"));
        assertThat(Shell.facet("inspect", edited.toString()).out())
                .containsPattern("settings +CHANGED, config.yaml: training.batch: 16 → 17");
        for (List<String> command : List.of(
                List.of("generate", edited.toString()),
                List.of("train", "--resume", edited.toString(), "--steps", "5"))) {
            Shell shell = Shell.facet(command.toArray(String[]::new));
            assertThat(shell.code()).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(shell.err()).contains("training.batch: 16 → 17", "`cp ");
        }
        Files.writeString(config, good.replace("steps: 3 ", "steps: 5 "));
        assertThat(Shell.facet("train", "--quiet", "--resume", edited.toString())
                        .err())
                .contains("training.steps: 3 → 5", "--set training.steps=5");
        Shell accepted = Shell.facet("train", "--quiet", "--resume", edited.toString(), "--steps", "5");
        assertThat(accepted.code()).as(accepted.err()).isZero();
        assertThat(Shell.facet("inspect", edited.toString()).out())
                .containsPattern("settings +unchanged since training");
    }
}
