package dev.facet.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Conversions between Java arrays and tensors, and short forms of libtorch's overloads. New tensors are on the device
 * that {@link Placement} names.
 */
public final class Tensors {
    private Tensors() {}

    /** A new fp32 tensor with a copy of {@code values}, row-major. */
    public static Tensor of(float[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
        requireLength(values.length, tensor);
        new FloatPointer(tensor.data_ptr()).put(values);
        return Placement.put(tensor);
    }

    /** A new uint8 tensor with a copy of {@code values}, row-major. */
    public static Tensor of(byte[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Byte), null);
        requireLength(values.length, tensor);
        new BytePointer(tensor.data_ptr()).put(values);
        return Placement.put(tensor);
    }

    /** A copy of the values, row-major, whatever the tensor's type, layout and device. */
    public static float[] floats(Tensor tensor) {
        Tensor flat = tensor.detach().to(ScalarType.Float).contiguous().cpu();
        float[] values = new float[Math.toIntExact(flat.numel())];
        new FloatPointer(flat.data_ptr()).get(values);
        return values;
    }

    /** A copy of the values of a uint8 tensor, row-major. */
    public static byte[] bytes(Tensor tensor) {
        Tensor flat = tensor.contiguous().cpu();
        byte[] values = new byte[Math.toIntExact(flat.numel())];
        new BytePointer(flat.data_ptr()).get(values);
        return values;
    }

    /** One-hot rows: for each of {@code classes} 1 at its index and 0 elsewhere, {@code [N, size]}. */
    public static Tensor oneHot(int[] classes, int size) {
        float[] rows = new float[classes.length * size];
        for (int i = 0; i < classes.length; i++) {
            rows[i * size + classes[i]] = 1;
        }
        return of(rows, classes.length, size);
    }

    /** A tensor with uninitialised values. */
    public static Tensor empty(ScalarType type, long... shape) {
        return torch.empty(shape, Placement.options(type), null);
    }

    public static Tensor zeros(ScalarType type, long... shape) {
        return torch.zeros(shape, Placement.options(type));
    }

    /** The fp32 scalar 0, a tensor without dimensions. */
    public static Tensor zero() {
        return zeros(ScalarType.Float);
    }

    public static Scalar scalar(double value) {
        return new Scalar(value);
    }

    public static ScalarOptional optional(double value) {
        return new ScalarOptional(new Scalar(value));
    }

    /**
     * Where each pixel of an image comes from, for {@code grid_sampler} with unaligned corners: the places that an
     * affine map gives, from −1 to 1. {@code affine_grid_generator} gives the same, but multiplies a small matrix per
     * image.
     *
     * @param matrices {@code [N, 2, 3]} or {@code [N, 6]}, fp32
     * @return {@code [N, height, width, 2]}
     */
    public static Tensor affineGrid(Tensor matrices, long height, long width) {
        int rows = Math.toIntExact(height);
        int columns = Math.toIntExact(width);
        int pixels = rows * columns;
        float[] places = new float[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            places[i] = (2f * (i % columns) + 1) / columns - 1;
            places[pixels + i] = (2f * (i / columns) + 1) / rows - 1;
            places[2 * pixels + i] = 1;
        }
        return matrices.view(-1, 3)
                .mm(of(places, 3, pixels))
                .view(-1, 2, height, width)
                .permute(0, 2, 3, 1);
    }

    public static Tensor concatenate(Tensor first, Tensor second) {
        return torch.cat(new TensorVector(first, second), 0);
    }

    private static void requireLength(int length, Tensor tensor) {
        if (length != tensor.numel()) {
            throw new IllegalArgumentException("the shape needs " + tensor.numel() + " values; got " + length);
        }
    }
}
