package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages about wrong arguments name the argument and what was wanted. */
class WrongArgumentsTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.below(folder.resolve("my runs"));
        Files.writeString(folder.resolve("text.txt"), "text, and no data");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // values of the wrong kind
                "train strokes --minutes abc              | --minutes is 'abc'; wanted a number.",
                "train strokes --steps 1.5                | --steps is '1.5'; wanted a whole number.",
                "train strokes --steps 9999999999999999999 | --steps is '9999999999999999999'; wanted a whole number",
                "train strokes --threads many             | --threads is 'many'; wanted a whole number of at most"
                        + " nine digits.",
                "train strokes --device gpu               | --device is 'gpu'; wanted one of auto, cpu, cuda.",
                "train strokes --set training.batch=many  | training.batch is",
                "generate RUN --count many                | --count is 'many'; wanted a whole number",
                "generate RUN --code digit                | --code is 'digit'; wanted CODE=VALUE.",
                "traverse RUN --range x                   | --range is 'x'; wanted a number.",
                "encode RUN strokes --split valid --out - | --split is 'valid'; wanted one of train, test.",
                "evaluate RUN --features-range tall       | --features-range is 'tall'; wanted one of unit,"
                        + " symmetric, bytes.",
                "name RUN --from-labels abc               | --from-labels is 'abc'; wanted a whole number",
                "sweep strokes --jobs x                   | --jobs is 'x'; wanted a whole number",
                "select RUN --groups abc                  | --groups is 'abc'; wanted a whole number",
                "studio --port abc                        | --port is 'abc'; wanted a whole number",
                "data inspect strokes --kind movies       | --kind is 'movies'; wanted one of auto, images,"
                        + " sequences, paths.",
                "data inspect strokes --resolution abc    | --resolution is 'abc'; wanted a whole number",
                // values out of range
                "train strokes --steps 0                  | training.steps is 0",
                "train strokes --minutes NaN              | training.minutes is",
                "generate RUN --count 0                   | --count is 0; a grid takes 1 to 4,096",
                "traverse RUN --columns 1                 | --columns is 1; wanted 2 to",
                "sweep strokes --jobs 0                   | --jobs is 0; there are 1 to",
                "sweep strokes --seeds a..b               | --seeds is 'a..b'; wanted a range such as 1..10",
                "sweep strokes --grid x                   | --grid is 'x'; wanted a key and values",
                "studio RUN --port 99999                  | --port is 99999; there are 0 to 65535",
                "generate RUN --code digit=33             | '33' is none of them",
                "generate RUN --code c1=abc               | abc",
                // names that are unknown
                "frobnicate                               | there is no command 'frobnicate'.",
                "--nope                                   | there is no option '--nope'.",
                "trian                                    | Did you mean `facet train`",
                "train strokes --stesp 3                  | there is no option '--stesp'.",
                "sweep strokes --steps 30                 | That is a setting here: `--set training.steps=30`.",
                "sweep strokes --minutes=2 --seeds 1..2   | That is a setting here: `--set training.minutes=2`.",
                "sweep strokes --threads                  | That is a setting here: `--set 'training.threads=…'`.",
                "train strokes --method infogn            | one of gan, cgan, acgan, infogan",
                "train strokes --preset mnst              | did you mean 'mnist'?",
                "train strokes --set training.bacth=3     | did you mean 'training.batch'?",
                "train strokes --set nonsense             | is not of the form key=value",
                "train nosuch                             | there is no data set, file or folder called \"nosuch\"",
                "presets show nosuch                      | there is no preset 'nosuch'",
                "presets shw mnist                        | Did you mean `facet presets show`",
                "data get nosuch                          | \"nosuch\"",
                "generate RUN --code digt=3               | did you mean 'digit'?",
                "help nosuch                              | nosuch",
                // superfluous, missing and conflicting arguments
                "train                                    | missing DATA",
                "train strokes mnist                      | 'mnist' is one argument too many.",
                "train strokes --steps                    | missing --steps N: ",
                "train strokes --steps 5 --steps 6        | option '--steps' (N) should be specified only once",
                "train --preset mnist --config x.yaml     | are mutually exclusive",
                "train strokes --codes kind               | is not of the form name:kind",
                "train strokes --codes kind:cat           | 'cat' takes the number of categories, as in cat10",
                "generate                                 | missing RUN: The folder of a training run.",
                "generate RUN --out a.png --dir b         | are mutually exclusive",
                "encode RUN strokes                       | missing --out FILE.csv: The comma-separated table",
                "encode RUN                               | DATA",
                "morph RUN                                | --from is missing; wanted --from and --to",
                "report                                   | missing RUN: ",
                "select RUN                               | at least 2 models",
                "doctor extra                             | 'extra' is one argument too many.",
                // files and folders
                "generate nosuch                          | there is no run at nosuch; a run is a folder that `facet"
                        + " train DATA` made",
                "select nosuch                            | A sweep is a folder that `facet sweep CONFIG` made",
                "select FOLDER                            | A sweep is a folder that `facet sweep CONFIG` made",
                "encode RUN /nosuch/x --out -             | called \"/nosuch/x\". The known names are",
                "encode RUN /dev/no*.png --out -          | no file matches /dev/no*.png; check the pattern",
                "encode RUN nosuch*.png --out -           | no file matches nosuch*.png (looked from ",
                "inspect FOLDER                           | is not a run: it has no config.yaml",
                "train --config nosuch.yaml               | there is no file nosuch.yaml; wanted a YAML file",
                "train --resume nosuch                    | there is no run at nosuch",
                "train TEXT                               | text.txt",
                "encode RUN nosuch --out -                | there is no data set, file or folder called \"nosuch\"",
                "evaluate RUN --features nosuch.onnx      | there is no network nosuch.onnx",
                "export RUN --weights nosuch              | nosuch",
                "export RUN --weights TEXT                | text.txt",
                "studio nosuch                            | there is no folder nosuch",
                "sweep nosuch                             | nosuch",
                "curves nosuch                            | there is no run at nosuch"
            })
    void theMessageSaysWhichAndWhatWasWanted(String command, String message) {
        String[] words = Arrays.stream(command.split(" "))
                .map(word -> switch (word) {
                    case "RUN" -> run.toString();
                    case "FOLDER" -> folder.toString();
                    case "TEXT" -> folder.resolve("text.txt").toString();
                    default -> word;
                })
                .toArray(String[]::new);
        Shell shell = Shell.facet(words);
        assertThat(shell.code()).as(shell.err()).isIn(1, 2);
        assertThat(shell.err())
                .contains(message)
                .doesNotContain("defect", "Exception", "is not a double", "is not an int", "\tat ")
                .startsWith("facet: ");
        assertThat(shell.out()).isEmpty();
    }
}
