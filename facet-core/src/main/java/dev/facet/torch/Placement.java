package dev.facet.torch;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.TrainingConfig.Device;

/**
 * Where the tensors lie that this thread makes by {@link Tensors} until this is closed: on the CPU unless somebody says
 * otherwise. Tensors that are made of others lie where those do. Only training says otherwise, so that models, which
 * are used by many threads, never meet tensors of a GPU.
 */
public final class Placement implements AutoCloseable {
    private static final ThreadLocal<Device> CURRENT = ThreadLocal.withInitial(() -> Device.CPU);

    private final Device before;

    private Placement(Device before) {
        this.before = before;
    }

    /** From now on, on this thread. Not for {@code AUTO}; see {@link Engine#resolve(Device)}. */
    public static Placement on(Device device) {
        if (device == Device.AUTO) {
            throw new IllegalArgumentException("where tensors lie must be decided: cpu or cuda");
        }
        Placement placement = new Placement(CURRENT.get());
        CURRENT.set(device);
        return placement;
    }

    /** What new tensors of a type are made by. */
    static TensorOptions options(ScalarType type) {
        TensorOptions options = new TensorOptions(type);
        return onCpu() ? options : options.device(cuda());
    }

    /** A tensor of the CPU, or its copy where new tensors lie. */
    static Tensor put(Tensor tensor) {
        return onCpu() ? tensor : tensor.cuda();
    }

    private static boolean onCpu() {
        return CURRENT.get() == Device.CPU;
    }

    private static DeviceOptional cuda() {
        return new DeviceOptional(new org.bytedeco.pytorch.Device(DeviceType.CUDA));
    }

    @Override
    public void close() {
        CURRENT.set(before);
    }
}
