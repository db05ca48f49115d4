package dev.facet.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.codes.Share;
import dev.facet.config.OwnSettings.Section;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

/**
 * Semi-supervised InfoGAN (Spurr, Aksan, Hilliges 2017, ss-InfoGAN): an InfoGAN whose Q also learns from the labels of
 * a few real images of each class. The first categorical code is the class. Through its information term, G learns the
 * classes from Q. All other images are used without their labels.
 */
final class SsInfoGan implements OnInfoGan {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "ssinfogan";
        }

        @Override
        public LabelUse labels() {
            return LabelUse.SOME;
        }

        @Override
        public void check(RunConfig config, Dataset data) {
            FewLabels.of(config, data);
            architecture(config, data.shape());
        }

        @Override
        public List<String> classes(RunConfig config, Dataset data) {
            return FewLabels.of(config, data).names();
        }

        @Override
        public boolean learnsPriors() {
            return true;
        }

        @Override
        public Optional<Section> section() {
            return Optional.of(SsInfoGanConfig.SECTION);
        }

        @Override
        public int leastRows(RunConfig config, Dataset data) {
            return Math.min(
                    config.training().batch(), FewLabels.of(config, data).items().length);
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return InfoGan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new SsInfoGan(config, data, bf16);
        }
    };

    private final InfoGan infogan;
    private final Networks networks;
    private final ClassCode classes;
    private final SsInfoGanConfig config;
    private final List<Phase> phases;
    private final long seed;
    private final int batch;
    private final Shape shape;
    private final byte[] pixels;
    private final int[] labels;

    SsInfoGan(RunConfig run, Dataset data, boolean bf16) {
        config = run.own(SsInfoGanConfig.class);
        classes = ClassCode.of(run);
        FewLabels known = FewLabels.of(run, data);
        shape = data.shape();
        seed = Draws.seed(run.training().seed(), "labelled");
        int[] chosen = known.items();
        batch = Math.min(run.training().batch(), chosen.length);
        pixels = new byte[Math.multiplyExact(chosen.length, shape.bytes())];
        labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            data.read(chosen[i], pixels, i * shape.bytes());
            labels[i] = known.classes()[i];
        }
        infogan = new InfoGan(run, data, bf16);
        networks = infogan.parts();
        phases = new ArrayList<>(infogan.phases());
        phases.replaceAll(phase -> phase.trained().contains(infogan.categoryHead())
                ? phase.with(step -> phase.loss().apply(step).add(supervised(step)))
                : phase);
    }

    @Override
    public InfoGan infogan() {
        return infogan;
    }

    @Override
    public List<Phase> phases() {
        return List.copyOf(phases);
    }

    /** Cross-entropy of Q's category and the true class for some labelled images, drawn again at each step. */
    private Tensor supervised(Step step) {
        int size = shape.bytes();
        Share share = Group.current().share(batch);
        int count = share.count();
        byte[] some = new byte[count * size];
        int[] truth = new int[count];
        Draws draws = new Draws(seed, step.number());
        for (int i = 0; i < batch; i++) {
            int image = draws.nextInt(labels.length);
            int at = i - share.first();
            if (at >= 0 && at < count) {
                System.arraycopy(pixels, image * size, some, at * size, size);
                truth[at] = labels[image];
            }
        }
        Tensor bytes = Tensors.of(some, count, shape.channels(), shape.height(), shape.rowBytes());
        Tensor outputs = networks.recognise(networks.scaling().fromBytes(bytes), Mode.TRAIN)
                .to(ScalarType.Float);
        Tensor loss = Losses.categorical(classes.logits(outputs), classes.oneHot(truth), batch);
        step.notes().put("loss/labelled", loss);
        return loss.mul(Tensors.scalar(config.weight()));
    }
}
