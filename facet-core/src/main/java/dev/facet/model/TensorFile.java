package dev.facet.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Contents;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.format.Safetensors.Entry;
import dev.facet.torch.Tensors;

/** Named fp32 tensors in a safetensors file. */
public final class TensorFile {
    private TensorFile() {}

    /** Writes {@code tensors} as row-major fp32, whatever their type and layout. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            tensors.forEach((name, tensor) -> entries.put(name, Entry.of(Tensors.floats(tensor), shape(tensor))));
        }
        Safetensors.write(file, entries, metadata);
    }

    /**
     * Fills {@code tensors} from the entries with the same names. Every name must be in the file, with the same shape.
     */
    public static void read(Contents contents, Map<String, Tensor> tensors) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Map.Entry<String, Tensor> wanted : tensors.entrySet()) {
                long[] shape = shape(wanted.getValue());
                Entry entry = contents.entry(wanted.getKey(), Dtype.F32, shape);
                wanted.getValue().copy_(Tensors.of(entry.floats(), shape));
            }
        }
    }

    private static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }
}
