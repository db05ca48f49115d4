package dev.facet.app.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.app.launch.Invocation;
import dev.facet.calibrate.ItemReadings;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.Hint;
import dev.facet.config.OwnSettings;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.format.AtomicFile;
import dev.facet.format.Csv;
import dev.facet.format.PngFile;
import dev.facet.method.MethodType;
import dev.facet.method.MethodType.LabelUse;
import dev.facet.method.Methods;
import dev.facet.train.Corrections.Correction;
import dev.facet.train.RunFolder;
import dev.facet.train.RunItems;

/** Chosen items as a table or as an archive of pictures, and corrections as labels for another training. */
final class ItemsExport {
    /** The most bytes of pixels in an archive. */
    private static final long MOST_PIXEL_BYTES = 64 << 20;

    private static final String TABLE = "codes.csv";
    private static final String LABELS = "labels.csv";

    private final RunList runs;
    private final OpenData data;
    private final OpenReadings readings;
    private final OpenCorrections corrections;
    private final Semaphore one = new Semaphore(1);

    ItemsExport(RunList runs, OpenData data, OpenReadings readings, OpenCorrections corrections) {
        this.runs = runs;
        this.data = data;
        this.readings = readings;
        this.corrections = corrections;
    }

    /** Items as CSV, or as a ZIP archive with the CSV and pictures. */
    void export(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("items", "format"));
        int[] numbers = CorrectionsApi.numbers(body);
        String format = body.text("format", "csv");
        if (!format.equals("csv") && !format.equals("zip")) {
            throw new UsageException("format is '" + format + "'; wanted csv or zip");
        }
        if (!one.tryAcquire()) {
            throw new Busy();
        }
        try {
            byte[] table = table(run, numbers).getBytes(StandardCharsets.UTF_8);
            boolean csv = format.equals("csv");
            ctx.contentType(csv ? "text/csv; charset=utf-8" : "application/zip");
            ctx.header("Content-Disposition", Answers.attachment(csv ? TABLE : "pictures.zip"));
            ctx.result(csv ? table : zip(run, numbers, table));
        } finally {
            one.release();
        }
    }

    private String table(RunFolder run, int... numbers) throws IOException {
        ItemReadings read = readings.require(run).readings();
        LatentSpec latent = run.config().latent();
        CodeNames names = ModelApi.names(run, latent);
        Map<String, String> said = new HashMap<>();
        corrections.of(run, view -> {
            view.corrections().current().forEach(each -> {
                said.put(each.code() + "/" + view.finder().number(each.item()), each.label(latent, names));
            });
            return view;
        });
        return data.items(run, items -> {
            ItemsApi.requireNumbers(items, numbers);
            StringBuilder text = new StringBuilder();
            Csv.write(text, header(latent));
            for (int number : numbers) {
                Csv.write(text, row(items, number, read, latent, names, said));
            }
            return text.toString();
        });
    }

    private static List<String> header(LatentSpec latent) {
        List<String> header = new ArrayList<>(List.of("item", "image", "part", "label"));
        for (Code code : latent.codes()) {
            String id = code.name();
            header.addAll(
                    code instanceof Code.Categorical
                            ? List.of(id, id + "_index", id + "_probability", id + "_correction")
                            : List.of(id, id + "_sigma"));
        }
        header.add("data_distance");
        return header;
    }

    private static List<String> row(
            RunItems items,
            int number,
            ItemReadings read,
            LatentSpec latent,
            CodeNames names,
            Map<String, String> said) {
        int at = Arrays.binarySearch(read.numbers(), number);
        List<String> row = new ArrayList<>(List.of(
                Integer.toString(number),
                items.name(number),
                items.isTest(number) ? "test" : items.isHeldOut(number) ? "held out" : "train",
                items.label(number) < 0 ? "" : items.classes().get(items.label(number))));
        for (Code code : latent.codes()) {
            String id = code.name();
            int[] categories = read.categories().get(id);
            if (code instanceof Code.Categorical categorical) {
                int category = at < 0 || categories == null ? -1 : categories[at];
                row.add(category < 0 ? "" : names.name(categorical, category).orElse(Integer.toString(category)));
                row.add(category < 0 ? "" : Integer.toString(category));
                row.add(cell(read.probabilities().get(id), at));
                row.add(said.getOrDefault(id + "/" + number, ""));
            } else {
                row.add(cell(read.means().get(id), at));
                row.add(cell(read.sigmas().get(id), at));
            }
        }
        row.add(cell(read.distances(), at));
        return row;
    }

    private static String cell(float @Nullable [] column, int at) {
        return column == null || at < 0 ? "" : String.format(Locale.ROOT, "%.4f", column[at]);
    }

    private byte[] zip(RunFolder run, int[] numbers, byte[] table) throws IOException {
        return data.items(run, items -> {
            if (!(items.shape() instanceof ImageShape)) {
                throw new UsageException(
                        "a ZIP archive is of pictures, and this run's items are sequences; take the CSV");
            }
            long most = MOST_PIXEL_BYTES / items.shape().bytes();
            if (numbers.length > most) {
                throw new UsageException("an archive takes at most " + most + " pictures of this size, and "
                        + numbers.length + " are chosen; choose fewer, or take the CSV, which names the files");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry(TABLE));
                zip.write(table);
                for (int number : numbers) {
                    Items item = items.items(number);
                    ByteArrayOutputStream png = new ByteArrayOutputStream();
                    PngFile.write(png, item.image(0));
                    zip.putNextEntry(new ZipEntry(entry(items, number)));
                    zip.write(png.toByteArray());
                }
            }
            return bytes.toByteArray();
        });
    }

    /** A name that leads nowhere else when it is unpacked, whatever the picture's own name is. */
    private static String entry(RunItems items, int number) {
        String name = items.name(number);
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("\\.[A-Za-z0-9]{1,5}$", "").replaceAll("[^\\p{L}\\p{N}_-]", "_");
        boolean own = !last.equals(Integer.toString(items.index(number)));
        return String.format(Locale.ROOT, "%06d%s.png", number, own ? "-" + plain : "");
    }

    /** Writes the corrections of a code into the run's folder as labels, and says how to train with them. */
    void labels(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("code"));
        RunConfig config = run.config();
        Code.Categorical code = CorrectionsApi.code(config.latent(), body.text("code", ""));
        CodeNames names = ModelApi.names(run, config.latent());
        StringBuilder text = new StringBuilder();
        Csv.write(text, List.of("image", "label"));
        Set<String> labels = new TreeSet<>();
        int[] rows = new int[2];
        corrections.of(run, view -> {
            for (Correction each : view.corrections().current()) {
                boolean here = each.code().equals(code.name()) && view.finder().number(each.item()) >= 0;
                // training never sees the test part
                if (here && !each.item().test()) {
                    String label = each.label(config.latent(), names);
                    Csv.write(text, List.of(each.item().image(), label));
                    labels.add(label);
                    rows[0]++;
                }
                rows[1] += here && each.item().test() ? 1 : 0;
            }
            return view;
        });
        if (rows[0] == 0) {
            throw new Conflict("nothing that was corrected is in the data that training learns from; correct some items"
                    + " first");
        }
        OpenCorrections.requireWritable(run);
        Path file = run.path().toAbsolutePath().normalize().resolve(LABELS);
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode answer = Answers.JSON
                .createObjectNode()
                .put("file", file.toString())
                .put("rows", rows[0])
                .put("left_out", rows[1])
                .put("labels", labels.size());
        answer.put("table", text.toString());
        answer.put("command", command(run, config, code, labels.size(), file));
        Answers.json(ctx, answer);
    }

    /** Trains with the run's settings, and with what was corrected as the labels of the code. */
    private static String command(RunFolder run, RunConfig config, Code.Categorical code, int labels, Path file) {
        MethodType method = Methods.all().stream()
                .filter(type -> type.labels() == LabelUse.SOME)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method learns from some labels"));
        String section = method.section().map(OwnSettings.Section::key).orElse("");
        List<String> codes = new ArrayList<>();
        codes.add(code.name() + ":cat" + Math.max(code.size(), labels));
        config.latent().codes().stream()
                .filter(other -> !other.equals(code))
                .map(ItemsExport::written)
                .forEach(codes::add);
        return Invocation.shown("  "
                        + Hint.line(
                                "train",
                                config.data().source(),
                                "--config",
                                run.path().toAbsolutePath().normalize().resolve("config.yaml"),
                                "--method",
                                method.name(),
                                "--codes",
                                String.join(", ", codes),
                                "--set",
                                section + ".labels=" + file))
                .strip();
    }

    /** A code as the command line takes it. */
    private static String written(Code code) {
        if (code instanceof Code.Categorical categorical) {
            return code.name() + ":cat" + categorical.size();
        }
        Code.Continuous continuous = (Code.Continuous) code;
        String times = continuous.size() > 1 ? "x" + continuous.size() : "";
        return code.name()
                + (code instanceof Code.Uniform uniform
                        ? ":uniform(" + uniform.low() + "," + uniform.high() + ")"
                        : ":normal(" + ((Code.Normal) code).std() + ")")
                + times;
    }
}
