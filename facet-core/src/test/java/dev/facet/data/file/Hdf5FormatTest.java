package dev.facet.data.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.LeftOut;
import dev.facet.format.Hdf5Files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Hdf5FormatTest {
    private static final int SIDE = 32;

    @TempDir
    Path folder;

    @Test
    void theLabelsOf3dShapesAreFactorsWithTheirNames() {
        double[][] factors = new double[3][6];
        for (int i = 0; i < 3; i++) {
            for (int f = 0; f < 6; f++) {
                factors[i][f] = f == 4 ? i : i * 0.1 + f;
            }
        }
        Path file = Hdf5Files.write(folder.resolve("3dshapes.h5"), hdf -> {
            hdf.putDataset("images", Hdf5Files.colours(3, SIDE, SIDE), Hdf5Files.packed(2, 8, 8, 3));
            hdf.putDataset("labels", factors);
        });
        try (Dataset data = Opened.train(file);
                Dataset test = Opened.test(file)) {
            assertThat(data.name()).isEqualTo("3dshapes");
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
            // Red, green and blue of a pixel are together in the file, and in planes here.
            int[] image = Opened.image(data, 0);
            assertThat(image).startsWith(0, 3, 6, 9);
            assertThat(image[SIDE * SIDE]).isEqualTo(1);
            assertThat(data.labels()).isEmpty();
            Factors known = data.factors().orElseThrow();
            assertThat(known.names())
                    .containsExactly("floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation");
            assertThat(known.values()[4]).containsExactly(0, 1, 2);
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void groupsAndNamesOfPartsAreUnderstood() {
        Path groups = Hdf5Files.write(folder.resolve("groups.hdf5"), hdf -> {
            var train = hdf.putGroup("train");
            train.putDataset("images", Hdf5Files.colours(3, SIDE, SIDE), Hdf5Files.unsigned());
            train.putDataset("labels", new int[] {7, 1, 7});
            var test = hdf.putGroup("test");
            test.putDataset("images", Hdf5Files.colours(2, SIDE, SIDE), Hdf5Files.unsigned());
            test.putDataset("labels", new int[] {1, 5});
        });
        Path names = Hdf5Files.write(folder.resolve("names.hdf5"), hdf -> {
            hdf.putDataset("train_set_x", Hdf5Files.colours(3, SIDE, SIDE), Hdf5Files.unsigned());
            hdf.putDataset("train_set_y", new int[] {7, 1, 7});
            hdf.putDataset("test_set_x", Hdf5Files.colours(2, SIDE, SIDE), Hdf5Files.unsigned());
            hdf.putDataset("test_set_y", new int[] {1, 5});
        });
        for (Path file : List.of(groups, names)) {
            try (Dataset data = Opened.train(file);
                    Dataset test = Opened.test(file)) {
                assertThat(data.size()).isEqualTo(3);
                assertThat(data.labels().orElseThrow().names()).containsExactly("1", "5", "7");
                assertThat(data.labels().orElseThrow().values()).containsExactly(2, 0, 2);
                assertThat(test.labels().orElseThrow().values()).containsExactly(0, 1);
                assertThat(data.leftOut()).isEmpty();
            }
        }
    }

    @Test
    void namesOfClassesAndWhatIsLeftOutAreTold() {
        Path file = Hdf5Files.write(folder.resolve("a.h5"), hdf -> {
            hdf.putDataset("x", Hdf5Files.colours(3, SIDE, SIDE), Hdf5Files.unsigned());
            hdf.putDataset("y", new int[][] {{1}, {0}, {1}});
            hdf.putDataset("class_names", new String[] {"cat", "dog"});
            hdf.putDataset("mean", new double[] {1, 2, 3});
        });
        try (Dataset data = Opened.train(file)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog");
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0, 1);
            assertThat(data.leftOut()).extracting(LeftOut::examples).containsExactly(List.of("mean"));
        }
    }

    @Test
    void matlabsReversedDimensionsAreTurnedBack() {
        // MATLAB's X(row, column, channel, image) of 32×40×3×2, which HDF5 has as [2, 3, 40, 32].
        byte[][][][] x = new byte[2][3][40][SIDE];
        for (int i = 0; i < 2; i++) {
            for (int row = 0; row < SIDE; row++) {
                for (int column = 0; column < 40; column++) {
                    x[i][0][column][row] = (byte) (100 * i + row);
                    x[i][2][column][row] = (byte) column;
                }
            }
        }
        Path file = Hdf5Files.write(folder.resolve("a.mat"), hdf -> {
            hdf.putDataset("X", x, Hdf5Files.unsigned()).putAttribute("MATLAB_class", "uint8");
            hdf.putDataset("y", new double[][] {{10, 3}}).putAttribute("MATLAB_class", "double");
        });
        try (Dataset data = Opened.train(file)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.labels().orElseThrow().names()).containsExactly("3", "10");
            int[] image = Opened.image(data, 1);
            // The middle square, columns 4 to 35.
            for (int row = 0; row < SIDE; row++) {
                assertThat(image[row * SIDE + 5]).isEqualTo(100 + row);
                assertThat(image[2 * SIDE * SIDE + row * SIDE + 5]).isEqualTo(9);
            }
        }
    }

    @Test
    void matlabsRowsAreItemsAndFeaIsByColumns() {
        // MATLAB's fea is 3×1024, each row an image by columns; gnd is 3×1.
        byte[][] fea = new byte[1024][3];
        for (int column = 0; column < SIDE; column++) {
            for (int row = 0; row < SIDE; row++) {
                for (int i = 0; i < 3; i++) {
                    fea[column * SIDE + row][i] = (byte) (50 * i + row);
                }
            }
        }
        Path file = Hdf5Files.write(folder.resolve("faces.mat"), hdf -> {
            hdf.putDataset("fea", fea, Hdf5Files.unsigned()).putAttribute("MATLAB_class", "uint8");
            hdf.putDataset("gnd", new double[][] {{1, 2, 2}}).putAttribute("MATLAB_class", "double");
        });
        try (Dataset data = Opened.train(file)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 1);
            assertThat(Opened.image(data, 2)[SIDE * 7]).isEqualTo(107);
            assertThat(data.remark()).contains("rows and columns are exchanged");
        }
    }

    @Test
    void aFileWithoutImagesSaysWhatItHolds() {
        Path file = Hdf5Files.write(folder.resolve("a.h5"), hdf -> hdf.putDataset("weights", new double[5][7]));
        assertThatThrownBy(() -> Opened.train(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": it is not clear which array holds the images")
                .hasMessageContaining("weights [5, 7]");
    }

    /** A file of h5py, packed: images of 2×32×32 booleans, of which the second has one that is true, and labels. */
    @Test
    void booleansAreBlackAndWhite() throws IOException {
        String packed = "H4sIAKsACWsC/+2YzUrDQBCAZ3YTXSpCIx5qTz326NGjhab0ICq2gidJsVEEPemhvoGCb+HFR+gj1GfwYdJs"
                + "dqZtFivai6LzQZjs7GT2JzPL7j51253NSr0CFmMggCoskhGTernM9QlJJPlI8lWxHou6Gukj8u/b9U/i2Fpn"
                + "HtzObuBkuXfCf6Ebt46tPKMyx9NEle2ubwdX6R3AgxeX+yu2i7DmfCCX95zUTsHNNzy5TK+h6fJBOZdVw64N"
                + "dFoHvbjIhdOYOx/meluvtCrMNnJP9gVn/TFFhg3Ty5vBfQqUJrnWtahVMArnU9GgB+cjbH5rPnqHR23MR2d4"
                + "XPpze87X8Y7E8CJ2vbPz6K930Re/H5Phlhfny3iL/Lj+OD5Rfo0gCIIgCIIg/DpG5xdJLXxJtp/7YA99aBVD"
                + "p8kPyusZKNnKC4IgCMIfAyH07qXdjThi+V6a5cr3zsrtIwz51/gelT3PdiQ/Oh9T5VKCpcgaAAA=";
        Path file = folder.resolve("booleans.h5");
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            Files.write(file, in.readAllBytes());
        }
        try (Dataset data = Opened.train(file)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(Opened.image(data, 0)).containsOnly(0);
            assertThat(Opened.image(data, 1)).startsWith(0, 255, 0);
            assertThat(data.labels().orElseThrow().values()).containsExactly(1, 0);
        }
    }
}
