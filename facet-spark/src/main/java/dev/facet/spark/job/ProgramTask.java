package dev.facet.spark.job;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.CollectionAccumulator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

import dev.facet.spark.job.ProgramReport.Kind;

/**
 * A task that runs the program {@code facet} in a process of its own beside the executor. So a crash of native code, or
 * a shortage of memory, does not take the executor along; the process has its own threads and libraries, none of which
 * meet Spark's. It ends when the task is killed or the executor is lost: then its standard input ends.
 */
final class ProgramTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_MS = 250;
    private static final int JAVA_THAT_WARNS = 24;
    /** The exit code of what was stopped. */
    private static final int INTERRUPTED = 130;

    private static final String SEPARATOR = "\t";

    /**
     * What all processes of a session share.
     *
     * @param token the content of the file {@code token} in the folder of the session, by which it is recognised
     * @param paths what the machine must see
     * @param addresses of data that the machine copies to itself, and their versions
     * @param sent whether libraries were sent; else they are at the same place as on the machine that starts the job
     * @param environment variables, where the machine has none
     * @param java options of Java
     * @param main the main class
     */
    record Setup(
            String folder,
            String token,
            List<String> paths,
            Map<String, String> addresses,
            List<Library> libraries,
            boolean sent,
            Map<String, String> environment,
            List<String> java,
            String main)
            implements Serializable {}

    private final Setup setup;
    /** The folder of this job's files: for each process what it says, and what it should do. */
    private final String folder;

    /** An array, because a field of what is sent must be of a type that can be. */
    private final String[][] commands;

    private final boolean together;
    private final CollectionAccumulator<ProgramReport> reports;
    /** A file at which ranks of one machine meet; empty if they meet at an address. */
    private final String meeting;

    ProgramTask(
            Setup setup,
            String folder,
            List<List<String>> commands,
            boolean together,
            String meeting,
            CollectionAccumulator<ProgramReport> reports) {
        this.setup = setup;
        this.folder = folder;
        this.commands =
                commands.stream().map(command -> command.toArray(String[]::new)).toArray(String[][]::new);
        this.together = together;
        this.meeting = meeting;
        this.reports = reports;
    }

    /** The file that is no longer empty once the process has been started. */
    static String begun(int index) {
        return "begun-" + index;
    }

    /** The file to which a process's standard output goes. */
    static String out(int index) {
        return "out-" + index;
    }

    /** The file to which its standard error goes. */
    static String err(int index) {
        return "err-" + index;
    }

    /** The file that asks the process to stop as soon as it is not empty. */
    static String orders(int index) {
        return "orders-" + index;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> indices) {
        int index = indices.next();
        reports.add(report(index));
        return scala.collection.immutable.List$.MODULE$.<Integer>empty().iterator();
    }

    private ProgramReport report(int index) {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        try {
            Optional<ProgramReport> obstacle = obstacle(index, host);
            List<String> command = new ArrayList<>(List.of(commands[index]));
            if (together) {
                BarrierTaskContext barrier = BarrierTaskContext.get();
                String[] all = barrier.allGather(obstacle.isEmpty() + SEPARATOR + host + SEPARATOR + freePort());
                if (Arrays.stream(all).anyMatch(each -> each.startsWith("false"))) {
                    return obstacle.orElse(new ProgramReport(index, Kind.OTHERS, 0, host, ""));
                }
                command.addAll(meeting(host, all[0].split(SEPARATOR, -1)));
            } else if (obstacle.isPresent()) {
                return obstacle.get();
            }
            return new ProgramReport(index, Kind.ENDED, run(index, command), host, "");
        } catch (IOException e) {
            return new ProgramReport(index, Kind.BROKEN, 0, host, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskKilledException("the task was interrupted");
        }
    }

    /** Where ranks meet; the first is rank 0. */
    private List<String> meeting(String host, String[] first) {
        List<String> words =
                new ArrayList<>(List.of("--rank-threads", "" + TaskContext.get().cpus()));
        words.addAll(
                meeting.isEmpty()
                        ? List.of("--meet-at", first[1] + ":" + first[2], "--own-address", host)
                        : List.of("--meet", meeting));
        return words;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Why the process cannot be started on this machine. */
    private Optional<ProgramReport> obstacle(int index, String host) {
        Path token = Path.of(setup.folder()).resolve("token");
        String unseen = setup.paths().stream()
                .filter(path -> !Files.isReadable(Path.of(path)))
                .collect(Collectors.joining(", "));
        if (unseen.isEmpty() && !setup.token().equals(content(token))) {
            unseen = String.valueOf(Path.of(setup.folder()).getParent());
        }
        if (unseen.isEmpty() && !Files.isWritable(Path.of(folder))) {
            return Optional.of(new ProgramReport(
                    index,
                    Kind.UNSEEN,
                    0,
                    host,
                    folder + " (which it must also be able to write, as the user " + System.getProperty("user.name")
                            + ")"));
        }
        if (!unseen.isEmpty()) {
            return Optional.of(new ProgramReport(index, Kind.UNSEEN, 0, host, unseen));
        }
        return setup.sent() || setup.libraries().stream().allMatch(Library::isHere)
                ? noData(index, host).map(problem -> new ProgramReport(index, Kind.NO_DATA, 0, host, problem))
                : Optional.of(new ProgramReport(index, Kind.NO_LIBRARIES, 0, host, ""));
    }

    /** Copies data to this machine; says why it cannot. */
    private Optional<String> noData(int index, String host) {
        try {
            for (Map.Entry<String, String> address : setup.addresses().entrySet()) {
                RemoteFiles.fetch(
                        address.getKey(),
                        address.getValue(),
                        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()),
                        environment(),
                        line -> tell(index, host + ": " + line));
            }
            return Optional.empty();
        } catch (FileSystemException e) {
            return Optional.of(e.toString()); // its message is but a path
        } catch (IOException | RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Says a sentence where the process will. */
    private void tell(int index, String line) {
        try {
            Files.writeString(
                    Path.of(folder).resolve(err(index)), line + System.lineSeparator(), StandardOpenOption.APPEND);
        } catch (IOException e) {
            // it is not worth failing for
        }
    }

    /** The environment of the process. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        setup.environment().forEach((name, value) -> {
            // folders of the machine that starts the job need not be here
            if (!name.startsWith("FACET_") || Files.isDirectory(Path.of(value))) {
                environment.putIfAbsent(name, value);
            }
        });
        return environment;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private int run(int index, List<String> arguments) throws IOException, InterruptedException {
        File place = new File(folder);
        ProcessBuilder builder = new ProcessBuilder(java(arguments));
        builder.environment().putAll(environment());
        ResourceInformation gpus = TaskContext.get().resourcesJMap().get("gpu");
        if (gpus != null) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", String.join(",", gpus.addresses()));
        }
        builder.redirectOutput(index == 0 ? Redirect.appendTo(new File(place, out(index))) : Redirect.DISCARD);
        builder.redirectError(Redirect.appendTo(new File(place, err(index))));
        Path orders = place.toPath().resolve(orders(index));
        if (!content(orders).isEmpty()) {
            return INTERRUPTED;
        }
        TaskContext context = TaskContext.get();
        Process process = builder.start();
        Files.writeString(place.toPath().resolve(begun(index)), "begun");
        try {
            boolean told = false;
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (context.isInterrupted()) {
                    throw new TaskKilledException("the task was killed");
                }
                if (!told && !content(orders).isEmpty()) {
                    told = true;
                    process.toHandle().destroy(); // it saves and ends
                }
            }
            return process.exitValue();
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private List<String> java(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(setup.java());
        if (Runtime.version().feature() >= JAVA_THAT_WARNS) {
            words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        String classPath = setup.libraries().stream()
                .map(library -> setup.sent() ? sent(library) : library.path())
                .collect(Collectors.joining(File.pathSeparator));
        words.addAll(List.of("-cp", classPath, setup.main()));
        words.addAll(arguments);
        words.add("--ends-with-input");
        return words;
    }

    /** A file that Spark has brought to this machine. Some clusters keep the folders of executors; this goes before. */
    private static String sent(Library library) {
        String path = SparkFiles.get(library.name());
        new File(path).deleteOnExit();
        return path;
    }
}
