package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.facet.format.Folders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A real cluster on this machine: a master and workers of Spark standalone, each a virtual machine of its own. They
 * have Spark and nothing else: libtorch and whatever is Facet's are kept from them.
 */
public final class StandaloneCluster implements AutoCloseable {
    /** A process that lives for seconds compiles longer than it computes. */
    static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final long WAIT_MS = 60_000;

    private static final String LOGGED = """
            <configuration>
              <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="console"/></root>
            </configuration>
            """;

    private static @Nullable StandaloneCluster shared;

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final String master;

    /** Starts a cluster with {@code workers} workers of one core each, and waits for it. */
    public StandaloneCluster(Path folder, int workers) throws IOException, InterruptedException {
        this.folder = folder;
        int port = port();
        int page = port();
        master = "spark://localhost:" + port;
        Path jars = Files.createDirectories(folder.resolve("spark").resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (isSparks(jar)) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("spark").resolve("conf")).resolve("logback.xml"), LOGGED);
        try {
            start(
                    "master",
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    "localhost",
                    "--port",
                    "" + port,
                    "--webui-port",
                    "" + page);
            await(port, "master");
            for (int i = 0; i < workers; i++) {
                Path work = Files.createDirectories(folder.resolve("worker-" + i));
                start(
                        "worker-" + i,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "localhost",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--webui-port",
                        "" + port(),
                        "--work-dir",
                        work.toString(),
                        master);
            }
            for (int i = 0; i < workers; i++) {
                awaitLine("worker-" + i, "Successfully registered with master");
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The option of a command by which executors are quick to start. */
    static String quickExecutors() {
        return "--spark-conf=spark.executor.extraJavaOptions=" + String.join(" ", QUICK);
    }

    /** The cluster with two workers that all tests of this virtual machine share. */
    static synchronized StandaloneCluster shared() throws IOException, InterruptedException {
        StandaloneCluster cluster = shared;
        if (cluster == null) {
            Path folder = Files.createTempDirectory("facet-cluster-");
            cluster = new StandaloneCluster(folder, 2);
            shared = cluster;
            StandaloneCluster made = cluster;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                made.close();
                try {
                    Folders.delete(folder);
                } catch (IOException e) {
                    // the folder for temporary files keeps it
                }
            }));
        }
        return cluster;
    }

    /** Everything on the class path of this test, without libtorch and Facet's own libraries. */
    private static boolean isSparks(Path jar) {
        String path = jar.toString().replace('\\', '/');
        return path.endsWith(".jar")
                && !path.contains("/bytedeco/")
                && !path.contains("/dev/facet/")
                && !path.contains("/facet-")
                && !path.contains("/onnxruntime/")
                && !path.contains("/tools/jackson/")
                && !path.contains("/twelvemonkeys/")
                && !path.contains("/picocli/")
                && !path.contains("/junit")
                && !path.contains("/surefire");
    }

    /** What Spark calls the master. */
    public String master() {
        return master;
    }

    /** The processes of executors, which workers start. */
    public List<ProcessHandle> executors() {
        return processes.stream()
                .flatMap(Process::descendants)
                .filter(each -> runs(each, "CoarseGrainedExecutorBackend"))
                .toList();
    }

    /** The processes that executors started, which train. */
    List<ProcessHandle> programs() {
        return executors().stream()
                .flatMap(ProcessHandle::children)
                .filter(each -> runs(each, "dev.facet.app.Main"))
                .toList();
    }

    /** By the system's files, since Java cuts long command lines. */
    private static boolean runs(ProcessHandle process, String main) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"), ISO_8859_1)
                    .contains(main);
        } catch (IOException e) {
            return false;
        }
    }

    /** What executors said, and the folder of the cluster. */
    String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                all.append(Files.readString(log));
            }
        }
        return all.toString();
    }

    /** Runs a program of a jar as spark-submit does, on a machine that has Spark alone; returns what it says. */
    public String submit(String main, Path jar, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "--master",
                master,
                "--conf",
                "spark.driver.host=localhost",
                "--conf",
                "spark.ui.enabled=false",
                "--executor-memory",
                "512m",
                "--class",
                main,
                jar.toString()));
        all.addAll(List.of(arguments));
        Process process = start("submit", "org.apache.spark.deploy.SparkSubmit", all.toArray(String[]::new));
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(code + ": " + log("submit"));
        }
        return log("submit");
    }

    private Process start(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                main.endsWith("SparkSubmit") ? "-Xmx512m" : "-Xmx256m",
                "@" + options(),
                "-cp",
                folder.resolve("spark").resolve("conf") + File.pathSeparator
                        + folder.resolve("spark").resolve("jars") + File.separator + "*",
                main));
        command.addAll(1, QUICK);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The options of Java, in this module or below the checkout. */
    private static Path options() {
        Path here = Path.of("spark.options").toAbsolutePath();
        return Files.exists(here)
                ? here
                : Path.of("facet-spark", "spark.options").toAbsolutePath();
    }

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private void await(int port, String name) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + WAIT_MS;
        while (System.currentTimeMillis() < end) {
            try (Socket socket = new Socket("localhost", port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(log(name));
    }

    private void awaitLine(String name, String line) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + WAIT_MS;
        while (System.currentTimeMillis() < end) {
            if (log(name).contains(line)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(log(name));
    }

    /** What a process said. */
    public String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        for (Process process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
