package dev.facet.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The script {@code facet}. */
class LauncherTest extends LauncherCases {
    @Test
    void worksThroughALinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(bin.resolve("linked"), root.resolve("facet"));
        Path relative = Files.createSymbolicLink(folder.resolve("again"), Path.of("bin/linked"));
        for (Path start : List.of(link, relative)) {
            assertThat(run(start, Map.of("JAVA_HOME", jdk.toString()), "a b", "")
                            .output())
                    .endsWith("dev.facet.app.Main\na b\n\n");
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void tellsTheProgramHowItWasCalled() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
        String quoted = root.resolve("facet").toString().replace(" ", "\\ ");
        assertThat(facet().output()).contains("-Dfacet.command=" + quoted + "\n");
        Files.createSymbolicLink(bin.resolve("facet"), root.resolve("facet"));
        assertThat(run(bin.resolve("facet"), environment).output()).contains("-Dfacet.command=facet\n");
        script(
                jdk.resolve("bin/java"),
                "[ \"$1\" = -version ] && echo 'openjdk version \"21.0.2\"' >&2; printf '%s\\n' \"$@\"");
        Path distribution = Path.of("src/main/dist/bin/facet").toAbsolutePath();
        assertThat(run(distribution, environment).output()).contains("-Dfacet.command=" + distribution + "\n");
    }

    @Test
    void boundsHowLongThreadsOfOpenMpSpinUnlessToldOtherwise() throws Exception {
        script(jdk.resolve("bin/java"), "echo $GOMP_SPINCOUNT");
        assertThat(facet().output()).endsWith("10000\n");
        assertThat(run(root.resolve("facet"), Map.of("JAVA_HOME", jdk.toString(), "GOMP_SPINCOUNT", "7"))
                        .output())
                .endsWith("7\n");
    }

    @Test
    void saysWhatToInstallWithoutJava() throws Exception {
        Result result = run(root.resolve("facet"), Map.of());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("found no Java", "17 or newer", "apt install", "dnf install", "brew install");
    }

    @Override
    Result facet(String... arguments) throws Exception {
        return run(root.resolve("facet"), Map.of("JAVA_HOME", jdk.toString()), arguments);
    }

    @Override
    String hint() {
        return "apt install";
    }

    private Result run(Path start, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(start.toString()));
        command.addAll(List.of(arguments));
        return run(command, environment);
    }
}
