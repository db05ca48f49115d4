package dev.facet.data;

/** The shape of every image of a data set: {@code channels} is 1 (grey) or 3 (RGB). */
public record ImageShape(int channels, int height, int width) implements Shape {
    public ImageShape {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("an image has 1 (grey) or 3 (RGB) channels, not " + channels);
        }
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("an image of " + width + "×" + height + " pixels is empty");
        }
    }

    @Override
    public int rowBytes() {
        return width;
    }

    @Override
    public String plural() {
        return "images";
    }

    @Override
    public boolean fits(Shape other) {
        return equals(other);
    }

    @Override
    public String toString() {
        return width + "×" + height + (channels == 1 ? " grey" : " RGB");
    }
}
