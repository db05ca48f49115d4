package dev.facet.app.console;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NativeFailureTest {
    @Test
    void aFolderWithoutProgramsIsNamedWithTheSettingThatReplacesIt() {
        UnsatisfiedLinkError outer = new UnsatisfiedLinkError("no jniopenblas in java.library.path: /usr/lib");
        String library = "/home/me/.javacpp/cache/openblas.jar/org/libjni.so";
        outer.initCause(
                new UnsatisfiedLinkError(library + ": " + library + ": failed to map segment from shared object"));
        assertThat(NativeFailure.noPrograms(outer).orElseThrow())
                .startsWith("programs may not run from /home/me/.javacpp (it is mounted with noexec)")
                .contains("JDK_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=");
        assertThat(Failures.describe(outer, false))
                .contains("/home/me/.javacpp")
                .doesNotContain("glibc");
    }

    @Test
    void theTemporaryFolderHasASettingOfItsOwn() {
        String library = "/tmp/facet-onnx-123/libonnxruntime.so";
        assertThat(NativeFailure.noPrograms(new UnsatisfiedLinkError(
                                library + ": " + library + ": failed to map segment from shared object"))
                        .orElseThrow())
                .contains("from /tmp (it", "-Djava.io.tmpdir=");
    }

    @Test
    void otherReasonsStayWhatTheyAre() {
        assertThat(NativeFailure.noPrograms(new UnsatisfiedLinkError("no jnitorch in java.library.path")))
                .isEmpty();
    }
}
