package dev.facet.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import dev.facet.app.console.Failures;
import dev.facet.config.UsageException;
import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
    static Stream<String> commands() {
        return Main.everyCommand().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithASummaryAndEveryOptionADescription(String command) {
        Shell shell = Shell.facet(command, "--help");
        assertThat(shell.code()).isZero();
        assertThat(shell.out()).contains("Usage: facet " + command);
        assertThat(shell.err()).isEmpty();
        CommandLine.Model.CommandSpec spec = Objects.requireNonNull(
                        Main.everyCommand().getSubcommands().get(command))
                .getCommandSpec();
        assertThat(spec.usageMessage().description()).isNotEmpty();
        assertThat(spec.args())
                .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    }

    @Test
    void helpListsTheCommandsAndExitCodes() {
        Shell shell = Shell.facet("--help");
        assertThat(shell.code()).isZero();
        assertThat(shell.out()).contains("train", "generate", "Exit codes:", "130");
        assertThat(shell.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theFrontPageHasEveryCommandOnce(String command) {
        assertThat(Shell.facet("--help").out().lines().filter(line -> line.startsWith("  " + command + " ")))
                .hasSize(1);
    }

    @Test
    void examplesInHelpAreNotBroken() {
        assertThat(Shell.facet("generate", "--help").out().lines())
                .contains("  facet generate runs/00003-mnist-infogan --code digit=3 --code slant=1.5 --out threes.png");
    }

    @Test
    void withoutACommandItShowsUsageAndFails() {
        Shell shell = Shell.facet();
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).startsWith("Usage: facet");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void versionNamesFacetJavaAndTheSystem() {
        assertThat(Shell.facet("--version").out())
                .startsWith("facet ")
                .contains("Java " + System.getProperty("java.version"), System.getProperty("os.name"));
    }

    @Test
    void onlyTheCommandThatIsCalledIsMade() {
        assertThat(Main.commandLine("--debug", "generate", "train").getSubcommands())
                .containsOnlyKeys("generate");
        assertThat(Main.commandLine("--help").getSubcommands()).containsOnlyKeys("help");
        for (String word : new String[] {"help", "completion", "trian"}) {
            assertThat(Main.commandLine(word).getSubcommands().keySet())
                    .isEqualTo(Main.everyCommand().getSubcommands().keySet());
        }
    }

    @Test
    void aMisspeltCommandGetsTheNearest() {
        Shell shell = Shell.facet("trian");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).startsWith("facet: ").contains("trian", "`facet train`");
    }

    @Test
    void aMisspeltOptionGetsTheNearest() {
        Shell shell = Shell.facet("train", "mnist", "--stesp", "5");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).contains("--stesp", "Did you mean --steps", "`facet train --help`");
    }

    @Test
    void aMistakeOfTheUsersIsToldWithoutATrace() {
        assertThat(report(new UsageException("wanted this, found that"), false))
                .isEqualTo(new Shell(2, "", "facet: wanted this, found that" + System.lineSeparator()));
    }

    @Test
    void troubleWithFilesIsToldWithoutATrace() {
        IOException malformed = new FormatException(Path.of("a.idx"), "ends early");
        assertThat(report(malformed, false).err().strip()).isEqualTo("facet: a.idx: ends early");
        assertThat(report(new UncheckedIOException(malformed), false).code()).isEqualTo(1);
        assertThat(report(new NoSuchFileException("b.idx"), false).err()).contains("b.idx: there is no such file");
    }

    @Test
    void anythingElseIsALineAndAFileWithTheTrace() throws IOException {
        Shell shell = report(new IllegalStateException("index 7\nmore"), false);
        assertThat(shell.code()).isEqualTo(1);
        assertThat(shell.err().lines()).hasSize(1);
        assertThat(shell.err()).contains("IllegalStateException: index 7;");
        Path kept = Path.of(shell.err().replaceAll("(?s).*and (\\S+facet-\\S+\\.log).*", "$1"));
        assertThat(kept).content().contains("anythingElseIsALineAndAFileWithTheTrace");
        Files.delete(kept);
    }

    @Test
    void debugShowsTheTrace() {
        assertThat(report(new UsageException("no"), true).err()).contains("at dev.facet.app.MainTest");
    }

    private static Shell report(Throwable failure, boolean debug) {
        CommandLine commandLine = Main.everyCommand();
        StringWriter err = new StringWriter();
        commandLine.setErr(new PrintWriter(err));
        int code = Failures.report(failure, commandLine, debug);
        commandLine.getErr().flush();
        return new Shell(code, "", err.toString());
    }
}
