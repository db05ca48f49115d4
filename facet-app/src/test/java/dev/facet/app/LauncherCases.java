package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What every launcher of a checkout does. The checkout is small and made up, with scripts as java and mvn: java prints
 * its arguments, mvn writes the files of a build and a line in the file {@code builds}.
 */
abstract class LauncherCases {
    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "cat",
            "cp",
            "dirname",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "tail",
            "touch");

    @TempDir
    Path folder;

    Path root;
    Path bin;
    Path jdk;

    record Result(int code, String output) {}

    @BeforeEach
    void pretendACheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher is for systems with a shell");
        root = Files.createDirectories(folder.resolve("check out"));
        Files.copy(Path.of("..", "facet"), root.resolve("facet"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(root.resolve("pom.xml"), "");
        for (String module : List.of("facet-core", "facet-app")) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.writeString(root.resolve(module).resolve("pom.xml"), "");
            Files.writeString(root.resolve(module).resolve("src/main/A.java"), "");
        }
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : List.of("/bin", "/usr/bin", "/opt/homebrew/bin")) {
                Path file = Path.of(place, tool);
                if (Files.exists(file) && !Files.exists(bin.resolve(tool))) {
                    script(bin.resolve(tool), "exec " + file + " \"$@\"");
                }
            }
        }
        jdk = folder.resolve("jdk");
        java("21.0.2");
        script(jdk.resolve("bin/javac"), "");
        script(
                bin.resolve("mvn"),
                "echo built >> '" + root + "/builds'\n"
                        + "for module in facet-core facet-app; do mkdir -p $module/target; : >"
                        + " $module/target/$module.jar;"
                        + " echo '" + Files.writeString(folder.resolve("library.jar"), "")
                        + "' > $module/target/class-path.txt;"
                        + " done");
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        assertThat(facet("--help").output()).contains("building");
        Result second = facet("--help");
        assertThat(second.output()).doesNotContain("building").contains("dev.facet.app.Main\n--help\n");
        assertThat(second.code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws Exception {
        facet();
        Files.setLastModifiedTime(
                root.resolve("facet-core/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(2)));
        facet();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainWhenASourceWasRemoved() throws Exception {
        facet();
        Files.delete(root.resolve("facet-app/src/main/A.java"));
        facet();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainWhenALibraryIsGone() throws Exception {
        facet();
        Files.delete(folder.resolve("library.jar"));
        facet();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void classesAreArchivedOnceByARehearsalAndUsedFromThen() throws Exception {
        script(
                jdk.resolve("bin/java"),
                "for argument; do case $argument in -XX:ArchiveClassesAtExit=*)"
                        + " echo \"$@\" >>'" + root + "/rehearsals'; echo classes >\"${argument#*=}\" ;; esac; done\n"
                        + "printf '%s\\n' \"$@\"");
        for (int i = 0; i < 2; i++) {
            assertThat(facet("generate", "run").output())
                    .contains("-XX:SharedArchiveFile=" + root + "/target/launch/classes-facet-21.0.2.jsa\n")
                    .doesNotContain("ArchiveClassesAtExit");
        }
        assertThat(root.resolve("rehearsals")).content().containsOnlyOnce("dev.facet.app.Rehearsal");
    }

    @Test
    void nothingIsRehearsedWhereNothingCanBeWritten() throws Exception {
        facet("--help");
        Path launch = root.resolve("target/launch");
        Files.delete(launch.resolve("classes-facet-21.0.2.jsa"));
        Files.setPosixFilePermissions(launch, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(launch), "root may write everywhere");
            assertThat(facet("--help").output()).doesNotContain("preparing", "denied");
        } finally {
            Files.setPosixFilePermissions(launch, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void whatIsOverInAMomentIsNotCompiledWell() throws Exception {
        for (List<String> quick : List.of(
                List.<String>of(),
                List.of("--help"),
                List.of("--version"),
                List.of("help", "train"),
                List.of("train", "--help"),
                List.of("--debug", "generate", "run"),
                List.of("inspect", "run"))) {
            assertThat(facet(quick.toArray(String[]::new)).output())
                    .contains("-XX:TieredStopAtLevel=1\n")
                    .doesNotContain("Tier4");
        }
        assertThat(facet("train", "generate").output())
                .contains("-XX:Tier4InvocationThreshold=50000\n")
                .doesNotContain("TieredStopAtLevel");
    }

    @Test
    void theHelpOfTheBenchmarksBuildsNothingBesideTheProgram() throws Exception {
        Files.createDirectories(root.resolve("facet-bench/src/main"));
        Files.writeString(root.resolve("facet-bench/pom.xml"), "");
        facet("--version");
        for (List<String> asked : List.of(
                List.of("bench", "--help"),
                List.of("bench", "-h"),
                List.of("help", "bench"),
                List.of("bench", "--quick", "-h"))) {
            assertThat(facet(asked.toArray(String[]::new)).output()).doesNotContain("building", "facet.bench=");
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theBenchmarksAreBuiltWhereverTheCommandStands() throws Exception {
        Files.createDirectories(root.resolve("facet-bench/src/main"));
        Files.writeString(root.resolve("facet-bench/pom.xml"), "");
        script(
                bin.resolve("mvn"),
                "for module in facet-core facet-app facet-bench; do mkdir -p $module/target; : >"
                        + " $module/target/$module.jar;"
                        + " : > $module/target/class-path.txt; done");
        assertThat(facet("--debug", "bench", "--quick").output()).contains("-Dfacet.bench=");
        assertThat(facet("bench", "growth", "--help").output()).contains("-Dfacet.bench=");
    }

    @Test
    void sparkIsOnTheClassPathOnlyWhereItIsAskedFor() throws Exception {
        Files.createDirectories(root.resolve("facet-spark/src/main"));
        Files.writeString(root.resolve("facet-spark/pom.xml"), "");
        String spark = Files.writeString(folder.resolve("spark.jar"), "").toString();
        script(
                bin.resolve("mvn"),
                "echo built >> '" + root + "/builds'\n"
                        + "for module in facet-core facet-app facet-spark; do mkdir -p $module/target; : >"
                        + " $module/target/$module.jar; echo '" + folder.resolve("library.jar")
                        + "' > $module/target/class-path.txt; done;"
                        + " echo packed > facet-spark/target/facet-spark-all.jar; echo '" + spark
                        + "' > facet-spark/target/class-path.txt");
        String plain = facet("encode", "run", "data").output();
        assertThat(plain).doesNotContain("spark").contains("dev.facet.app.Main\nencode");
        for (String[] asked : new String[][] {{"--spark", "local[2]"}, {"--spark=local[2]"}}) {
            List<String> arguments = new ArrayList<>(List.of("encode", "run"));
            arguments.addAll(List.of(asked));
            assertThat(facet(arguments.toArray(String[]::new)).output())
                    .contains(spark, "facet-spark.jar", "facet-app.jar")
                    .contains("@" + root + "/facet-spark/spark.options")
                    .contains("-Dfacet.spark.jar=" + root + "/target/launch/facet-spark-all.jar")
                    .doesNotContain("TieredStopAtLevel");
        }
        assertThat(facet("encode", "--spark", "spark://host:7077", "run").output())
                .contains("TieredStopAtLevel=1");
        assertThat(facet("encode", "--spark=yarn", "run").output()).contains("TieredStopAtLevel=1");
        assertThat(root.resolve("target/launch/facet-spark-all.jar")).hasContent("packed");
        // what trains on other machines is the program without Spark, which was built with it
        String launch = root + "/target/launch/";
        String there = "-Dfacet.class.path=" + launch + "facet-app.jar:" + launch + "facet-core.jar:"
                + folder.resolve("library.jar") + "\n";
        assertThat(facet("train", "data", "--spark", "yarn").output()).contains(there);
        assertThat(facet("sweep", "mnist", "--spark=local[2]").output()).contains(there);
        assertThat(facet("encode", "run", "--spark=yarn").output()).doesNotContain("facet.class.path");
        assertThat(builds()).isEqualTo(2);
        assertThat(facet("encode", "--spark", "local[2]", "--help").output()).doesNotContain(spark);
        assertThat(facet("encode", "run", "data").output()).doesNotContain("spark", "building");
    }

    @Test
    void saysWhatToInstallForAnOldJava() throws Exception {
        java("11.0.20");
        Result result = facet();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("is version 11.0.20", "17 or newer", hint());
    }

    @Test
    void saysWhatToInstallForAJavaWithoutCompiler() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));
        assertThat(facet().output()).contains("no compiler (javac)", hint());
    }

    @Test
    void saysWhatToInstallWithoutMaven() throws Exception {
        Files.delete(bin.resolve("mvn"));
        Result result = facet();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("found no Maven", hint());
    }

    @Test
    void showsWhyABuildFailedAndTriesAgain() throws Exception {
        script(bin.resolve("mvn"), "echo noise; echo '[ERROR] A.java: semicolon expected'; exit 1");
        for (int i = 0; i < 2; i++) {
            Result result = facet();
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .contains("the build failed", "target/launch/build.log", "semicolon expected")
                    .doesNotContain("noise");
        }
    }

    /** Starts the launcher with the fake JDK. */
    abstract Result facet(String... arguments) throws Exception;

    /** What the launcher tells people to type who have no JDK. */
    abstract String hint();

    Result run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    long builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    void java(String version) throws IOException {
        script(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
