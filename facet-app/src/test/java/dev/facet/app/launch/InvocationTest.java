package dev.facet.app.launch;

import java.io.StringWriter;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InvocationTest {
    @Test
    void aCommandInAMessageIsShownAsItIsTyped() {
        assertThat(Invocation.shown("Train it with `facet train --resume 'a b'`, or `facet --help`.", "./facet"))
                .isEqualTo("Train it with `./facet train --resume 'a b'`, or `./facet --help`.");
    }

    @Test
    void examplesInHelpAreToo() {
        assertThat(Invocation.shown(
                        "Example: facet data list\n  facet train mnist\nExample: source <(facet completion)",
                        "/opt/x/facet"))
                .isEqualTo("Example: /opt/x/facet data list\n  /opt/x/facet train mnist\nExample: source <(/opt/x/facet"
                        + " completion)");
    }

    @Test
    void theNameOfTheProgramStaysInSentences() {
        String text = "facet: what facet train made, by facet 0.1\n`facet`\n  facetten\n";
        assertThat(Invocation.shown(text, "./facet")).isEqualTo(text);
    }

    @Test
    void whatIsPrintedIsShown() {
        StringWriter out = new StringWriter();
        try (ShownWriter writer = new ShownWriter(out, "'/my tools/facet'")) {
            writer.println("see `facet presets`");
            writer.printf("%d%%, `facet data %s`", 5, "list");
            writer.print('x');
        }
        assertThat(out.toString().lines())
                .containsExactly("see `'/my tools/facet' presets`", "5%, `'/my tools/facet' data list`x");
    }

    @Test
    void thePageIsToldWhatToType() {
        String html = "<meta name=\"facet-command\" content=\"facet\" /><p>facet</p>";
        assertThat(Invocation.inPage(html, "docker run -v \"$PWD:/data\" facet"))
                .isEqualTo("<meta name=\"facet-command\" content=\"docker run -v &quot;$PWD:/data&quot; facet\""
                        + " /><p>facet</p>");
    }

    @Test
    void theLauncherSaysHowItWasCalled() {
        assertThat(Invocation.command("./facet", "java", List.of("-cp", "x", "dev.facet.app.Main", "train")))
                .isEqualTo("./facet");
    }

    @Test
    void withoutALauncherItIsTheJavaCommand() {
        assertThat(Invocation.command(
                        null,
                        "/usr/bin/java",
                        List.of("-Xmx1g", "-cp", "/opt/facet/lib/*", "dev.facet.app.Main", "train", "a")))
                .isEqualTo("/usr/bin/java -Xmx1g -cp '/opt/facet/lib/*' dev.facet.app.Main");
        assertThat(Invocation.command("", "java", List.of("-jar", "my facet.jar", "train")))
                .isEqualTo("java -jar 'my facet.jar'");
        assertThat(Invocation.command(null, "java", List.of("-cp", "a.jar:".repeat(99), "dev.facet.app.Main", "train")))
                .isEqualTo("facet");
        assertThat(Invocation.command(null, "java", List.of("-jar", "surefire.jar", "x")))
                .isEqualTo("facet");
    }
}
