package dev.facet.data.known;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.facet.data.Factors;
import dev.facet.data.picture.Captions;
import dev.facet.data.picture.FolderCaptions;
import dev.facet.format.FormatException;

/**
 * Reads the captions of COIL from its file names (Nene, Nayar, Murase 1996): {@code obj10__85.png} shows object 10
 * turned by 85 degrees. The object is the label. Factors in degrees are {@code angle} and {@code half_turn}, the angle
 * modulo 180: flat packages look alike after half a turn, so a code can follow only that.
 */
record CoilCaptions(Path folder) implements Captions {
    private static final Pattern NAME = Pattern.compile("(?:.*/)?obj([0-9]{1,6})__([0-9]{1,3})\\.[A-Za-z]+");

    @Override
    public Known of(Listed pictures) throws FormatException {
        TreeSet<String> objects = new TreeSet<>(Comparator.comparingInt(Integer::parseInt));
        for (String image : pictures.all()) {
            objects.add(name(image).group(1));
        }
        List<String> labels = pictures.images().stream()
                .map(image -> NAME.matcher(image).replaceFirst("$1"))
                .toList();
        double[] angles = new double[pictures.images().size()];
        double[] halves = new double[angles.length];
        for (int i = 0; i < angles.length; i++) {
            angles[i] = Integer.parseInt(name(pictures.images().get(i)).group(2));
            halves[i] = angles[i] % 180;
        }
        return new Known(
                Optional.of(FolderCaptions.labels(objects, labels)),
                Optional.of(new Factors(
                        List.of("angle", "half_turn"), new double[][] {angles, halves}, new double[] {360, 180})));
    }

    private Matcher name(String image) throws FormatException {
        Matcher matcher = NAME.matcher(image);
        if (!matcher.matches()) {
            throw new FormatException(
                    folder, image + " is not called as COIL's pictures are, such as obj10__85.png; move it elsewhere");
        }
        return matcher;
    }
}
