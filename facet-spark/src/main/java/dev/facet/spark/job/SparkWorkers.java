package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

import dev.facet.app.cluster.Workers;
import dev.facet.app.cluster.WorkersJob;
import dev.facet.app.launch.Invocation;
import dev.facet.app.launch.Output;
import dev.facet.app.launch.Started;
import dev.facet.config.UsageException;
import dev.facet.format.Folders;

/**
 * Executors of Spark, beside which this program is started. Each process is a task ({@link ProgramTask}). Spark tries
 * no task again, since whoever starts processes does, from a checkpoint.
 *
 * <p>Libraries are taken from the same place as on this machine where an executor has them there, and sent otherwise.
 */
final class SparkWorkers implements Workers {
    /** The class path of processes; the launcher sets it. */
    private static final String CLASS_PATH = "facet.class.path";

    /** A setting of Spark: whether libraries are sent ("send"), or only where machines lack them ("look"). */
    private static final String LIBRARIES = "spark.facet.libraries";

    /** A setting of Spark: how many seconds machines are waited for. */
    private static final String WAIT = "spark.facet.wait";

    /** Executors of a cluster that runs already come in seconds; those that must be begun in minutes. */
    private static final Duration STANDALONE = Duration.ofSeconds(20);

    private static final Duration ALLOCATED = Duration.ofMinutes(5);

    /** Spark's setting of the cores of a task. */
    private static final String CORES = "spark.task.cpus";

    /** What the launcher sets for a process, and where data and its cache are. */
    private static final List<String> ENVIRONMENT =
            List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "GLIBC_TUNABLES", "LC_ALL", "FACET_DATA", "FACET_CACHE");

    /** Longer than a copy of much data over a slow network takes. */
    private static final String COPYING = "24h";

    /** Before Spark's own, which would end processes that still save. */
    private static final int PRIORITY = 100;

    private static final Duration SAVING = Duration.ofSeconds(70);

    private final WorkersJob job;
    private final Consumer<String> notice;
    private final SparkSession spark;
    private final JavaSparkContext context;
    private final TaskWatch watch = new TaskWatch();
    /** Folders that were made for that of the job, the innermost first. */
    private final List<Path> made;

    private final Path folder;
    private final String token = UUID.randomUUID().toString();
    private final List<Library> libraries;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runnable hook = this::awaitClosed;
    private final List<SparkPrograms> started = new ArrayList<>();
    /** Of data at addresses: what all machines must have. */
    private final Map<String, String> versions;

    private boolean sent;
    private int jobs;

    private SparkWorkers(
            WorkersJob job,
            Consumer<String> notice,
            SparkSession spark,
            List<Path> made,
            Path folder,
            List<Library> libraries,
            Map<String, String> versions) {
        this.job = job;
        this.notice = notice;
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.made = made;
        this.folder = folder;
        this.libraries = libraries;
        this.versions = versions;
    }

    /** Begins to use a cluster. */
    static SparkWorkers open(WorkersJob job, Consumer<String> notice) throws IOException {
        boolean always = always(job);
        patience(job);
        Map<String, String> versions = new LinkedHashMap<>();
        for (String address : job.addresses()) {
            versions.put(
                    address,
                    RemoteFiles.version(address, SparkCluster.hadoop(job.settings()), System.getenv(), notice));
        }
        SparkSession spark = SparkCluster.session(
                job.master(), job.settings(), job.together() ? "training" : "sweep", settings(job));
        List<Path> made = List.of();
        SparkWorkers workers = null;
        try {
            made = Folders.make(job.folder());
            Path folder = Files.createDirectory(job.folder()
                    .resolve(".spark-" + UUID.randomUUID().toString().substring(0, 8)));
            workers = new SparkWorkers(job, notice, spark, made, folder, libraries(), versions);
            Files.writeString(folder.resolve("token"), workers.token);
            workers.context.sc().addSparkListener(workers.watch);
            ShutdownHookManager.get().addShutdownHook(workers.hook, PRIORITY, SAVING.toSeconds(), TimeUnit.SECONDS);
            if (always) {
                workers.send();
            }
            return workers;
        } catch (IOException | RuntimeException e) {
            try {
                if (workers == null) {
                    spark.stop();
                    Folders.deleteEmpty(made);
                } else {
                    workers.close();
                }
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** What processes want of Spark, where the user wants nothing else. */
    private static Map<String, String> settings(WorkersJob job) {
        long cores = number(job, CORES, 1);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.task.maxFailures", "1");
        settings.put("spark.stage.maxConsecutiveAttempts", "1");
        settings.put("spark.speculation", "false");
        settings.put("spark.dynamicAllocation.enabled", "false");
        // machines copy data before they meet
        settings.put("spark.barrier.sync.timeout", job.addresses().isEmpty() ? "300s" : COPYING);
        settings.put("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        settings.put("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "30");
        settings.put("spark.executor.memory", "512m");
        settings.put("spark.cores.max", String.valueOf(job.processes() * cores));
        if (job.master().equals("yarn") || job.master().startsWith("k8s://")) {
            // the memory of processes counts as what executors need beside their heap
            settings.put("spark.executor.memoryOverhead", "4g");
            settings.put("spark.executor.instances", String.valueOf(job.processes()));
            settings.put("spark.executor.cores", String.valueOf(cores));
        }
        return settings;
    }

    /** The class path of processes. Folders of classes become jars if they are sent, and names differ. */
    private static List<Library> libraries() throws IOException {
        List<Library> libraries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String classPath = System.getProperty(CLASS_PATH, System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (!Files.exists(path)) {
                continue;
            }
            String name = String.valueOf(path.getFileName());
            if (Files.isDirectory(path) || !names.add(name)) {
                name = libraries.size() + "-" + name + (Files.isDirectory(path) ? ".jar" : "");
            }
            libraries.add(Library.of(path, name));
        }
        return libraries;
    }

    private static boolean always(WorkersJob job) {
        String wanted = job.settings().getOrDefault(LIBRARIES, "look");
        if (!wanted.equals("look") && !wanted.equals("send")) {
            throw new UsageException(LIBRARIES + " is '" + wanted + "'; wanted look, which sends libraries where a"
                    + " machine lacks them, or send.");
        }
        return wanted.equals("send");
    }

    /** Sends the libraries to all machines, also those that come later. Does nothing the second time. */
    synchronized void send() throws IOException {
        if (sent) {
            return;
        }
        long bytes = libraries.stream()
                .mapToLong(library -> Math.max(0, library.bytes()))
                .sum();
        notice.accept(String.format(
                Locale.ROOT,
                "sending Facet and libtorch to the machines of the cluster, %,d MB to each",
                bytes / 1_000_000));
        Path packed = Files.createDirectory(folder.resolve("libraries"));
        for (Library library : libraries) {
            Path path = Path.of(library.path());
            if (!library.name().equals(String.valueOf(path.getFileName()))) {
                Path copy = packed.resolve(library.name());
                if (library.bytes() < 0) {
                    pack(path, copy);
                } else {
                    Files.copy(path, copy);
                }
                path = copy;
            }
            context.addFile(path.toString());
        }
        sent = true;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                packed.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, packed);
            }
        }
    }

    /** What tasks must know. */
    synchronized ProgramTask.Setup setup() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String name : ENVIRONMENT) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return new ProgramTask.Setup(
                folder.toString(),
                token,
                job.paths().stream().map(Path::toString).toList(),
                versions,
                libraries,
                sent,
                environment,
                List.of(
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-D" + Invocation.PROPERTY + "=" + Invocation.command()),
                Invocation.MAIN);
    }

    JavaSparkContext context() {
        return context;
    }

    TaskWatch watch() {
        return watch;
    }

    WorkersJob job() {
        return job;
    }

    /** How long to wait for machines. */
    Duration patience() {
        return patience(job);
    }

    private static Duration patience(WorkersJob job) {
        if (SparkCluster.isLocal(job.master())) {
            return Duration.ZERO;
        }
        Duration usual = job.master().startsWith("spark://") ? STANDALONE : ALLOCATED;
        return Duration.ofSeconds(number(job, WAIT, usual.toSeconds()));
    }

    private static long number(WorkersJob job, String setting, long usual) {
        String wanted = job.settings().getOrDefault(setting, "" + usual);
        if (!wanted.matches("[1-9]\\d{0,6}")) {
            throw new UsageException(setting + " is '" + wanted + "'; wanted a whole number above 0.");
        }
        return Long.parseLong(wanted);
    }

    /** The number of tasks that the executors which have come can do at once. */
    int slots() {
        SparkContext spark = context.sc();
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }

    @Override
    public String master() {
        return job.master();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public int cores() {
        return Math.toIntExact(number(job, CORES, 1));
    }

    @Override
    public List<Started> together(List<List<String>> commands, Output output) throws IOException {
        return start(commands, true, output).programs();
    }

    @Override
    public Started alone(List<String> command, Output output) throws IOException {
        return start(List.of(command), false, output).programs().get(0);
    }

    private synchronized SparkPrograms start(List<List<String>> commands, boolean together, Output output)
            throws IOException {
        String name = "facet-" + jobs;
        Path place = Files.createDirectory(folder.resolve("job-" + jobs));
        jobs++;
        SparkPrograms programs = new SparkPrograms(this, name, place, commands, together, output);
        started.removeIf(SparkPrograms::isDone);
        started.add(programs);
        programs.start();
        return programs;
    }

    /** Keeps Spark's own shutdown from ending what still saves. */
    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException patienceIsOver) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        List<SparkPrograms> running;
        synchronized (this) {
            running = List.copyOf(started);
        }
        try {
            running.forEach(SparkPrograms::end);
            context.sc().removeSparkListener(watch);
            spark.stop();
        } finally {
            closed.countDown();
            if (!ShutdownHookManager.get().isShutdownInProgress()) {
                ShutdownHookManager.get().removeShutdownHook(hook);
            }
            Folders.delete(folder);
            Folders.deleteEmpty(made);
        }
    }
}
