package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The program that {@code facet.cmd} starts, which does the same wherever it runs. */
class WindowsLauncherTest extends LauncherCases {
    @TempDir
    static Path classes;

    @BeforeAll
    static void compile() {
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        classes.toString(),
                        "-Xlint:all",
                        "-Werror",
                        "-d",
                        classes.toString(),
                        Path.of("src/main/windows/Launcher.java").toString());
        assertThat(code).isZero();
    }

    @Test
    void aNameWithSpacesIsQuotedInMessages() throws Exception {
        assertThat(facet().output()).contains("-Dfacet.command=\"my facet\"\n");
    }

    @Test
    void endsWithTheCodeOfTheProgram() throws Exception {
        script(jdk.resolve("bin/java"), "exit 7");
        assertThat(facet("train").code()).isEqualTo(7);
    }

    /** A batch file needs the line ends of its system: with others, labels are not always found. */
    @Test
    void theBatchFilesHaveTheLineEndsOfWindows() throws Exception {
        for (Path file : List.of(Path.of("..", "facet.cmd"), Path.of("src/main/dist/bin/facet.cmd"))) {
            String text = Files.readString(file);
            assertThat(text.replace("\r\n", "")).as(file.toString()).doesNotContain("\n");
        }
    }

    @Override
    Result facet(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                "-Dfacet.root=" + root,
                "-Dfacet.java=" + jdk,
                "-Dfacet.called=my facet",
                "Launcher"));
        command.addAll(List.of(arguments));
        return run(command, Map.of());
    }

    @Override
    String hint() {
        return "winget";
    }
}
