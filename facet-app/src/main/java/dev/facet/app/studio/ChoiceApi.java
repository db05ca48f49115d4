package dev.facet.app.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.javalin.http.Context;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.Facet;
import dev.facet.config.DataConfig;
import dev.facet.config.LatentTree;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.settings.Presets;

/** Data for new runs: what may be chosen, uploads, and what would be read of it. */
final class ChoiceApi implements AutoCloseable {
    private static final int SHOWN = 9;
    private static final int COLUMNS = 3;
    private static final long PATIENCE_MILLIS = 50_000;
    private static final Pattern MINUTES = Pattern.compile("(?m)^# minutes: *(.*)$");
    /** Minutes, and the width of the images that they are for, if it is given. */
    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)(?: on two cores)?(?: at (\\d+)x)?");

    private final Starting starting;
    private final RunList runs;
    private final Later<ObjectNode> later = new Later<>("reading the data", PATIENCE_MILLIS);

    ChoiceApi(Starting starting, RunList runs) {
        this.starting = starting;
        this.runs = runs;
    }

    /** What data may be chosen, and whether trainings can be started at all. */
    void choices(Context ctx) {
        ObjectNode answer = Answers.JSON.createObjectNode();
        starting.reason().ifPresent(reason -> answer.put("reason", reason));
        answer.put("starts", starting.reason().isEmpty());
        if (starting.reason().isEmpty()) {
            Starting.Parts parts = starting.parts();
            answer.put("root", parts.root().shown());
            ArrayNode sets = answer.putArray("sets");
            Preparation.sets()
                    .forEach((name, what) -> sets.addObject().put("name", name).put("what", what));
            ArrayNode presets = answer.putArray("presets");
            Presets.names().forEach(presets::add);
            ArrayNode uploads = answer.putArray("uploads");
            parts.uploads().all().forEach(upload -> uploads.add(about(upload)));
            answer.put("upload_bytes", parts.uploads().most());
            answer.put("upload_room", parts.uploads().room());
        }
        Answers.json(ctx, answer);
    }

    /** {@code ?path=a/b}: what is in a folder below the root. */
    void files(Context ctx) throws IOException {
        String path = ctx.queryParam("path");
        Answers.json(ctx, starting.parts().root().list(path == null ? "" : path));
    }

    private static ObjectNode about(Uploads.About upload) {
        return Answers.JSON
                .createObjectNode()
                .put("id", Integer.toString(upload.id()))
                .put("name", upload.name())
                .put("files", upload.files())
                .put("bytes", upload.bytes());
    }

    /** Begins an upload: {@code {"name": "furniture"}}. */
    void beginUpload(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        Body body = Body.parse(ctx.body(), Set.of("name"));
        ctx.status(201);
        Answers.json(ctx, about(parts.uploads().begin(body.text("name", "upload"))));
    }

    /** Takes a file of an upload: its bytes are the body, its name is {@code ?name=a/b.png}. */
    void receive(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        int id = Preparation.upload(ctx.pathParam("upload"));
        String name = ctx.queryParam("name");
        Uploads.Part part = Bodies.received(ctx.req());
        if (name == null || part == null) {
            throw new UsageException("wanted ?name=FILE and the bytes of that file as the body");
        }
        ctx.status(201);
        Answers.json(ctx, about(parts.uploads().add(id, name, part)));
    }

    /** Removes an upload that no run and no place in the queue needs. */
    void removeUpload(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        int id = Preparation.upload(ctx.pathParam("upload"));
        for (String name : runs.all().keySet()) {
            try {
                if (parts.uploads().holds(id, runs.find(name).config().data().source())) {
                    throw new Conflict(name + " was trained on this upload, and cannot be resumed without it");
                }
            } catch (UsageException damaged) {
                // a run that cannot be read needs no data
            }
        }
        if (parts.queue().wants(new Asked.Place("upload", Integer.toString(id)))) {
            throw new Conflict("a run in the queue is to be trained on this upload");
        }
        parts.uploads().remove(id);
        ctx.status(204);
    }

    /** Says what would be read of data, with the settings of a request for a new run. */
    void inspect(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        Asked asked = Asked.parse(ctx.body());
        Answers.json(ctx, later.ask(asked.json().toString(), () -> read(asked, parts)));
    }

    private static ObjectNode read(Asked asked, Starting.Parts parts) throws IOException {
        try {
            RunConfig config = parts.preparation().prepare(asked).config();
            DataConfig data = config.data();
            try (Dataset train = Facet.open(data.withHeldOut(0), Split.TRAIN);
                    Dataset test = Facet.open(data.withHeldOut(0), Split.TEST)) {
                if (train.size() < 2) {
                    throw new UsageException(train.name() + " has " + train.size() + " "
                            + train.shape().plural() + "; training needs at least 2, and thousands to be useful.");
                }
                ObjectNode about = DataApi.description(train);
                about.put("held_out", test.size());
                about.put("pictures", pictures(train));
                String preset = asked.preset() != null
                        ? asked.preset()
                        : asked.like() == null && asked.from() == null ? Preparation.suited(data.source()) : null;
                if (preset != null) {
                    preset(preset, train.shape().width(), about);
                }
                LatentTree.write(config.latent().codes(), about.putArray("codes"));
                about.put("steps", config.training().steps());
                return about;
            }
        } catch (UsageException e) {
            throw new Mistake("data", e);
        } catch (IOException | UncheckedIOException e) {
            throw new Mistake("data", "the data cannot be read: " + e.getMessage());
        }
    }

    /** Items from all over the data, as files often come in the order of their classes. */
    private static String pictures(Dataset data) throws IOException {
        int count = Math.min(SHOWN, data.size());
        int[] indices = IntStream.range(0, count)
                .map(i -> (int) ((long) i * data.size() / count))
                .toArray();
        return Answers.address(Items.of(data, indices), COLUMNS);
    }

    /** The name of a preset, and the minutes that its comment gives, if possible for images of this width. */
    private static void preset(String name, int width, ObjectNode about) {
        about.put("preset", name);
        Matcher line = MINUTES.matcher(Presets.text(name));
        if (line.find()) {
            about.put("minutes_text", line.group(1).strip());
            Matcher number = NUMBER.matcher(line.group(1));
            while (number.find()) {
                boolean suits = Integer.toString(width).equals(number.group(2));
                if (suits || !about.has("minutes")) {
                    about.put("minutes", Double.parseDouble(number.group(1)));
                }
            }
        }
    }

    @Override
    public void close() {
        later.close();
    }
}
