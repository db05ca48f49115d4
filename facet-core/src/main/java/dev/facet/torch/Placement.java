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
    private static final int CPU = -1;

    /** The number of the GPU, or {@link #CPU}. */
    private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> CPU);

    private final int before;

    private Placement(int before) {
        this.before = before;
    }

    /**
     * Sets the device for this thread from now on; of several GPUs, the first one. {@code AUTO} is not allowed; see
     * {@link Engine#resolve(Device)}.
     */
    public static Placement on(Device device) {
        return on(device, 0);
    }

    /** The same, for the GPU with the number {@code gpu}, from 0. */
    public static Placement on(Device device, int gpu) {
        if (device == Device.AUTO) {
            throw new IllegalArgumentException("where tensors lie must be decided: cpu or cuda");
        }
        Placement placement = new Placement(CURRENT.get());
        CURRENT.set(device == Device.CPU ? CPU : gpu);
        return placement;
    }

    /** Options for new tensors of a type. */
    static TensorOptions options(ScalarType type) {
        TensorOptions options = new TensorOptions(type);
        return onCpu() ? options : options.device(new DeviceOptional(cuda()));
    }

    /** A tensor of the CPU, or its copy on the placement's device. */
    static Tensor put(Tensor tensor) {
        return onCpu() ? tensor : tensor.to(cuda(), tensor.scalar_type());
    }

    private static boolean onCpu() {
        return CURRENT.get() == CPU;
    }

    private static org.bytedeco.pytorch.Device cuda() {
        return new org.bytedeco.pytorch.Device(DeviceType.CUDA, CURRENT.get().byteValue());
    }

    @Override
    public void close() {
        CURRENT.set(before);
    }
}
