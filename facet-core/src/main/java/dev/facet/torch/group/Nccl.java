package dev.facet.torch.group;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * NVIDIA's collectives, for tensors of GPUs, of which each rank must have one of its own. NCCL itself would only order
 * its kernels after those of the tensor; this waits for them, so that a rank that hangs is found where it is waited
 * for. After an error of NCCL, libtorch ends the process.
 */
final class Nccl implements Collectives {
    /** Most sums are done within this time; for longer ones, the thread sleeps. */
    private static final long SPIN_NANOSECONDS = 200_000;

    private static final long SLEEP_NANOSECONDS = 50_000;

    private final Store store;
    private final ProcessGroupNCCL processes;
    private final Duration patience;

    private Nccl(Store store, ProcessGroupNCCL processes, Duration patience) {
        this.store = store;
        this.processes = processes;
        this.patience = patience;
    }

    /**
     * Joins the other ranks, which meet at {@code store} in the first call, and owns the store from now on. Must be
     * called within a {@code PointerScope}.
     *
     * @throws LinkageError if NCCL or the part of libtorch that uses it cannot be loaded
     */
    static Nccl join(Store store, Rendezvous at) {
        Loader.load(torch_nccl.class);
        ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create();
        // libtorch itself would end the process without a word of which rank is late
        options.timeout(
                new Milliseconds(at.patience().multipliedBy(2).plusMinutes(1).toMillis()));
        ProcessGroupNCCL processes = new ProcessGroupNCCL(store, at.rank(), at.size(), options);
        processes.retainReference();
        store.retainReference();
        return new Nccl(store, processes, at.patience());
    }

    @Override
    public void sum(Tensor tensor) {
        finish(processes.allreduce(new TensorVector(tensor)));
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        BroadcastOptions options = new BroadcastOptions();
        options.rootRank(from);
        finish(processes.broadcast(new TensorVector(tensor), options));
    }

    private void finish(Work work) {
        work._wait();
        long begin = System.nanoTime();
        while (!work.isCompleted()) {
            long waited = System.nanoTime() - begin;
            if (waited > patience.toNanos()) {
                throw new IllegalStateException("NCCL has not ended within " + patience.toSeconds() + " s");
            }
            if (waited < SPIN_NANOSECONDS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(SLEEP_NANOSECONDS);
            }
        }
    }

    @Override
    public void close() {
        processes.abort(); // all that was begun has ended; a shutdown would wait for the others, which may be gone
        processes.close();
        store.close();
    }
}
