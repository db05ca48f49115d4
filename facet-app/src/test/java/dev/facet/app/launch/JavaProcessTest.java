package dev.facet.app.launch;

import java.lang.management.ManagementFactory;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JavaProcessTest {
    @Test
    void codeIsCompiledAsEarlyAsInThisProcess() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:Tier"))
                .toList();
        List<String> command = JavaProcess.of("Main", List.of("train")).command();
        assertThat(command).endsWith("Main", "train");
        assertThat(command).filteredOn(word -> word.startsWith("-XX:Tier")).isEqualTo(options);
    }
}
