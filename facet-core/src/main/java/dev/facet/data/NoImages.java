package dev.facet.data;

/** An empty part of a data set, such as the test part of a set that holds nothing out. */
public record NoImages(String name, Shape shape) implements Dataset {
    @Override
    public int size() {
        return 0;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        throw new IndexOutOfBoundsException("image " + index + " of none");
    }

    @Override
    public String fingerprint() {
        return new Fingerprint().add("images").add(0).add(shape).hex();
    }

    @Override
    public void close() {}
}
