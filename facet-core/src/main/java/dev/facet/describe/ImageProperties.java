package dev.facet.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.metrics.Colour;
import dev.facet.metrics.Figure;
import dev.facet.metrics.Moments;
import dev.facet.metrics.Tone;

/**
 * Properties of images; {@code docs/metrics.md} has their definitions. Those of a figure are NaN unless it stands on a
 * plain ground, and those of colour do not exist for grey images.
 */
final class ImageProperties implements Properties {
    /** An almost round figure has no direction. */
    private static final double ROUND = 0.1;

    private static final List<Property> FIGURE = List.of(
            new Property("slant", "leaning left", "leaning right"),
            Property.angle("orientation", 180),
            new Property("position x", "further left", "further right"),
            new Property("position y", "lower", "higher"),
            new Property("size", "smaller", "larger"),
            new Property("height", "flatter", "taller"),
            new Property("width", "narrower", "wider"),
            new Property("elongation", "rounder", "more elongated"),
            new Property("stroke width", "thinner", "thicker"),
            new Property("side light", "lit from the left", "lit from the right"));
    private static final List<Property> COLOUR = List.of(
            Property.angle("hue", 360),
            new Property("warmth", "bluer", "redder"),
            new Property("greenness", "more purple", "greener"),
            new Property("saturation", "paler", "more colourful"));
    private static final List<Property> TONE = List.of(
            new Property("brightness", "darker", "brighter"),
            new Property("contrast", "less contrast", "more contrast"),
            new Property("ink", "less ink", "more ink"),
            new Property("detail", "smoother", "more detailed"),
            new Property("left-right symmetry", "left unlike right", "left like right"),
            new Property("top-bottom symmetry", "top unlike bottom", "top like bottom"));

    private final ImageShape shape;
    private final List<Property> list;

    ImageProperties(ImageShape shape) {
        this.shape = shape;
        List<Property> all = new ArrayList<>(FIGURE);
        if (shape.channels() == 3) {
            all.addAll(COLOUR);
        }
        all.addAll(TONE);
        list = List.copyOf(all);
    }

    @Override
    public List<Property> list() {
        return list;
    }

    @Override
    public double[] of(Items items, int index) {
        double[][] planes = planes(items, index);
        double[] luminance = Tone.luminance(planes);
        Figure figure = Figure.of(planes, shape.height(), shape.width());
        double[] values = new double[list.size()];
        int at = put(values, 0, figure(figure, luminance));
        if (planes.length == 3) {
            Colour colour = Colour.of(planes);
            at = put(values, at, colour.hue(), colour.warmth(), colour.greenness(), colour.saturation());
        }
        put(
                values,
                at,
                Tone.mean(luminance),
                Tone.contrast(luminance),
                figure.plain() ? figure.ink() : Double.NaN,
                Tone.detail(luminance, shape.height(), shape.width()),
                Tone.symmetry(luminance, shape.height(), shape.width(), true),
                Tone.symmetry(luminance, shape.height(), shape.width(), false));
        return values;
    }

    /** The values of {@link #FIGURE}. Without a figure, only the light is defined: it is that of the whole image. */
    private double[] figure(Figure figure, double[] luminance) {
        Moments moments = Moments.of(figure.mask(), shape.height(), shape.width());
        double[] values = new double[FIGURE.size()];
        if (!figure.plain() || moments.mass() == 0) {
            double[] all = new double[luminance.length];
            Arrays.fill(all, 1);
            Arrays.fill(values, Double.NaN);
            values[values.length - 1] = Tone.sideLight(luminance, all, shape.width(), (shape.width() - 1) / 2.0);
            return values;
        }
        put(
                values,
                0,
                moments.slant(),
                moments.elongation() < ROUND ? Double.NaN : moments.orientation(),
                moments.x(),
                moments.y(),
                moments.size(),
                moments.height(),
                moments.width(),
                moments.elongation(),
                figure.strokeWidth(shape.height(), shape.width()),
                Tone.sideLight(luminance, figure.mask(), shape.width(), moments.x()));
        return values;
    }

    private double[][] planes(Items items, int index) {
        int plane = shape.height() * shape.width();
        double[][] planes = new double[shape.channels()][plane];
        for (int c = 0; c < planes.length; c++) {
            for (int i = 0; i < plane; i++) {
                planes[c][i] = (items.bytes()[index * shape.bytes() + c * plane + i] & 0xFF) / 255.0;
            }
        }
        return planes;
    }

    private static int put(double[] target, int at, double... values) {
        System.arraycopy(values, 0, target, at, values.length);
        return at + values.length;
    }
}
