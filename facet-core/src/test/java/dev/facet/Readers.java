package dev.facet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import us.hebi.matlab.mat.format.Mat5;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.DataConfig;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.file.PixelTables;
import dev.facet.data.picture.SideTables;
import dev.facet.data.series.SeriesSource;
import dev.facet.format.Csv;
import dev.facet.format.FileKind;
import dev.facet.format.FileStart;
import dev.facet.format.Hdf5File;
import dev.facet.format.Hdf5Files;
import dev.facet.format.Idx;
import dev.facet.format.ImageFile;
import dev.facet.format.JsonFile;
import dev.facet.format.MatFile;
import dev.facet.format.MatFiles;
import dev.facet.format.Npy;
import dev.facet.format.NpyFiles;
import dev.facet.format.Npz;
import dev.facet.format.NumberArray;
import dev.facet.format.OnnxGraph;
import dev.facet.format.ParquetFile;
import dev.facet.format.ParquetFiles;
import dev.facet.format.ParquetRows;
import dev.facet.format.PictureFiles;
import dev.facet.format.Safetensors;
import dev.facet.format.StructuredMutants;
import dev.facet.format.TarArchive;
import dev.facet.format.TarFiles;
import dev.facet.format.ZipArchive;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxSession;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;
import dev.facet.settings.Presets;

/**
 * Everything that reads a file which somebody else may have made: how valid files are damaged, and how they are read.
 */
enum Readers {
    PNG {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.png(picture("png", random), random);
        }
    },
    JPEG {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.jpeg(picture("jpeg", random), random);
        }
    },
    GIF {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.bytes(picture("gif", random), random);
        }
    },
    BMP {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.bytes(picture("bmp", random), random);
        }
    },
    WEBP {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.riff(picture("webp", random), random);
        }
    },
    TIFF {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.bytes(picture("tiff", random), random);
        }
    },
    PNM {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.bytes(picture("p", random), random);
        }
    },
    ZIP {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.zip(
                    Map.of("a/one.png", picture("png", random), "a/two.txt", new byte[300]), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            try (ZipArchive archive = ZipArchive.open(Files.write(file, content))) {
                for (ZipArchive.Member member : archive.members()) {
                    try (InputStream in = archive.open(member)) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                }
            }
        }
    },
    TAR {
        @Override
        byte[] mutant(Random random) {
            byte[] tar = TarFiles.tar(Map.of("a/one.png", picture("png", random), "a/two.cls", new byte[] {'3'}));
            return random.nextBoolean() ? StructuredMutants.bytes(tar, random) : StructuredMutants.gzip(tar, random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            try (TarArchive archive = TarArchive.open(Files.write(file, content))) {
                for (TarArchive.Member member : archive.members()) {
                    try (InputStream in = archive.open(member)) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                }
            }
        }
    },
    TABLES {
        @Override
        byte[] mutant(Random random) {
            List<String> tables = List.of(
                    "{\"file_name\": \"a.png\", \"label\": \"x\", \"box\": [1, 2]}\n{\"file_name\": \"b.png\"}\n",
                    "{\"labels\": [[\"a.png\", 3], [\"b.png\", [0, 1]]]}",
                    "2\nBald Young\na.png 1 -1\nb.png -1 -1\n",
                    "image\tlabel\na.png\tx\n\nb.png\ty\n");
            byte[] text = StructuredMutants.text(tables.get(random.nextInt(tables.size())), random)
                    .getBytes(StandardCharsets.UTF_8);
            return random.nextInt(4) == 0 ? StructuredMutants.bytes(text, random) : text;
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            SideTables.readAll(file, content);
        }
    },
    KIND {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.gzip(picture("png", random), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            throw FileKind.refusal(file, FileStart.of(Files.write(file, content)), "nothing");
        }
    },
    IDX {
        @Override
        byte[] mutant(Random random) {
            byte[] plain = new byte[16 + 5 * 6 * 7];
            System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7}, 0, plain, 0, 16);
            return random.nextBoolean()
                    ? StructuredMutants.bytes(plain, random)
                    : StructuredMutants.gzip(plain, random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            Idx.read(Files.write(file, content));
        }
    },
    NPY {
        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.bytes(npy(random), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            all(Npy.open(Files.write(file, content)));
        }
    },
    NPZ {
        @Override
        byte[] mutant(Random random) {
            byte[] texts = NpyFiles.npy(1, "<U2", false, new int[] {3}, new byte[24]);
            return StructuredMutants.zip(Map.of("x.npy", npy(random), "y.npy", npy(random), "z.npy", texts), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            try (Npz archive = Npz.open(Files.write(file, content))) {
                for (NumberArray array : archive.arrays().values()) {
                    all(array);
                }
            }
        }
    },
    MAT {
        private final byte[] plain = MatFiles.write(
                Map.of(
                        "X", MatFiles.bytes(new byte[48], 4, 4, 3),
                        "s",
                                Mat5.newStruct()
                                        .set("a", MatFiles.bytes(new byte[6], 2, 3))
                                        .set("b", Mat5.newString("text")),
                        "c",
                                MatFiles.cells(
                                        MatFiles.doubles(new double[6], 3, 2), MatFiles.doubles(new double[4], 2, 2))),
                0);

        @Override
        byte[] mutant(Random random) {
            return random.nextBoolean() ? StructuredMutants.bytes(plain, random) : StructuredMutants.mat(plain, random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            MatFile mat = MatFile.read(Files.write(file, content));
            for (NumberArray array : mat.arrays().values()) {
                all(array);
            }
        }
    },
    PARQUET {
        private final Map<String, byte[]> valid = ParquetFiles.all();

        @Override
        byte[] mutant(Random random) {
            List<byte[]> files = List.copyOf(valid.values());
            return StructuredMutants.bytes(files.get(random.nextInt(files.size())), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            ParquetFile table = ParquetFile.open(Files.write(file, content));
            List<String> names = table.columns().stream()
                    .filter(column -> column.kind() != ParquetFile.Kind.OTHER)
                    .map(ParquetFile.Column::name)
                    .toList();
            try (ParquetRows rows = table.read(names)) {
                for (int row = 0; row < table.rows(); row++) {
                    rows.next();
                }
            }
        }
    },
    HDF5 {
        private final Map<String, byte[]> valid = Hdf5Files.all();

        @Override
        byte[] mutant(Random random) {
            List<byte[]> files = List.copyOf(valid.values());
            return StructuredMutants.bytes(files.get(random.nextInt(files.size())), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            try (Hdf5File hdf = Hdf5File.open(Files.write(file, content))) {
                for (NumberArray array : hdf.arrays().values()) {
                    all(array);
                }
            }
        }
    },
    PIXEL_TABLE {
        @Override
        byte[] mutant(Random random) throws IOException {
            String plain = PixelTables.digits(",", true, 3) + (random.nextBoolean() ? "" : "1,2,3\n");
            byte[] text = StructuredMutants.text(plain, random)
                    .getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16);
            return random.nextInt(3) == 0 ? StructuredMutants.gzip(text, random) : text;
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            PixelTables.read(Files.write(file, content));
        }
    },
    SAFETENSORS {
        private byte[] valid = {};

        @Override
        byte[] mutant(Random random) throws IOException {
            if (valid.length == 0) {
                Path file = Files.createTempFile("valid", ".safetensors");
                Map<String, Safetensors.Entry> entries = new LinkedHashMap<>();
                entries.put("a.weight", Safetensors.Entry.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
                entries.put("step", Safetensors.Entry.of(new long[] {7}));
                Safetensors.write(file, entries, Map.of("format", "facet"));
                valid = Files.readAllBytes(file);
                Files.delete(file);
            }
            return StructuredMutants.safetensors(valid, random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            Safetensors.read(Files.write(file, content));
        }
    },
    CSV {
        @Override
        byte[] mutant(Random random) {
            String table = "image,label,size\n\"a, b.png\",3,1e5\nc.png,\"quo\"\"ted\",-2\n\nd.png,7,0.5\n";
            byte[] text = StructuredMutants.text(table, random).getBytes(StandardCharsets.UTF_8);
            return random.nextInt(4) == 0 ? StructuredMutants.bytes(text, random) : text;
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            Csv.read(file, content);
        }
    },
    TS {
        @Override
        byte[] mutant(Random random) {
            String head = "# waves\n@problemName Waves\n@timeStamps false\n@univariate false\n@dimensions 2\n"
                    + "@equalLength false\n@classLabel true up down\n@data\n";
            String[] rows = {"1,2,?,4:1.5,2e3,0,-1:up\n", "(0,1),(1,2):(0,3),(1,4):down\n", "1,2,3:4,5,NaN:up\n"};
            return series(head + String.join("", rows), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            readSeries(file, content);
        }
    },
    ARFF {
        private final List<String> valid = List.of(
                "% waves\n@relation w\n@attribute a numeric\n@attribute b real\n@attribute 'c d' numeric\n"
                        + "@attribute e numeric\n@attribute target {1,2}\n@data\n1,2,?,4,1\n4,3,2,1,2\n",
                "@relation m\n@attribute r relational\n@attribute a numeric\n@end r\n@attribute c {x,'y z'}\n@data\n"
                        + "\"1,2,3\\n4,5,6\",x\n'7,8\\n9,?','y z'\n");

        @Override
        byte[] mutant(Random random) {
            return series(valid.get(random.nextInt(valid.size())), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            readSeries(file, content);
        }
    },
    TSF {
        private final List<String> valid =
                List.of("# t\n@relation t\n@attribute series_name string\n@attribute start_timestamp date\n"
                        + "@frequency daily\n@equallength false\n@data\nT1:2001-01-01 00-00-00:1,2,?,4\nT2:x:3,4\n");

        @Override
        byte[] mutant(Random random) {
            return series(valid.get(random.nextInt(valid.size())), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            readSeries(file, content);
        }
    },
    TABLE {
        private final List<String> valid = List.of(
                "Date,Open,\"Last, first\",Note\n2020-01-02,1.5,2,a\n2020-01-03,2.5,\"1,000\",b\n2020-01-04,,4,c\n",
                "id;time;value;label\n1;0;1,5;a\n1;1;2,5;a\n2;0;3,5;b\n2;1;;b\n",
                "1\t" + "0.5\t".repeat(17) + "NaN\n2\t" + "1.5\t".repeat(17) + "3\n",
                "t0 t1 t2 t3 t4 t5 t6 t7 class\n 1 2 3  4 5 6 7 8 a\n2 3 4 5 6 7 8 9 b\n");

        @Override
        byte[] mutant(Random random) {
            return series(valid.get(random.nextInt(valid.size())), random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            readSeries(file, content);
        }
    },
    YAML {
        private final List<String> valid = List.of(
                ConfigWriter.yaml(Presets.load("mnist-paper")),
                Presets.text("stackedgan-book"),
                "preset: mnist\ntraining: {steps: 10, batch: 8}\n"
                        + "latent:\n  codes:\n    - {name: a, uniform: [-1, 1]}\n");

        @Override
        byte[] mutant(Random random) {
            String text = StructuredMutants.text(valid.get(random.nextInt(valid.size())), random);
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            ConfigReader.read(Files.write(file, content), List.of());
        }
    },
    JSON {
        private final String valid = description().json();

        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.text(valid, random).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            JsonFile.read(Files.write(file, content));
            ModelDescription.parse(new String(content, StandardCharsets.UTF_8), "the file");
        }
    },
    ONNX {
        private final byte[] valid = network();

        @Override
        byte[] mutant(Random random) {
            return StructuredMutants.protobuf(valid, random);
        }

        @Override
        void read(Path file, byte[] content) throws IOException {
            try (OnnxSession session = OnnxSession.open(Files.write(file, content), 1)) {
                Map<String, OnnxSession.Array> inputs = new LinkedHashMap<>();
                for (String input : session.inputs()) {
                    long[] shape = Arrays.stream(session.inputShape(input))
                            .map(size -> size < 0 ? 1 : size)
                            .toArray();
                    long count = Arrays.stream(shape).reduce(1, (a, b) -> a > 1 << 16 ? a : a * b);
                    if (count > 1 << 16) {
                        return;
                    }
                    inputs.put(input, new OnnxSession.Array(shape, new float[(int) count]));
                }
                session.run(inputs);
            }
        }
    };

    /** A damaged file. */
    abstract byte[] mutant(Random random) throws IOException;

    /** Reads all of it, as Facet does. */
    void read(Path file, byte[] content) throws IOException {
        ImageFile.Header header = ImageFile.header(file, content);
        if (!ImageFile.rows(file, content, (y, samples, channels) -> {})) {
            ImageFile.decode(file, content);
        }
        for (ImageFile.Header page : header.more()) {
            ImageFile.decode(file, content, page.page());
        }
    }

    private static final Map<String, byte[]> PICTURES = PictureFiles.all();

    private static byte[] picture(String kind, Random random) {
        List<byte[]> files = PICTURES.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind)
                        && (kind.length() > 1 || entry.getKey().matches("p[gp]m.*")))
                .map(Map.Entry::getValue)
                .toList();
        return files.get(random.nextInt(files.size()));
    }

    private static byte[] npy(Random random) {
        return random.nextBoolean()
                ? NpyFiles.npy(1 + random.nextInt(3), "<f4", true, new int[] {4, 3, 2}, new byte[96])
                : NpyFiles.bytes(new byte[60], 3, 4, 5);
    }

    private static byte[] series(String valid, Random random) {
        String text = StructuredMutants.text(valid, random);
        byte[] bytes = text.getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        return switch (random.nextInt(4)) {
            case 0 -> StructuredMutants.bytes(bytes, random);
            case 1 -> StructuredMutants.gzip(bytes, random);
            default -> bytes;
        };
    }

    private static void readSeries(Path file, byte[] content) throws IOException {
        Path written = Files.write(file, content);
        SeriesSource.recognises(written);
        DataConfig data = new DataConfig(written.toString(), 0, 0, 1, 1);
        SeriesSource.read(written).open(data, Split.TRAIN).close();
    }

    private static void all(NumberArray array) throws IOException {
        array.forEach((index, item) -> {});
    }

    private static ModelDescription description() {
        LatentSpec latent = new LatentSpec(
                new Noise(3, Noise.Distribution.NORMAL),
                List.of(new Code.Categorical("digit", 10), new Code.Uniform("slant", -1, 1)));
        return new ModelDescription(
                "1",
                "infogan",
                "mnist",
                7,
                latent,
                new ImageShape(1, 28, 28),
                new CodeNames(Map.of("digit", new CodeNames.Entry("a digit", Map.of(3, "three"), List.of()))));
    }

    /** A small network of several kinds of layers. */
    private static byte[] network() {
        OnnxGraph graph = new OnnxGraph("small");
        graph.input("x", OnnxGraph.BATCH, 1, 8, 8);
        graph.constant("w", new float[4 * 9], 4, 1, 3, 3);
        graph.constant("b", new float[4], 4);
        graph.constant("shape", new long[] {-1, 64}, 2);
        graph.constant("v", new float[64 * 3], 64, 3);
        long[] two = {2, 2};
        graph.node("Conv", List.of("x", "w", "b"), "c", Map.of("pads", new long[] {1, 1, 1, 1}, "strides", two));
        graph.node("BatchNormalization", List.of("c", "b", "b", "b", "b"), "n", Map.of("epsilon", 1e-5));
        graph.node("LeakyRelu", List.of("n"), "r", Map.of("alpha", 0.1));
        graph.node("AveragePool", List.of("r"), "p", Map.of("kernel_shape", two, "pads", new long[] {1, 1, 0, 0}));
        graph.node("Reshape", List.of("p", "shape"), "f", Map.of());
        graph.node("MatMul", List.of("f", "v"), "g", Map.of());
        graph.node("Softmax", List.of("g"), "y", Map.of("axis", 1L));
        graph.output("y", OnnxGraph.BATCH, 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            graph.write(out, "1", "", Map.of(ModelDescription.KEY, description().json()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
