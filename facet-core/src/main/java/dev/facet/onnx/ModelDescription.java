package dev.facet.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Alignment;
import dev.facet.codes.Calibration;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.AlignmentTree;
import dev.facet.config.CalibrationTree;
import dev.facet.config.CodeNamesTree;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Background;
import dev.facet.config.DataConfig.Fit;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.LatentTree;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Shape;

/**
 * What a program needs to know to use exported networks. It is stored in each ONNX file as the metadata entry {@link
 * #KEY}, as JSON.
 *
 * @param version of Facet that wrote it
 * @param method the training method
 * @param data the name of the training data
 * @param step the training step of the weights
 * @param latent the input of the generator, in the order of its columns
 * @param shape of the items that the generator makes and the recogniser reads
 * @param names given to the codes
 * @param calibration of the recogniser's outputs; null if they are not calibrated
 * @param alignment of the codes; null if they are as they were trained
 * @param pictures how picture files become items, as those of the training data did; null for sequences, and if it is
 *     not known
 */
public record ModelDescription(
        String version,
        String method,
        String data,
        long step,
        LatentSpec latent,
        Shape shape,
        CodeNames names,
        @Nullable Calibration calibration,
        @Nullable Alignment alignment,
        @Nullable Pictures pictures) {
    /**
     * How picture files become items; see {@link DataConfig}.
     *
     * @param fit how they become square
     * @param background what is behind transparent parts
     * @param range the values that are black and white in pictures of more than 8 bits; empty: all that they can have
     */
    public record Pictures(Fit fit, Background background, List<Double> range) {
        public Pictures {
            range = List.copyOf(range);
        }

        /** What of the settings of a run's data says so. */
        public static Pictures of(DataConfig data) {
            return new Pictures(data.fit(), data.background(), data.range());
        }

        /** The same as settings of data, for a reader of pictures. */
        public DataConfig settings() {
            return new DataConfig("pictures", 0, 0, 2, 1).withLook(fit, background, range);
        }

        private void write(ObjectNode target) {
            target.put("fit", fit.name().toLowerCase(Locale.ROOT));
            target.put("background", background.name().toLowerCase(Locale.ROOT));
            ArrayNode ends = target.putArray("range");
            range.forEach(ends::add);
        }

        private static Pictures read(JsonNode node) {
            List<Double> ends = new ArrayList<>();
            node.required("range").forEach(end -> ends.add(end.asDouble()));
            if (ends.size() != 0 && (ends.size() != 2 || !(ends.get(0) < ends.get(1)))) {
                throw new IllegalArgumentException("its range has no two ends");
            }
            return new Pictures(
                    Fit.valueOf(node.required("fit").asString().toUpperCase(Locale.ROOT)),
                    Background.valueOf(node.required("background").asString().toUpperCase(Locale.ROOT)),
                    ends);
        }
    }

    /** The metadata entry of an ONNX file that holds a description. */
    public static final String KEY = "facet";

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_PROBLEM = 300;
    private static final long MOST_NUMBERS = 1 << 24;

    /** Describes a model that is neither calibrated nor aligned. */
    public ModelDescription(
            String version, String method, String data, long step, LatentSpec latent, Shape shape, CodeNames names) {
        this(version, method, data, step, latent, shape, names, null, null, null);
    }

    /** Describes a model of which it is not known how picture files become its items. */
    public ModelDescription(
            String version,
            String method,
            String data,
            long step,
            LatentSpec latent,
            Shape shape,
            CodeNames names,
            @Nullable Calibration calibration,
            @Nullable Alignment alignment) {
        this(version, method, data, step, latent, shape, names, calibration, alignment, null);
    }

    /** The description as JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", version);
        root.put("method", method);
        root.put("data", data);
        root.put("step", step);
        ObjectNode items = root.putObject("shape");
        items.put("kind", shape.plural());
        items.put("channels", shape.channels());
        items.put("height", shape.height());
        items.put("width", shape.width());
        if (shape instanceof SequenceShape sequence) {
            items.put("path", sequence.path());
            if (sequence.masked()) {
                items.put("masked", true);
            }
            ArrayNode parts = items.putArray("parts");
            sequence.parts()
                    .forEach(part -> parts.addObject()
                            .put("name", part.name())
                            .put("mean", part.scale().mean())
                            .put("deviation", part.scale().deviation()));
        }
        ObjectNode fed = root.putObject("latent");
        fed.putObject("noise")
                .put("size", latent.noise().size())
                .put("distribution", latent.noise().distribution().name().toLowerCase(Locale.ROOT));
        LatentTree.write(latent.codes(), fed.putArray("codes"));
        root.set("names", CodeNamesTree.write(names));
        if (calibration != null) {
            CalibrationTree.write(calibration, root.putObject("calibration"));
        }
        if (alignment != null) {
            AlignmentTree.write(alignment, root.putObject("alignment"));
        }
        if (pictures != null) {
            pictures.write(root.putObject("pictures"));
        }
        return JSON.writeValueAsString(root);
    }

    /**
     * Reads a description of {@link #json}.
     *
     * @param origin of the text, for messages
     * @throws UsageException if the text is anything else
     */
    public static ModelDescription parse(String json, String origin) {
        if (json.length() > LONGEST) {
            throw new UsageException(origin + " has a description of " + json.length() + " characters; at most "
                    + LONGEST + " are allowed. Export it again with `facet export RUN`.");
        }
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode noise = root.required("latent").required("noise");
            LatentSpec latent = new LatentSpec(
                    new Noise(
                            noise.required("size").asInt(),
                            Noise.Distribution.valueOf(
                                    noise.required("distribution").asString().toUpperCase(Locale.ROOT))),
                    LatentTree.codes(root.required("latent").required("codes"), path -> origin));
            CodeNames names = CodeNamesTree.read(root.required("names"));
            names.misfit(latent).ifPresent(misfit -> {
                throw new IllegalArgumentException(misfit);
            });
            ModelDescription description = new ModelDescription(
                    root.required("version").asString(),
                    root.required("method").asString(),
                    root.required("data").asString(),
                    root.required("step").asLong(),
                    latent,
                    shape(root.required("shape")),
                    names,
                    root.has("calibration") ? CalibrationTree.read(root.required("calibration")) : null,
                    root.has("alignment") ? AlignmentTree.read(root.required("alignment")) : null,
                    root.has("pictures") ? Pictures.read(root.required("pictures")) : null);
            if (description.calibration != null && !description.calibration.fits(latent)) {
                throw new IllegalArgumentException("it is calibrated for other codes than it has");
            }
            if (description.alignment != null && !description.alignment.fits(latent)) {
                throw new IllegalArgumentException("it is aligned for other codes than it has");
            }
            if ((long) description.shape.channels() * description.shape.height() * description.shape.width()
                            > MOST_NUMBERS
                    || latent.noise().size() > MOST_NUMBERS) {
                throw new IllegalArgumentException(
                        "an item of " + description.shape + " is larger than any that Facet makes");
            }
            return description;
        } catch (JacksonException e) {
            throw unlike(origin, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw unlike(origin, String.valueOf(e.getMessage()), e);
        }
    }

    private static UsageException unlike(String origin, String problem, Exception cause) {
        String line = problem.lines().findFirst().orElse("");
        return new UsageException(
                origin + " does not describe its codes as Facet does: "
                        + (line.length() > LONGEST_PROBLEM ? line.substring(0, LONGEST_PROBLEM) + "…" : line)
                        + ". Export it again with `facet export RUN`.",
                cause);
    }

    private static Shape shape(JsonNode items) {
        int channels = items.required("channels").asInt();
        int height = items.required("height").asInt();
        int width = items.required("width").asInt();
        if (items.required("kind").asString().equals("images")) {
            return new ImageShape(channels, height, width);
        }
        List<Channel> parts = new ArrayList<>();
        JsonNode all = items.required("parts");
        if (!all.isArray()) {
            throw new IllegalArgumentException("parts is not a list");
        }
        IntStream.range(0, all.size())
                .forEach(i -> parts.add(new Channel(
                        all.get(i).required("name").asString(),
                        new Scale(
                                all.get(i).required("mean").asDouble(),
                                all.get(i).required("deviation").asDouble()))));
        boolean masked = items.has("masked") && items.required("masked").asBoolean();
        SequenceShape shape =
                new SequenceShape(parts, width, items.required("path").asBoolean(), masked);
        if (masked && shape.channels() != channels) {
            throw new IllegalArgumentException(
                    "it has " + channels + " channels, but names " + parts.size() + " and a mask");
        }
        return shape;
    }
}
