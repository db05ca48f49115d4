package dev.facet.app.report;

import java.awt.image.BufferedImage;

import dev.facet.codes.LatentBatch;
import dev.facet.data.Items;
import dev.facet.explore.CodeValues;
import dev.facet.explore.Grid;
import dev.facet.model.Model;

/** A picture of items, each followed by what the generator makes of it, and by that with codes changed. */
public final class ReconstructionsPicture {
    /** Greatest number of items in a picture. */
    public static final int MOST = 64;

    private static final int PER_ROW = 4;

    private ReconstructionsPicture() {}

    /** The same for the rows that the model's encoder finds. */
    public static BufferedImage of(Model model, Items items, CodeValues changed) {
        return of(model, items, model.invert(items), changed);
    }

    /**
     * Draws items, at most {@link #MOST}, four to a row.
     *
     * @param rows the latent row of each item; they are changed
     * @param changed values of codes; if there are none, there is no third item
     */
    public static BufferedImage of(Model model, Items items, LatentBatch rows, CodeValues changed) {
        Items again = model.generate(rows);
        int group = changed.values().isEmpty() ? 2 : 3;
        changed.apply(rows);
        Items edited = group == 2 ? again : model.generate(rows);
        int size = items.shape().bytes();
        byte[] tiles = new byte[items.count() * group * size];
        for (int i = 0; i < items.count(); i++) {
            int at = i * group * size;
            System.arraycopy(items.bytes(), i * size, tiles, at, size);
            System.arraycopy(again.bytes(), i * size, tiles, at + size, size);
            System.arraycopy(edited.bytes(), i * size, tiles, at + (group - 1) * size, size);
        }
        return Grid.of(new Items(items.shape(), items.count() * group, tiles), group * Math.min(PER_ROW, items.count()))
                .draw();
    }
}
