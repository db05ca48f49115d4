package dev.facet.app.studio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;
import dev.facet.format.AtomicFile;
import dev.facet.format.PlainFile;
import dev.facet.train.RunFolder;

/**
 * New runs in the order in which they were asked for. One starts when fewer than a given number of runs are trained in
 * the folder, no matter who trains them. A place may be taken back until its run begins.
 *
 * <p>The queue is in {@code queue.json}, which is written atomically at each change. Training outlives the server; what
 * still waits when the server ends is kept, and offered again by the next server, which begins it only if told to. A
 * lock keeps two servers from having the same queue. Thread-safe.
 */
final class Queue implements AutoCloseable {
    /** Greatest number of places. */
    static final int MOST = 50;

    private static final int MOST_BYTES = 4 << 20;
    private static final int RETRY_AFTER_SECONDS = 60;
    private static final int MOST_ENDED = 50;
    private static final long EVERY_MILLIS = 500;
    private static final String FILE = "queue.json";
    private static final String REQUEST = "request.json";
    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);

    private final Path folder;
    private final RunList runs;
    private final Trainers trainers;
    private final Preparation preparation;
    private final int most;
    private final FileChannel lockFile;
    private final Map<Long, Place> places = new LinkedHashMap<>();
    private long next = 1;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "queue");
        thread.setDaemon(true);
        return thread;
    });

    /** The states of a place. */
    enum State {
        /** It starts when the trainings before it have ended. */
        WAITING,
        /** It waited when an earlier server ended. */
        KEPT,
        /** Its process reads the data and times steps; it has no run folder yet. */
        STARTING,
        /** It has become a run. */
        BEGUN,
        /** It could not begin. */
        FAILED
    }

    /** A place. Changed only under the lock of {@link Queue}. */
    private static final class Place {
        private final long id;
        private final Asked asked;
        private final String label;
        private final String command;
        private final Instant added;
        private State state;
        private Trainers.@Nullable Started process;
        private @Nullable String run;
        private @Nullable String failure;

        Place(long id, Asked asked, String label, String command, Instant added, State state) {
            this.id = id;
            this.asked = asked;
            this.label = label;
            this.command = command;
            this.added = added;
            this.state = state;
        }
    }

    /**
     * The queue in {@code folder}, which is made if necessary.
     *
     * @param most how many runs are trained at once
     * @throws UsageException if another server has the queue, or the folder is a link
     */
    Queue(Path folder, RunList runs, Trainers trainers, Preparation preparation, int most) throws IOException {
        this.folder = folder;
        this.runs = runs;
        this.trainers = trainers;
        this.preparation = preparation;
        this.most = most;
        if (Files.isSymbolicLink(folder)) {
            throw new UsageException(folder + " is a link; wanted a folder for the queue. Remove it");
        }
        Files.createDirectories(folder);
        lockFile = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileLock lock = null;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            // another server in this process
        }
        if (lock == null) {
            lockFile.close();
            throw new UsageException("another studio has the queue of this folder of runs; start trainings there, or"
                    + " end it and start this one again");
        }
        read();
        sweep();
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void read() throws IOException {
        Path file = folder.resolve(FILE);
        try {
            JsonNode kept = Answers.JSON.readTree(PlainFile.read(file, MOST_BYTES));
            next = Math.max(1, kept.path("next").asLong(1));
            for (JsonNode each : kept.path("places")) {
                long id = each.path("id").asLong(0);
                Place place = new Place(
                        id,
                        Asked.parse(each.path("asked").toString()),
                        each.path("label").asString("?"),
                        each.path("command").asString(""),
                        Instant.parse(each.path("added").asString("1970-01-01T00:00:00Z")),
                        State.KEPT);
                if (each.path("state").asString("").equals(text(State.FAILED))) {
                    place.state = State.FAILED;
                    place.failure = each.path("failure").asString("");
                }
                boolean begun = Files.exists(runFile(id)); // its process went on without the server that started it
                if (id > 0 && !begun && places.size() < MOST) {
                    places.put(id, place);
                }
                next = Math.max(next, id + 1);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("there is no queue yet");
        } catch (IOException | RuntimeException e) {
            if (e instanceof IOException && !PlainFile.exists(file)) {
                throw e;
            }
            Path kept = folder.resolve(FILE + ".damaged");
            String problem = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
            LOG.warn("{} is damaged and kept as {}: {}", file, kept, problem);
            Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
            places.clear();
        }
    }

    /** Removes files of places that are gone. */
    private void sweep() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("\\d{1,18}\\.(txt|run)")
                        && !places.containsKey(Long.parseLong(name.substring(0, name.indexOf('.'))))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path runFile(long id) {
        return folder.resolve(id + ".run");
    }

    private Path console(long id) {
        return folder.resolve(id + ".txt");
    }

    private void write() throws IOException {
        ObjectNode all = Answers.JSON.createObjectNode().put("next", next);
        ArrayNode list = all.putArray("places");
        for (Place place : places.values()) {
            if (place.state != State.BEGUN) {
                ObjectNode one = list.addObject()
                        .put("id", place.id)
                        .put("state", text(place.state))
                        .put("label", place.label)
                        .put("command", place.command)
                        .put("added", place.added.toString());
                one.set("asked", place.asked.json());
                if (place.failure != null) {
                    one.put("failure", place.failure);
                }
            }
        }
        AtomicFile.write(folder.resolve(FILE), Answers.JSON.writeValueAsBytes(all));
    }

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes the last place for a request that was checked, and returns its number.
     *
     * @throws Busy if there are no places left
     */
    synchronized long add(Asked asked, Prepared prepared) throws IOException {
        long open = places.values().stream()
                .filter(place -> place.state != State.BEGUN)
                .count();
        if (open >= MOST) {
            throw new Busy(
                    MOST + " runs are in the queue, which is the limit; take one back, or wait", RETRY_AFTER_SECONDS);
        }
        Place place = new Place(
                next++,
                asked,
                prepared.label(),
                prepared.command(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                State.WAITING);
        places.put(place.id, place);
        write();
        clock.execute(this::look);
        return place.id;
    }

    /** All places in their order, with those that have lately become runs. */
    synchronized ArrayNode list() {
        ArrayNode list = Answers.JSON.createArrayNode();
        places.values().forEach(place -> list.add(about(place)));
        return list;
    }

    /** One place. */
    synchronized ObjectNode get(long id) {
        return about(place(id));
    }

    private Place place(long id) {
        Place place = places.get(id);
        if (place == null) {
            throw new NotFound("there is no place " + id + " in the queue");
        }
        return place;
    }

    private ObjectNode about(Place place) {
        ObjectNode about = Answers.JSON
                .createObjectNode()
                .put("id", place.id)
                .put("state", text(place.state))
                .put("label", place.label)
                .put("command", place.command)
                .put("added", place.added.toString());
        about.set("asked", place.asked.json());
        if (place.run != null) {
            about.put("run", place.run);
        }
        if (place.failure != null) {
            about.put("failure", place.failure);
        }
        if (place.state == State.STARTING && place.process != null) {
            try {
                about.put("output", String.join("\n", place.process.lastLines()));
            } catch (IOException e) {
                LOG.debug("the output of place {} cannot be read: {}", place.id, e.getMessage());
            }
        }
        return about;
    }

    /**
     * Takes a place back.
     *
     * @throws Conflict if its run has begun
     */
    synchronized void remove(long id) throws IOException {
        Place place = place(id);
        if (place.state == State.STARTING || (place.state == State.BEGUN && place.run != null)) {
            throw new Conflict("this run has begun" + (place.run == null ? "" : ", as " + place.run)
                    + "; stop it where it is watched");
        }
        places.remove(id);
        clean(id);
        write();
    }

    private void clean(long id) throws IOException {
        Files.deleteIfExists(runFile(id));
        Files.deleteIfExists(console(id));
    }

    /**
     * Lets a place that was kept, or that failed, wait again.
     *
     * @throws Conflict if it waits already, or has begun
     */
    synchronized void release(long id) throws IOException {
        Place place = place(id);
        if (place.state != State.KEPT && place.state != State.FAILED) {
            throw new Conflict("this place is " + text(place.state) + "; only one that was kept or that failed can be"
                    + " told to wait again");
        }
        places.remove(id); // it goes to the end
        place.state = State.WAITING;
        place.failure = null;
        places.put(id, place);
        write();
        clock.execute(this::look);
    }

    /** What waits or was kept, for a check of what still needs an upload. */
    synchronized boolean wants(Asked.Place data) {
        return places.values().stream()
                .anyMatch(place -> place.state != State.BEGUN && data.equals(place.asked.data()));
    }

    /** Follows the processes that were started, and starts the next. */
    private synchronized void look() {
        try {
            boolean changed = false;
            for (Place place : List.copyOf(places.values())) {
                if (place.state == State.STARTING) {
                    changed |= follow(place);
                }
            }
            Optional<Place> first = places.values().stream()
                    .filter(place -> place.state == State.WAITING)
                    .findFirst();
            if (first.isPresent() && trained() < most) {
                begin(first.get());
                changed = true;
            }
            if (changed) {
                write();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the queue is stuck: {}", e.getMessage());
        }
    }

    /** How many runs are trained in the folder, or about to be; at least {@code most} if there are more. */
    private long trained() throws IOException {
        Set<Path> here = trainers.aliveIn();
        if (here.size() >= most) {
            return here.size();
        }
        long others = 0;
        for (Path run : runs.all().values()) {
            if (!here.contains(run) && RunFolder.open(run).isTraining()) {
                others++;
            }
        }
        return others + here.size();
    }

    private void begin(Place place) throws IOException {
        try {
            clean(place.id);
            List<String> arguments =
                    new ArrayList<>(preparation.prepare(place.asked).all());
            arguments.addAll(List.of("--run-file", runFile(place.id).toString()));
            place.process = trainers.begin(place.label, arguments, console(place.id));
            place.state = State.STARTING;
        } catch (Mistake | NotFound | UsageException e) {
            place.state = State.FAILED; // the data has changed while the place waited
            place.failure = e.getMessage();
        }
    }

    /** Looks whether a process has made its run folder, or has ended. Returns whether the place has changed. */
    private boolean follow(Place place) throws IOException {
        Trainers.Started process = Objects.requireNonNull(place.process);
        boolean alive = process.isAlive(); // asked first: it may make the folder and end at once
        Path file = runFile(place.id);
        if (PlainFile.exists(file)) {
            Path path = Path.of(new String(PlainFile.read(file, 1 << 14), StandardCharsets.UTF_8));
            String name = String.valueOf(path.getFileName());
            RunFolder run = runs.find(name);
            trainers.adopt(run, process);
            AtomicFile.write(
                    run.path().resolve(REQUEST),
                    Answers.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(place.asked.json()));
            place.run = name;
            place.state = State.BEGUN;
            forget();
            return true;
        }
        if (!alive) {
            place.state = State.FAILED;
            place.failure = process.failure().orElse("The training ended without a run.");
            return true;
        }
        return false;
    }

    /** Forgets the oldest places that have become runs. */
    private void forget() {
        List<Place> begun = places.values().stream()
                .filter(place -> place.state == State.BEGUN)
                .toList();
        for (Place old : begun.subList(0, Math.max(0, begun.size() - MOST_ENDED))) {
            places.remove(old.id);
        }
    }

    /** What the page asked for when it began a run; empty if the run was begun elsewhere. */
    static Optional<JsonNode> request(RunFolder run) {
        Path file = run.path().resolve(REQUEST);
        if (!PlainFile.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Asked.parse(new String(PlainFile.read(file, 1 << 18), StandardCharsets.UTF_8))
                    .json());
        } catch (IOException | UsageException | Mistake | JacksonException e) {
            LOG.debug("{} is damaged: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        lockFile.close(); // which releases the lock
    }
}
