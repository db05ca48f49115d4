package dev.facet.calibrate;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.EncoderConfig;
import dev.facet.config.Schedule;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.method.game.Losses;
import dev.facet.model.Encoder;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.TensorOperations;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Adam;
import dev.facet.torch.Engine;
import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

/**
 * Fits an {@link Encoder} to a trained model, whose networks do not change. It learns two things at once: to find the
 * latent rows of generated items (the latent regression of Donahue, Krähenbühl, Darrell 2017, section 4.2), and to find
 * rows from which G makes real items again (Zhu, Shen, Zhao, Zhou 2020, section 3.1, with absolute differences of
 * pixels). Generated and real items are one batch, so that batch normalisation treats them alike.
 */
public final class EncoderFit {
    private static final double BETA1 = 0.5;
    private static final double BETA2 = 0.999;
    private static final int LOOK_EVERY = 50;

    private final Model model;
    private final Encoder encoder;
    private final EncoderConfig settings;
    private final long seed;

    /**
     * @param model as it was trained: without alignment and encoder
     * @param encoder its {@link Encoder#like}
     * @param seed seed of latent rows and of the choice of items
     */
    public EncoderFit(Model model, Encoder encoder, EncoderConfig settings, long seed) {
        this.model = model;
        this.encoder = encoder;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Fits the encoder to all items of {@code data}.
     *
     * @param stop asked before each step whether to stop
     * @param done told the number of steps done, after each
     * @return whether all steps were done
     * @throws UsageException if there are no items, or the loss is no longer finite
     */
    public boolean run(Dataset data, BooleanSupplier stop, LongConsumer done) {
        if (data.size() == 0) {
            throw new UsageException(
                    "there are no " + data.shape().plural() + " to fit an encoder to: " + data.name() + " has none.");
        }
        List<Network> trained = encoder.trained();
        List<Parameters> parameters = trained.stream().map(Network::parameters).toList();
        model.networks().all().forEach(network -> network.parameters().trainable(false));
        parameters.forEach(each -> each.trainable(true));
        try (Adam adam = new Adam(parameters, BETA1, BETA2)) {
            for (int step = 0; step < settings.steps(); step++) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                step(data, adam, step, settings.rate() * Schedule.COSINE.at(step, settings.steps()));
                done.accept(step + 1L);
            }
        } finally {
            trained.forEach(Network::forgetPasses);
            parameters.forEach(each -> each.trainable(false));
        }
        return true;
    }

    private void step(Dataset data, Adam adam, long step, double rate) {
        List<Network> trained = encoder.trained();
        Engine.seed(Draws.seed(seed, "dropout " + step));
        try (PointerScope scope = new PointerScope()) {
            trained.forEach(network -> {
                network.forgetPasses();
                network.zeroGradient();
            });
            Tensor loss = loss(real(data, step), rows(step));
            boolean last = step == settings.steps() - 1;
            if ((last || step % LOOK_EVERY == 0) && !Double.isFinite(loss.item_double())) {
                throw new UsageException("the encoder's loss is no longer finite at step " + step
                        + " of its fit. Take a" + " smaller learning rate: `--set encoder.rate=0.0001`.");
            }
            loss.backward();
            trained.forEach(Network::gatherGradient);
            adam.step(rate);
            trained.forEach(Network::updated);
        }
    }

    private Tensor rows(long step) {
        int batch = settings.batch();
        float[] values = model.latent()
                .draw(Draws.seed(seed, "rows"), step * batch, batch)
                .values();
        return Tensors.of(values, batch, model.latent().width());
    }

    private Tensor real(Dataset data, long step) {
        int[] indices = new int[settings.batch()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = new Draws(Draws.seed(seed, "items"), step * indices.length + i).nextInt(data.size());
        }
        return model.tensor(Items.of(data, indices));
    }

    private Tensor loss(Tensor real, Tensor rows) {
        Networks networks = model.networks();
        LatentSpec latent = model.latent();
        long count = rows.size(0);
        Tensor made;
        try (NoGradGuard guard = new NoGradGuard()) {
            made = networks.generate(rows, Mode.INFER);
        }
        TensorOperations by = new TensorOperations(Mode.TRACK);
        Encoder.Read<Tensor> read = encoder.read(by, Tensors.concatenate(made.to(real.scalar_type()), real));
        Tensor sum = Tensors.zero();
        if (read.noise() != null) {
            int size = latent.noise().size();
            sum = sum.add(Losses.meanSquare(
                    read.noise().narrow(0, 0, count).to(real.scalar_type()), rows.narrow(1, 0, size)));
        }
        if (read.codes() != null) {
            Tensor outputs = read.codes().narrow(0, 0, count).to(real.scalar_type());
            for (Code.Continuous code : latent.continuous()) {
                sum = sum.add(error(code, outputs.narrow(1, latent.outputOffset(code), code.outputs()), rows));
            }
        }
        if (settings.reconstruction() > 0) {
            Encoder.Read<Tensor> seen = new Encoder.Read<>(
                    read.codes() == null ? null : read.codes().narrow(0, count, count),
                    read.noise() == null ? null : read.noise().narrow(0, count, count));
            Tensor found = encoder.rows(by, seen, () -> known(real));
            Tensor again = networks.generate(found, Mode.INFER);
            sum = sum.add(again.sub(real).abs().mean().mul(Tensors.scalar(settings.reconstruction())));
        }
        return sum;
    }

    /** The cost of a code's readings of generated items, as it is in training. */
    private Tensor error(Code.Continuous code, Tensor output, Tensor rows) {
        Tensor mean = output.narrow(1, 0, code.size());
        Tensor drawn = rows.narrow(1, model.latent().offset(code), code.size());
        return model.learnedSigma()
                ? Losses.gaussian(mean, output.narrow(1, code.size(), code.size()), drawn, model.minLogVariance())
                : Losses.gaussian(mean, drawn);
    }

    private Tensor known(Tensor real) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return model.networks().recognise(real, Mode.INFER);
        }
    }
}
