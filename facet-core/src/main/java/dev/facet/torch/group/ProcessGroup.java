package dev.facet.torch.group;

import java.time.Duration;
import java.util.function.Consumer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.config.Hint;
import dev.facet.config.UsageException;
import dev.facet.torch.Engine;

/**
 * A group of processes over libtorch's collectives: {@link Gloo} for tensors of the CPU, {@link Nccl} for those of GPUs
 * if each rank has one of its own. Finds out which rank does not answer by {@link Attendance}. Holds native memory,
 * sockets and a thread. For one thread.
 */
public final class ProcessGroup implements Group, AutoCloseable {
    private final Rendezvous at;
    private final Store store;
    private final Collectives processors;
    private Collectives gpus;
    private final Attendance attendance;
    private final SumOfGradients hook = new SumOfGradients(this);
    private long nanoseconds;
    private long bytes;
    private long calls;
    private boolean closed;
    private @Nullable RankException lost;

    private ProcessGroup(Rendezvous at, Store store, Collectives processors, Attendance attendance) {
        this.at = at;
        this.store = store;
        this.processors = processors;
        this.gpus = processors;
        this.attendance = attendance;
        hook.retainReference();
    }

    /**
     * Meets the other ranks. Waits until all have come.
     *
     * @throws RankException if some do not come within the time limit
     * @throws UsageException if rank 0 cannot listen on the port
     */
    public static ProcessGroup join(Rendezvous at) {
        Engine.load();
        Gloo.load();
        try (PointerScope scope = new PointerScope()) {
            Store store = store(at, "", at.rank() == 0);
            store.retainReference();
            Attendance attendance = new Attendance(store, at);
            try {
                return new ProcessGroup(at, store, Gloo.join(store, at), attendance);
            } catch (RuntimeException e) {
                String missing = attendance.missing();
                attendance.close();
                store.close();
                throw new RankException(
                        "rank " + at.rank() + " waited " + at.patience().toSeconds() + " s for the other ranks at "
                                + at.place() + ": " + missing + ". Look at what they say, and start all again.",
                        e);
            }
        }
    }

    /**
     * Where ranks find each other.
     *
     * @param more end of the file's name
     * @param serves whether this rank opens the port, if there is no file
     */
    private static Store store(Rendezvous at, String more, boolean serves) {
        if (at.file() != null) {
            Store store = new FileStore(at.file() + more, at.size());
            store.setTimeout(milliseconds(at));
            return store;
        }
        TCPStoreOptions options = new TCPStoreOptions();
        options.port((short) at.port());
        options.isServer(serves);
        options.waitWorkers(false);
        options.timeout(milliseconds(at));
        try {
            return new TCPStore(at.host(), options);
        } catch (RuntimeException e) {
            if (serves) {
                throw new UsageException("rank 0 cannot listen on port " + at.port() + ": " + firstLine(e)
                        + ". Another program may use it; take another port, the same for all ranks.");
            }
            throw new RankException(
                    "rank " + at.rank() + " finds no rank 0 at " + at.place() + ": " + firstLine(e)
                            + ". Start rank 0, and name its address and port to all ranks.",
                    e);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Milliseconds milliseconds(Rendezvous at) {
        return new Milliseconds(at.patience().toMillis());
    }

    @Override
    public int rank() {
        return at.rank();
    }

    @Override
    public int size() {
        return at.size();
    }

    @Override
    public int threads() {
        return at.threads();
    }

    @Override
    public void eachHasAGpu() {
        if (gpus == processors) {
            try (PointerScope scope = new PointerScope()) {
                gpus = Nccl.join(store(at, "-gpus", false), at); // a store can be handed to one library only
            } catch (LinkageError e) {
                throw new UsageException("rank " + at.rank() + " cannot load NCCL, by which GPUs exchange gradients: "
                        + firstLine(e) + ". " + Hint.of("doctor") + " says what is missing; or take the CPU with"
                        + " --device cpu.");
            } catch (RuntimeException e) {
                throw new RankException(
                        "rank " + at.rank() + " cannot use NCCL, by which GPUs exchange gradients: " + firstLine(e), e);
            }
        }
    }

    @Override
    public void sum(Tensor tensor) {
        together(tensor, collectives -> collectives.sum(tensor));
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        together(tensor, collectives -> collectives.broadcast(tensor, from));
    }

    @Override
    public Tensor total(Tensor part) {
        return at.size() == 1 ? part : Group.total(this, part, hook);
    }

    @Override
    public RuntimeException cause(RuntimeException failure) {
        return lost == null ? failure : lost;
    }

    /** Seconds that this rank has spent in the group's methods, waiting for others included. */
    public double seconds() {
        return nanoseconds / 1e9;
    }

    /** Bytes of all tensors so far that were summed or broadcast. */
    public long bytes() {
        return bytes;
    }

    /** The number of sums and broadcasts so far. */
    public long calls() {
        return calls;
    }

    private void together(Tensor tensor, Consumer<Collectives> work) {
        attendance.come();
        long begin = System.nanoTime();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            work.accept(tensor.is_cuda() ? gpus : processors);
        } catch (RuntimeException e) {
            lost = new RankException(attendance.blame(Duration.ofNanos(System.nanoTime() - begin)), e);
            throw lost;
        }
        nanoseconds += System.nanoTime() - begin;
        bytes += tensor.numel() * tensor.element_size();
        calls++;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            attendance.close();
            if (gpus != processors) {
                gpus.close();
            }
            processors.close();
            store.close();
            hook.close();
        }
    }
}
