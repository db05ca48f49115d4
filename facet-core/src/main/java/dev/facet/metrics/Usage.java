package dev.facet.metrics;

/**
 * How evenly the categories of a code are used.
 *
 * @param shares share of images in each category, summing to 1; all 0 if there are no images
 * @param entropy of the shares in nats; ln(number of categories) if all are used equally, 0 if one has all images
 */
public record Usage(double[] shares, double entropy) {
    /** Counts the categories, 0 … {@code size} − 1, of images. */
    public static Usage of(int[] categories, int size) {
        double[] shares = new double[size];
        for (int i = 0; i < categories.length; i++) {
            if (categories[i] < 0 || categories[i] >= size) {
                throw new IllegalArgumentException("image " + i + " has category " + categories[i] + " of " + size);
            }
            shares[categories[i]]++;
        }
        double entropy = 0;
        for (int k = 0; k < size; k++) {
            shares[k] /= Math.max(1, categories.length);
            entropy -= shares[k] > 0 ? shares[k] * Math.log(shares[k]) : 0;
        }
        return new Usage(shares, Math.max(0, entropy));
    }
}
