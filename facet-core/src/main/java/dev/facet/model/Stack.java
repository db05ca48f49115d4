package dev.facet.model;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;

/**
 * The upper level of a stacked GAN and the encoder between the levels: the networks of {@link StackLayers} with their
 * weights. All results are fp32.
 */
public record Stack(
        StackCodes codes,
        Network generator,
        Network trunk,
        Network source,
        Network recogniser,
        Network encoder,
        Network head) {
    static Stack of(StackLayers layers, boolean bf16) {
        return new Stack(
                layers.codes(),
                new Network("generator1", layers.generator(), bf16),
                new Network("trunk1", layers.trunk(), bf16),
                new Network("source1", layers.source(), bf16),
                new Network("recogniser1", layers.recogniser(), bf16),
                new Network("encoder", layers.encoder(), bf16),
                new Network("classes", layers.head(), bf16));
    }

    List<Network> all() {
        return List.of(generator, trunk, source, recogniser, encoder, head);
    }

    /** G1's features {@code [N, features]} of latent rows {@code [N, width]}. */
    public Tensor generate(Tensor rows, Layer.Mode mode) {
        return generator
                .forward(beside(part(rows, codes.classes()), part(rows, codes.z1())), mode)
                .to(ScalarType.Float);
    }

    /** What G0 is fed: features, and z0 of the latent rows. */
    public Tensor below(Tensor features, Tensor rows) {
        return beside(features, part(rows, codes.z0()));
    }

    /** A code's part of latent rows. */
    public Tensor part(Tensor rows, Code code) {
        return rows.narrow(1, codes.latent().offset(code), code.width());
    }

    /** The encoder's features of images. */
    public Tensor encode(Tensor images, Layer.Mode mode) {
        return encoder.forward(images, mode).to(ScalarType.Float);
    }

    /** The logits of the classes {@code [N, k]} of features. */
    public Tensor classify(Tensor features, Layer.Mode mode) {
        return head.forward(features, mode).to(ScalarType.Float);
    }

    /**
     * Both levels' say on images in the layout of the latent specification; z0 was found by Q0. Log-variances are 0.
     */
    Tensor outputs(Tensor images, Tensor z0, Layer.Mode mode) {
        Tensor features = encode(images, mode);
        Tensor z1 = recogniser.forward(trunk.forward(features, mode), mode).to(ScalarType.Float);
        TensorVector parts = new TensorVector();
        for (Code code : codes.latent().codes()) {
            if (code.equals(codes.classes())) {
                parts.push_back(classify(features, mode));
            } else {
                Tensor mean = code.equals(codes.z1()) ? z1 : z0.to(ScalarType.Float);
                parts.push_back(mean);
                parts.push_back(torch.zeros_like(mean));
            }
        }
        return torch.cat(parts, 1);
    }

    private static Tensor beside(Tensor left, Tensor right) {
        return torch.cat(new TensorVector(left, right), 1);
    }
}
