package dev.facet.explore;

import java.util.List;

/** What a chart is drawn on. Lengths are in pixels of a page, from the top left. */
interface Surface {
    /** Which point of a text is given. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Fills a rectangle. */
    void box(double x, double y, double width, double height, int rgb);

    /** Draws a straight line. */
    void rule(double x0, double y0, double x1, double y1, boolean dashed, int rgb);

    /** Draws a curve; each part has its places as {@code x, y, x, y, …}; one of a single place is a dot. */
    void curve(List<double[]> parts, double width, int rgb);

    /** Draws a text that stands on {@code baseline}. */
    void text(String text, double x, double baseline, Anchor anchor, int rgb);
}
