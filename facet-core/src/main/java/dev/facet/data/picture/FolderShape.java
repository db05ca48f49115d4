package dev.facet.data.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.picture.FolderScan.Image;
import dev.facet.data.resample.Squares;

/**
 * Decides the shape of a folder's images from the configuration, or from the images where the configuration leaves it
 * open.
 */
final class FolderShape {
    private static final int[] RESOLUTIONS = {128, 64, 32, 28};
    private static final int MAX_RESOLUTION = 4096;

    private FolderShape() {}

    /** The properties that must be equal in all images; 0 where the configuration decides. */
    private record Kind(int width, int height, int channels) {
        static Kind of(Image image, DataConfig data) {
            boolean turned = image.header().orientation() >= 5;
            int width = turned ? image.header().height() : image.header().width();
            int height = turned ? image.header().width() : image.header().height();
            return new Kind(
                    data.resolution() == 0 ? width : 0,
                    data.resolution() == 0 ? height : 0,
                    data.channels() == 0 ? image.header().channels() : 0);
        }

        @Override
        public String toString() {
            String size = width == 0 ? "" : width + "×" + height;
            String colours = channels == 0 ? "" : channels == 1 ? "grey" : "RGB";
            return (size + " " + colours).trim();
        }
    }

    /** Checks what the configuration asks for, before any file is touched. */
    static void check(DataConfig data) {
        if (data.channels() != 0 && data.channels() != 1 && data.channels() != 3) {
            throw new UsageException("data.channels is " + data.channels()
                    + "; it must be 1 (grey), 3 (RGB), or 0 to take what the images have");
        }
        if (data.resolution() < 0 || data.resolution() > MAX_RESOLUTION) {
            throw new UsageException("data.resolution is " + data.resolution() + "; it must be from 1 to "
                    + MAX_RESOLUTION + " pixels, or 0 to take what fits the images");
        }
    }

    /** The shape for {@code images}, of which there is at least one. */
    static ImageShape of(String folder, List<Image> images, DataConfig data) {
        Map<Kind, List<Image>> kinds = new LinkedHashMap<>();
        for (Image image : images) {
            kinds.computeIfAbsent(Kind.of(image, data), kind -> new ArrayList<>())
                    .add(image);
        }
        if (kinds.size() > 1) {
            throw mixed(folder, kinds, data);
        }
        int channels = data.channels() == 0 ? images.get(0).header().channels() : data.channels();
        int resolution = data.resolution() == 0 ? fitting(images.get(0), data) : data.resolution();
        if (resolution == 0) {
            throw new UsageException("the images of " + folder + " have "
                    + images.get(0).header().width() + "×"
                    + images.get(0).header().height()
                    + " pixels, and no resolution of the networks fits without enlarging them; add `--set"
                    + " data.resolution="
                    + (smallerSide(images.get(0)) < 28 ? 28 : 32) + "` to enlarge them");
        }
        return new ImageShape(channels, resolution, resolution);
    }

    private static UsageException mixed(String folder, Map<Kind, List<Image>> kinds, DataConfig data) {
        List<Map.Entry<Kind, List<Image>>> byCount = new ArrayList<>(kinds.entrySet());
        byCount.sort(Comparator.comparing(kind -> -kind.getValue().size()));
        Map.Entry<Kind, List<Image>> first = byCount.get(0);
        Map.Entry<Kind, List<Image>> second = byCount.get(1);
        int resolution = data.resolution();
        if (resolution == 0) {
            int side = Math.min(
                    smallerSide(first.getValue().get(0)),
                    smallerSide(second.getValue().get(0)));
            resolution = side >= 128 ? 128 : side >= 64 ? 64 : side >= 32 ? 32 : 28;
        }
        int channels = data.channels();
        if (channels == 0) {
            channels = kinds.keySet().stream().mapToInt(Kind::channels).max().orElse(3);
        }
        String others =
                kinds.size() == 2 ? "" : ", and " + (kinds.size() - 2) + " other kind" + (kinds.size() == 3 ? "" : "s");
        return new UsageException(folder + " mixes images: " + describe(first) + " and " + describe(second) + others
                + ". A run needs one size and one kind of colour; add `--set data.resolution=" + resolution
                + " --set data.channels=" + channels + "` to bring all images to "
                + new ImageShape(channels, resolution, resolution)
                + ", or point to a folder with images of one kind.");
    }

    private static String describe(Map.Entry<Kind, List<Image>> kind) {
        String of = kind.getKey().width() == 0 ? " " : " of ";
        return kind.getValue().size() + of + kind.getKey() + " (such as "
                + kind.getValue().get(0).file().relative() + ")";
    }

    private static int fitting(Image image, DataConfig data) {
        int side =
                Squares.side(data.fit(), image.header().width(), image.header().height());
        for (int resolution : RESOLUTIONS) {
            if (resolution == 28 ? side == 28 : side >= resolution) {
                return resolution;
            }
        }
        return 0;
    }

    private static int smallerSide(Image image) {
        return Math.min(image.header().width(), image.header().height());
    }
}
