package dev.facet.describe;

import java.util.List;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;

/** The properties of the items of one shape. Implementations are thread-safe. */
interface Properties {
    /** The properties, the more specific first: of two that a code moves alike, the first gives it its name. */
    List<Property> list();

    /** The values of one item, in the order of {@link #list()}; NaN where a property is not defined. */
    double[] of(Items items, int index);

    static Properties of(Shape shape) {
        return shape instanceof ImageShape image
                ? new ImageProperties(image)
                : new SequenceProperties((SequenceShape) shape);
    }
}
