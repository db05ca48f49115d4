package dev.facet.spark.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.CollectionAccumulator;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

import dev.facet.app.console.ExitCodes;
import dev.facet.app.launch.Output;
import dev.facet.app.launch.Started;
import dev.facet.config.UsageException;
import dev.facet.spark.job.ProgramReport.Kind;

/**
 * Processes that are the tasks of one job of Spark, and a thread that follows them: it waits for machines, starts the
 * job, passes on what the first process says, and notes how each ended. Thread-safe.
 */
final class SparkPrograms {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int KEPT_LINES = 40;

    /** Time for processes to end that were killed. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Spark tells why a task was lost a moment after the job has failed. */
    private static final Duration REASONS = Duration.ofMillis(500);

    private static final ClassTag<Integer> INTEGERS = ClassTag$.MODULE$.apply(Integer.class);

    private final SparkWorkers workers;
    private final String name;
    private final Path folder;
    private final List<List<String>> commands;
    private final boolean together;
    private final List<Program> programs = new ArrayList<>();
    private final List<Tail> tails;
    private final Thread follower;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean killed;
    private volatile @Nullable Exception refusal;
    /** Of the follower. */
    private String failure = "";

    SparkPrograms(
            SparkWorkers workers,
            String name,
            Path folder,
            List<List<String>> commands,
            boolean together,
            Output output)
            throws IOException {
        this.workers = workers;
        this.name = name;
        this.folder = folder;
        this.commands = commands;
        this.together = together;
        // files that exist are found to have changed; those that do not are missing for long on network file systems
        for (int i = 0; i < commands.size(); i++) {
            programs.add(new Program(i));
            Files.createFile(folder.resolve(ProgramTask.err(i)));
            Files.createFile(folder.resolve(ProgramTask.orders(i)));
            Files.createFile(folder.resolve(ProgramTask.begun(i)));
        }
        Path out = Files.createFile(folder.resolve(ProgramTask.out(0)));
        this.tails = List.of(new Tail(out, output::out), new Tail(folder.resolve(ProgramTask.err(0)), output::err));
        this.follower = new Thread(this::follow, name);
        follower.setDaemon(true);
    }

    void start() {
        follower.start();
    }

    List<Started> programs() {
        return List.copyOf(programs);
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Ends all processes at once, and waits for that. */
    void end() {
        kill();
        try {
            if (!done.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                follower.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        if (!isDone()) {
            killed = true;
            workers.context().cancelJobGroup(name);
        }
    }

    private void follow() {
        try {
            if (awaitSlots()) {
                List<ProgramReport> reports = follow(submit());
                if (reports.stream().anyMatch(report -> report.kind() == Kind.NO_LIBRARIES) && !killed) {
                    workers.send();
                    reports = follow(submit());
                }
                conclude(reports);
            }
        } catch (IOException | RuntimeException e) {
            refusal = e instanceof IllegalStateException
                    ? new IOException("the connection to the cluster was lost: " + e.getMessage(), e)
                    : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finish();
        }
    }

    /** What was said last is passed on before processes count as ended. */
    private void finish() {
        try {
            for (Tail tail : tails) {
                tail.finish();
            }
        } catch (IOException e) {
            refusal = refusal == null ? e : refusal;
        }
        programs.forEach(program -> program.ended(ExitCodes.INTERRUPTED, "it was not started"));
        done.countDown();
    }

    /** Waits for machines, but not for long. Returns false if nobody wants them any more. */
    private boolean awaitSlots() throws InterruptedException {
        int wanted = together ? commands.size() : 1;
        long end = System.nanoTime() + workers.patience().toNanos();
        while (!killed) {
            int slots = workers.slots();
            if (slots >= wanted) {
                return true;
            }
            if (System.nanoTime() - end >= 0) {
                throw new UsageException(tooFew(wanted, slots));
            }
            Thread.sleep(LOOK.toMillis());
        }
        return false;
    }

    private String tooFew(int wanted, int slots) {
        int cores = workers.cores();
        String hosts = Arrays.stream(workers.context().statusTracker().getExecutorInfos())
                .map(SparkExecutorInfo::host)
                .distinct()
                .collect(Collectors.joining(", "));
        return "the cluster has room for " + slots + " of " + wanted + (wanted == 1 ? " process" : " processes")
                + " at once, each with " + cores + (cores == 1 ? " core" : " cores") + " (spark.task.cpus)"
                + (hosts.isEmpty() ? "" : "; machines: " + hosts) + ". "
                + (together && slots > 0 ? "Take --ranks " + slots + ", s" : "S")
                + "tart more workers, or wait for what else runs there."
                + (workers.patience().isZero()
                        ? ""
                        : " Machines were waited for " + workers.patience().toSeconds() + " s (spark.facet.wait).");
    }

    private Job submit() {
        JavaSparkContext context = workers.context();
        context.setJobGroup(name, commands.size() + " processes", true);
        CollectionAccumulator<ProgramReport> reports = context.sc().collectionAccumulator(name);
        boolean meetHere = SparkCluster.isLocal(workers.job().master());
        String meeting =
                meetHere ? folder.resolve("meeting-" + System.nanoTime()).toString() : "";
        ProgramTask task = new ProgramTask(workers.setup(), folder.toString(), commands, together, meeting, reports);
        List<Integer> indices = IntStream.range(0, commands.size()).boxed().toList();
        RDD<Integer> tasks = context.parallelize(indices, indices.size()).rdd();
        RDD<Integer> work = together
                ? tasks.barrier().mapPartitions(task, false, INTEGERS)
                : tasks.mapPartitions(task, false, INTEGERS);
        return new Job(new JavaRDD<>(work, INTEGERS).collectAsync(), reports);
    }

    private record Job(Future<List<Integer>> future, CollectionAccumulator<ProgramReport> reports) {}

    /** Follows a job to its end. */
    private List<ProgramReport> follow(Job job) throws IOException, InterruptedException {
        while (true) {
            boolean over = job.future().isDone();
            List<ProgramReport> reports = job.reports().value();
            for (Tail tail : tails) {
                tail.poll();
            }
            for (ProgramReport report : reports) {
                if (report.kind() == Kind.ENDED) {
                    Program program = programs.get(report.index());
                    program.ended(report.code(), program.words(report.code(), report.host()));
                }
            }
            if (over) {
                failure = failure(job.future());
                return reports;
            }
            if (killed) {
                // a job that was submitted in the same moment has not heard of it
                workers.context().cancelJobGroup(name);
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** Why a job failed, in a line; empty if it did not. */
    private static String failure(Future<?> future) throws InterruptedException {
        try {
            future.get();
            return "";
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Says of all processes that did not end by themselves why, or refuses them. */
    private void conclude(List<ProgramReport> reports) throws InterruptedException {
        Map<String, TreeSet<String>> unseen = new LinkedHashMap<>();
        TreeSet<String> noData = new TreeSet<>();
        if (killed) {
            programs.forEach(program ->
                    program.ended(Started.KILLED, program.where() + "ended, since it did not end by itself"));
            return;
        }
        for (ProgramReport report : reports) {
            switch (report.kind()) {
                case UNSEEN ->
                    unseen.computeIfAbsent(report.problem(), key -> new TreeSet<>())
                            .add(report.host());
                case NO_LIBRARIES ->
                    throw new UsageException(
                            report.host() + " has no Facet, though it was sent. Look at what its executor says.");
                case NO_DATA -> noData.add(report.host() + ": " + report.problem());
                case BROKEN ->
                    programs.get(report.index())
                            .ended(Started.KILLED, report.host() + ": it could not be started: " + report.problem());
                case OTHERS, ENDED -> {}
            }
        }
        if (!unseen.isEmpty()) {
            throw new UsageException(unseen.entrySet().stream()
                            .map(each -> String.join(", ", each.getValue()) + " cannot see " + each.getKey())
                            .collect(Collectors.joining("; "))
                    + ". Data and folders of runs must be on a path that all machines of the cluster share, under the"
                    + " same name.");
        }
        if (!noData.isEmpty()) {
            throw new UsageException(String.join("; ", noData));
        }
        if (programs.stream().noneMatch(Started::isAlive)) {
            return;
        }
        Thread.sleep(REASONS.toMillis());
        boolean explained = false;
        for (Program program : programs) {
            Optional<String> loss = workers.watch().loss(name, program.index);
            if (loss.isPresent()) {
                explained = true;
                program.ended(Started.KILLED, program.where() + loss.get());
            }
        }
        for (Program program : programs) {
            if (explained) {
                program.ended(ExitCodes.RANK_LOST, program.where() + "ended with the others");
            } else {
                program.ended(Started.KILLED, program.where() + failure);
            }
        }
    }

    /** One process. */
    private final class Program implements Started {
        private final int index;
        private final CountDownLatch end = new CountDownLatch(1);
        /** Written before the end. */
        private volatile int code;

        private volatile String words = "";

        Program(int index) {
            this.index = index;
        }

        String words(int ended, String host) {
            return (ended > SIGNALS ? "killed by signal " + (ended - SIGNALS) : "exit code " + ended) + " on " + host;
        }

        String where() {
            return workers.watch().host(name, index).map(host -> host + ": ").orElse("");
        }

        /** Only the first call counts. */
        synchronized void ended(int exitCode, String how) {
            if (end.getCount() > 0) {
                code = exitCode;
                words = how;
                end.countDown();
            }
        }

        @Override
        public boolean isAlive() {
            return end.getCount() > 0;
        }

        @Override
        public int code() {
            return code;
        }

        @Override
        public String end() {
            return words;
        }

        @Override
        public List<String> said() {
            return Tail.last(folder.resolve(ProgramTask.err(index)), KEPT_LINES);
        }

        @Override
        public void stop() {
            try {
                Files.writeString(folder.resolve(ProgramTask.orders(index)), "stop");
                // read, because on network file systems the size may be an old one
                if (Files.readString(folder.resolve(ProgramTask.begun(index))).isEmpty()) {
                    SparkPrograms.this.kill(); // what waits for a machine, or for data, need not wait any longer
                }
            } catch (IOException e) {
                SparkPrograms.this.kill();
            }
        }

        @Override
        public void kill() {
            SparkPrograms.this.kill();
        }

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            return end.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void check() throws IOException {
            Exception why = refusal;
            if (why instanceof IOException io) {
                throw io;
            }
            if (why instanceof RuntimeException mistake) {
                throw mistake;
            }
        }
    }
}
