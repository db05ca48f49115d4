package dev.facet.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.sequence.PathFactors;

/**
 * Properties of sequences; {@code docs/metrics.md} has their definitions. Paths have {@link PathFactors} and a length,
 * and the properties of channels only for those after the first two, which are the steps. Other sequences with lengths
 * of their own have that length, in time steps. What comes after the end of a sequence counts in nothing.
 */
final class SequenceProperties implements Properties {
    private static final List<String> LESS =
            List.of("leaning left", "lower", "narrower", "shorter in time", "faster at the start");
    private static final List<String> MORE =
            List.of("leaning right", "higher", "wider", "longer in time", "faster at the end");

    private final int first;
    private final boolean timed;
    private final List<Property> list;

    SequenceProperties(SequenceShape shape) {
        List<Property> all = new ArrayList<>();
        if (shape.path()) {
            for (int f = 0; f < PathFactors.NAMES.size(); f++) {
                all.add(new Property(PathFactors.NAMES.get(f), LESS.get(f), MORE.get(f)));
            }
            all.add(new Property("length", "shorter", "longer"));
        } else if (shape.masked()) {
            all.add(new Property("length", "shorter in time", "longer in time"));
        }
        first = shape.path() ? 2 : 0;
        timed = shape.masked() && !shape.path();
        for (Channel channel : shape.parts().subList(first, shape.parts().size())) {
            String of = shape.parts().size() == 1 ? "" : " of " + channel.name();
            all.add(new Property("slope" + of, "falling" + of, "rising" + of));
            all.add(new Property("mean" + of, "lower" + of, "higher" + of));
            all.add(new Property("amplitude" + of, "smaller swings" + of, "larger swings" + of));
            all.add(new Property("speed" + of, "slower" + of, "faster" + of));
        }
        list = List.copyOf(all);
    }

    @Override
    public List<Property> list() {
        return list;
    }

    @Override
    public double[] of(Items items, int index) {
        float[][] sequence = items.sequence(index);
        double[] values = new double[list.size()];
        int at = 0;
        if (first > 0) {
            double[][] path =
                    Arrays.stream(sequence).map(SequenceProperties::doubles).toArray(double[][]::new);
            double[] factors = PathFactors.of(path);
            System.arraycopy(factors, 0, values, 0, factors.length);
            at = factors.length;
            for (int t = 0; t < path[0].length; t++) {
                values[at] += Math.hypot(path[0][t], path[1][t]);
            }
            at++;
        }
        if (timed) {
            values[at] = sequence[0].length;
            at++;
        }
        for (int c = first; c < sequence.length; c++) {
            double[] channel = channel(doubles(sequence[c]));
            System.arraycopy(channel, 0, values, at, channel.length);
            at += channel.length;
        }
        return values;
    }

    /** Slope per point in time by least squares, mean, standard deviation, and mean absolute step. */
    private static double[] channel(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double middle = (values.length - 1) / 2.0;
        double product = 0;
        double times = 0;
        double squares = 0;
        double steps = 0;
        for (int t = 0; t < values.length; t++) {
            product += (t - middle) * (values[t] - mean);
            times += (t - middle) * (t - middle);
            squares += (values[t] - mean) * (values[t] - mean);
            steps += t == 0 ? 0 : Math.abs(values[t] - values[t - 1]);
        }
        return new double[] {
            times == 0 ? 0 : product / times,
            mean,
            Math.sqrt(squares / values.length),
            steps / Math.max(1, values.length - 1)
        };
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
