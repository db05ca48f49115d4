import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the script {@code facet} does, for systems without a POSIX shell: builds the command line on first use and
 * whenever its sources changed, then runs it. {@code facet.cmd} compiles this file, without Maven, and starts it with
 * three system properties: {@code facet.root}, the checkout; {@code facet.called}, what the user typed; and
 * {@code facet.java}, the folder of the JDK.
 */
final class Launcher {
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final String MAIN = "dev.facet.app.Main";
    private static final String REHEARSAL = "dev.facet.app.Rehearsal";
    /** Commands that are over in a moment; none is help. */
    private static final List<String> SHORT =
            List.of("", "generate", "inspect", "presets", "name", "curves", "completion");
    /** Code is compiled quickly, but not well: what is over in a moment gains nothing from that. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    /** Code is compiled well ten times as late as usual: compiling it slows down the rest. */
    private static final List<String> LATE = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");
    private static final int SHOWN_LINES = 15;
    private static final int OLDEST = 17;
    /** As many programs of older builds may run. */
    private static final int MOST_COPIES = 20;

    private final Path root = Path.of(System.getProperty("facet.root")).toAbsolutePath().normalize();
    private final Path launch = root.resolve("target").resolve("launch");
    private final Path jdk = Path.of(System.getProperty("facet.java"));
    private final String version = version(jdk);
    private final List<String> arguments;

    /** What was said before an end that is the user's to mend. */
    private static final class End extends RuntimeException {
        private static final long serialVersionUID = 1;

        End(String message) {
            super(message);
        }
    }

    private Launcher(List<String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] arguments) throws Exception {
        int code = 1;
        try {
            code = new Launcher(List.of(arguments)).run();
        } catch (End end) {
            System.err.println("facet: " + end.getMessage());
        }
        System.exit(code);
    }

    private int run() throws IOException, InterruptedException {
        String command = "";
        String spark = "";
        boolean help = false;
        boolean named = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--spark")) {
                spark = i + 1 < arguments.size() ? arguments.get(i + 1) : "none";
            } else if (argument.startsWith("--spark=")) {
                spark = argument.substring("--spark=".length());
            }
            help |= List.of("-h", "--help", "-V", "--version").contains(argument)
                    || argument.equals("help") && command.isEmpty();
            if (!argument.startsWith("-") && !argument.equals("help")) {
                named = !command.isEmpty();
                command = named ? command : argument;
            }
        }
        boolean cuda = "1".equals(System.getenv("FACET_CUDA"));
        String plain = cuda ? "facet-cuda" : "facet";
        boolean sparks = !spark.isEmpty() && !help && Files.isDirectory(root.resolve("facet-spark"));
        List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Djava.awt.headless=true"));
        if (major() >= 24) {
            options.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        if (System.console() != null) {
            options.add("-Dfacet.terminal=true");
        }
        List<String> properties = new ArrayList<>(List.of("-Dfacet.command=" + called()));
        Path classPath = built(plain, List.of("facet-core", "facet-app"));
        if (sparks) {
            if (command.equals("train") || command.equals("sweep")) {
                properties.add("-Dfacet.class.path=" + Files.readString(classPath).strip());
            }
            classPath = built(plain + "-spark", List.of("facet-core", "facet-app", "facet-spark"));
            options.add("@" + root.resolve("facet-spark").resolve("spark.options"));
            options.add("-Dfacet.spark.jar=" + launch.resolve("facet-spark-all.jar"));
            if (!spark.startsWith("local")) {
                options.add(QUICK);
            }
        }
        // each benchmark tells its own help
        if (command.equals("bench") && (!help || named) && Files.isDirectory(root.resolve("facet-bench"))) {
            Path bench = built("bench", List.of("facet-core", "facet-bench"));
            properties.add("-Dfacet.bench=" + Files.readString(bench).strip());
        }
        String jars = Files.readString(classPath).strip();
        if (!sparks) {
            archive(plain, options, jars).ifPresent(file -> options.addAll(List.of(
                    "-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")));
            options.addAll(help || SHORT.contains(command) ? List.of(QUICK) : LATE);
        }
        List<String> java = new ArrayList<>(List.of(tool("java").toString()));
        java.addAll(options);
        java.addAll(properties);
        java.addAll(List.of("-cp", jars, MAIN));
        java.addAll(arguments);
        return follow(new ProcessBuilder(java).inheritIO().start());
    }

    /** Waits for the program. Ctrl-C reaches it, too; it may have to save, and its exit code is ours. */
    private static int follow(Process program) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Runtime.getRuntime().halt(program.waitFor());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return program.waitFor();
    }

    // --- Building ---------------------------------------------------------------------------------------------------

    /** The file with the class path of the last module; builds the modules if it is older than their sources. */
    private Path built(String name, List<String> modules) throws IOException, InterruptedException {
        Path stamp = launch.resolve(name);
        if (!stale(stamp, modules)) {
            return stamp;
        }
        if (!Files.exists(tool("javac"))) {
            throw new End("found Java " + version + " in " + jdk + ", but no compiler (javac): that is a runtime, Facet"
                    + " needs a JDK:\n" + install());
        }
        Path maven = maven();
        Files.createDirectories(launch);
        try (FileChannel channel = FileChannel.open(
                launch.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until it is closed
            if (stale(stamp, modules)) {
                build(maven, stamp, modules);
            }
        }
        return stamp;
    }

    private boolean stale(Path stamp, List<String> modules) throws IOException {
        if (!Files.exists(stamp)) {
            return true;
        }
        FileTime made = Files.getLastModifiedTime(stamp);
        List<Path> sources = new ArrayList<>(List.of(root.resolve("pom.xml")));
        for (String module : modules) {
            sources.add(root.resolve(module).resolve("pom.xml"));
            sources.add(root.resolve(module).resolve("src").resolve("main"));
        }
        for (Path source : sources) {
            try (Stream<Path> files = Files.walk(source)) {
                if (files.anyMatch(file -> time(file).compareTo(made) > 0)) {
                    return true;
                }
            }
        }
        return Arrays.stream(Files.readString(stamp).strip().split(File.pathSeparator))
                .anyMatch(jar -> !Files.exists(Path.of(jar)));
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build(Path maven, Path stamp, List<String> modules) throws IOException, InterruptedException {
        Path log = launch.resolve("build.log");
        System.err.println(Files.exists(stamp)
                ? "facet: building…"
                : "facet: building… (the first time Maven also fetches the libraries, some hundred megabytes; progress"
                        + " in " + log + ")");
        Path begun = Files.createTempFile(launch, "stamp.", "");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            maven.toString(),
                            "-B",
                            "-ntp",
                            "-Dmaven.test.skip=true",
                            "-pl",
                            String.join(",", modules),
                            "package")
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("JAVA_HOME", jdk.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            if (process.waitFor() != 0) {
                throw new End("the build failed; its last lines, all of them in " + log + ":\n" + last(log));
            }
            List<String> said = Files.readAllLines(log);
            said.stream()
                    .filter(line -> line.startsWith("studio: "))
                    .forEach(line -> System.err.println("facet: " + line.substring("studio: ".length())));
            StringBuilder jars = new StringBuilder();
            for (String module : modules) {
                Path target = root.resolve(module).resolve("target");
                jars.insert(0, install(target.resolve(module + ".jar")) + File.pathSeparator);
                Path all = target.resolve(module + "-all.jar");
                if (Files.exists(all)) {
                    install(all);
                }
            }
            try (Stream<Path> files = Files.list(launch)) {
                for (Path old : files.filter(file -> file.toString().contains(".jsa")).toList()) {
                    delete(old);
                }
            }
            String last = modules.get(modules.size() - 1);
            Path fresh = launch.resolve(stamp.getFileName() + ".new");
            Files.writeString(
                    fresh,
                    jars + Files.readString(root.resolve(last).resolve("target").resolve("class-path.txt")).strip()
                            + "\n");
            Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(begun));
            Files.move(fresh, stamp, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(begun);
        }
    }

    /**
     * Copies a jar to where it is run from, so that a program that runs already keeps the one it has open. Windows
     * replaces no open file: then the copy gets a name of its own.
     */
    private Path install(Path jar) throws IOException {
        Path place = launch.resolve(jar.getFileName());
        Path copy = launch.resolve(jar.getFileName() + ".new");
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        String name = jar.getFileName().toString();
        for (int i = 1; ; i++) {
            try {
                return Files.move(copy, place, StandardCopyOption.REPLACE_EXISTING);
            } catch (AccessDeniedException open) {
                if (!WINDOWS || i > MOST_COPIES) {
                    throw open;
                }
                place = launch.resolve(name.replaceFirst("\\.jar$", "-" + i + ".jar"));
            }
        }
    }

    private static void delete(Path file) throws IOException {
        try {
            Files.delete(file);
        } catch (AccessDeniedException open) {
            // of a program that runs; it is replaced with the next build
        }
    }

    private static String last(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> errors = lines.stream().filter(line -> line.startsWith("[ERROR]")).limit(SHOWN_LINES).toList();
        List<String> shown = errors.isEmpty()
                ? lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())
                : errors;
        return String.join("\n", shown);
    }

    // --- Running ----------------------------------------------------------------------------------------------------

    /**
     * Class-data sharing halves the time to start: a rehearsal of some commands says which classes. Without the archive
     * everything works, only later.
     */
    private Optional<Path> archive(String name, List<String> options, String jars)
            throws IOException, InterruptedException {
        Path archive = launch.resolve("classes-" + name + "-" + version + ".jsa");
        if (!Files.exists(archive)) {
            if (!Files.isWritable(launch)) {
                return Optional.empty();
            }
            System.err.println("facet: preparing a quick start, once…");
            Path fresh = launch.resolve(archive.getFileName() + "." + ProcessHandle.current().pid());
            List<String> java = new ArrayList<>(List.of(tool("java").toString()));
            java.addAll(options);
            java.addAll(List.of(QUICK, "-XX:ArchiveClassesAtExit=" + fresh, "-cp", jars, REHEARSAL));
            Process process = new ProcessBuilder(java)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0 || !Files.exists(fresh)) {
                Files.deleteIfExists(fresh);
                Files.writeString(archive, "");
            } else {
                Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return Files.size(archive) > 0 ? Optional.of(archive) : Optional.empty();
    }

    /** What the user typed, for the commands in messages. */
    private static String called() {
        String typed = System.getProperty("facet.called", "facet");
        return typed.contains(" ") ? '"' + typed + '"' : typed;
    }

    private int major() {
        String first = version.split("\\D", 2)[0];
        int major = first.isEmpty() ? 0 : Integer.parseInt(first);
        if (major < OLDEST) {
            throw new End(tool("java") + " is version " + version + ". Facet needs a JDK, 17 or newer:\n" + install());
        }
        return major;
    }

    /** The version, from the JDK's own release file, which is quicker than asking java. */
    private static String version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse(System.getProperty("java.version"));
        } catch (IOException e) {
            return System.getProperty("java.version");
        }
    }

    private Path tool(String name) {
        return jdk.resolve("bin").resolve(WINDOWS ? name + ".exe" : name);
    }

    private static Path maven() {
        String name = WINDOWS ? "mvn.cmd" : "mvn";
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (variable.getKey().equalsIgnoreCase("PATH")) {
                for (String folder : variable.getValue().split(File.pathSeparator)) {
                    if (!folder.isBlank() && Files.exists(Path.of(folder.replace("\"", ""), name))) {
                        return Path.of(folder.replace("\"", ""), name);
                    }
                }
            }
        }
        throw new End("found no Maven (mvn), which builds Facet on first use:\n" + install());
    }

    private static String install() {
        return "  Windows:  winget install EclipseAdoptium.Temurin.21.JDK; Maven from maven.apache.org, its folder bin"
                + " in PATH\n"
                + "  Or install WSL (\"wsl --install\"), and Facet there as on Ubuntu.\n"
                + "If a JDK is installed elsewhere, set JAVA_HOME to its folder.";
    }
}
