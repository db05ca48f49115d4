package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;

/**
 * What a server needs to start trainings: a place for data, and a queue. Some servers start none; the reason is told to
 * those who ask.
 */
final class Starting implements AutoCloseable {
    private static final String QUEUE = ".queue";
    private static final String UPLOADS = ".uploads";

    private final String reason;
    private final @Nullable Parts parts;

    /** What there is if the server starts trainings. */
    record Parts(DataRoot root, Uploads uploads, Preparation preparation, Queue queue, Estimates estimates) {}

    private Starting(String reason, @Nullable Parts parts) {
        this.reason = reason;
        this.parts = parts;
    }

    /** For a server with these settings. */
    static Starting of(StudioServer.Setup setup, RunList runs, Trainers trainers) throws IOException {
        StudioServer.Trainings trainings = setup.trainings();
        if (trainings == null) {
            return new Starting("this server starts no trainings; `facet studio FOLDER` does", null);
        }
        if (runs.isOne()) {
            return new Starting(
                    "this studio shows one run; to start others, open the folder of runs with `facet studio FOLDER`",
                    null);
        }
        DataRoot root = new DataRoot(trainings.data());
        try {
            Path folder = setup.root().toAbsolutePath().normalize();
            Uploads uploads = new Uploads(folder.resolve(UPLOADS), trainings.uploadBytes());
            Preparation preparation = new Preparation(runs, folder, root, uploads);
            Queue queue = new Queue(folder.resolve(QUEUE), runs, trainers, preparation, trainings.atOnce());
            return new Starting("", new Parts(root, uploads, preparation, queue, new Estimates(setup.main())));
        } catch (UsageException e) {
            return new Starting(String.valueOf(e.getMessage()), null);
        } catch (IOException e) {
            return new Starting("this studio cannot start trainings: " + e.getMessage(), null);
        }
    }

    /** Why the server starts no trainings; empty if it does. */
    Optional<String> reason() {
        return parts == null ? Optional.of(reason) : Optional.empty();
    }

    /** The uploads, if there can be some. */
    @Nullable
    Uploads uploads() {
        return parts == null ? null : parts.uploads();
    }

    /**
     * All that is needed.
     *
     * @throws Conflict if the server starts no trainings
     */
    Parts parts() {
        if (parts == null) {
            throw new Conflict(reason);
        }
        return parts;
    }

    @Override
    public void close() throws IOException {
        if (parts != null) {
            parts.queue().close();
            parts.estimates().close();
        }
    }
}
