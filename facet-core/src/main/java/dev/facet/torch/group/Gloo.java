package dev.facet.torch.group;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Collectives over TCP, for tensors of the CPU. Tensors of a GPU are copied to the CPU and back, which is for ranks
 * that share a GPU: {@link Nccl} needs one for each.
 */
final class Gloo implements Collectives {
    private final ProcessGroupGloo processes;

    private Gloo(ProcessGroupGloo processes) {
        this.processes = processes;
    }

    /** Loads the library. */
    static void load() {
        Loader.load(org.bytedeco.pytorch.presets.torch_gloo.class);
    }

    /** Meets the other ranks at {@code store}. Must be called within a {@code PointerScope}. */
    static Gloo join(Store store, Rendezvous at) {
        ProcessGroupGloo.Options options =
                ProcessGroupGloo.Options.create(new Milliseconds(at.patience().toMillis()));
        options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(at.own()));
        ProcessGroupGloo processes = new ProcessGroupGloo(store, at.rank(), at.size(), options);
        processes.retainReference();
        return new Gloo(processes);
    }

    @Override
    public void sum(Tensor tensor) {
        Tensor own = tensor.cpu();
        processes.allreduce(new TensorVector(own))._wait();
        back(own, tensor);
    }

    @Override
    public void broadcast(Tensor tensor, int from) {
        Tensor own = tensor.cpu();
        BroadcastOptions options = new BroadcastOptions();
        options.rootRank(from);
        processes.broadcast(new TensorVector(own), options)._wait();
        back(own, tensor);
    }

    private static void back(Tensor own, Tensor tensor) {
        if (tensor.is_cuda()) {
            tensor.copy_(own);
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
