package dev.facet.torch.group;

import java.util.function.Supplier;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;

import dev.facet.config.UsageException;
import dev.facet.torch.Engine;

/**
 * A group over Gloo, libtorch's collectives for CPUs. Finds out which rank does not answer by {@link Attendance}. Holds
 * native memory, sockets and a thread. For one thread.
 */
public final class Gloo implements Group, AutoCloseable {
    private final Rendezvous at;
    private final Store store;
    private final ProcessGroupGloo processes;
    private final Attendance attendance;
    private final SumOfGradients hook = new SumOfGradients(this);
    private long nanoseconds;
    private long bytes;
    private long calls;
    private boolean closed;
    private @Nullable RankException lost;

    private Gloo(Rendezvous at, Store store, ProcessGroupGloo processes, Attendance attendance) {
        this.at = at;
        this.store = store;
        this.processes = processes;
        this.attendance = attendance;
        hook.retainReference();
    }

    /**
     * Meets the other ranks. Waits until all have come.
     *
     * @throws RankException if some do not come within the time limit
     * @throws UsageException if rank 0 cannot listen on the port
     */
    public static Gloo join(Rendezvous at) {
        Engine.load();
        Loader.load(org.bytedeco.pytorch.presets.torch_gloo.class);
        try (PointerScope scope = new PointerScope()) {
            Store store = store(at);
            store.retainReference();
            Attendance attendance = new Attendance(store, at);
            try {
                ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(milliseconds(at));
                options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(at.own()));
                ProcessGroupGloo processes = new ProcessGroupGloo(store, at.rank(), at.size(), options);
                processes.retainReference();
                return new Gloo(at, store, processes, attendance);
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

    private static Store store(Rendezvous at) {
        if (at.file() != null) {
            Store store = new FileStore(at.file().toString(), at.size());
            store.setTimeout(milliseconds(at));
            return store;
        }
        TCPStoreOptions options = new TCPStoreOptions();
        options.port((short) at.port());
        options.isServer(at.rank() == 0);
        options.waitWorkers(false);
        options.timeout(milliseconds(at));
        try {
            return new TCPStore(at.host(), options);
        } catch (RuntimeException e) {
            if (at.rank() == 0) {
                throw new UsageException("rank 0 cannot listen on port " + at.port() + ": " + firstLine(e)
                        + ". Another program may use it; take another port, the same for all ranks.");
            }
            throw new RankException(
                    "rank " + at.rank() + " finds no rank 0 at " + at.place() + ": " + firstLine(e)
                            + ". Start rank 0, and name its address and port to all ranks.",
                    e);
        }
    }

    private static String firstLine(RuntimeException e) {
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
    public void sum(Tensor tensor) {
        together(tensor, () -> processes.allreduce(new TensorVector(tensor)));
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        together(tensor, () -> {
            BroadcastOptions options = new BroadcastOptions();
            options.rootRank(from);
            return processes.broadcast(new TensorVector(tensor), options);
        });
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

    private void together(Tensor tensor, Supplier<Work> start) {
        attendance.come();
        long begin = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            start.get()._wait();
        } catch (RuntimeException e) {
            lost = new RankException(attendance.blame(), e);
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
            processes.close();
            store.close();
            hook.close();
        }
    }
}
