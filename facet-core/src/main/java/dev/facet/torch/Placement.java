package dev.facet.torch;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.config.TrainingConfig.Device;

/**
 * The device of the tensors that this thread makes by {@link Tensors} until this is closed; without one, the CPU.
 * Tensors made from others are on the device of those. Only training sets a placement, so models, which many threads
 * use, never meet tensors of a GPU.
 */
public final class Placement implements AutoCloseable {
    private static final ThreadLocal<Device> CURRENT = ThreadLocal.withInitial(() -> Device.CPU);

    private final Device before;

    private Placement(Device before) {
        this.before = before;
    }

    /**
     * Sets the device for this thread from now on. {@code AUTO} is not allowed; see {@link Engine#resolve(Device)}.
     */
    public static Placement on(Device device) {
        if (device == Device.AUTO) {
            throw new IllegalArgumentException("where tensors lie must be decided: cpu or cuda");
        }
        Placement placement = new Placement(CURRENT.get());
        CURRENT.set(device);
        return placement;
    }

    /** Options for new tensors of a type. */
    static TensorOptions options(ScalarType type) {
        TensorOptions options = new TensorOptions(type);
        return onCpu() ? options : options.device(cuda());
    }

    /** A tensor of the CPU, or its copy on the placement's device. */
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
