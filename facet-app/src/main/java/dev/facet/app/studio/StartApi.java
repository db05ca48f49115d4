package dev.facet.app.studio;

import java.io.IOException;
import java.util.List;

import io.javalin.http.Context;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Code;
import dev.facet.config.LatentTree;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.train.RunFolder;

/** Starts new runs: what a request would do, the queue, and its places. */
final class StartApi {
    private final Starting starting;
    private final RunList runs;

    StartApi(Starting starting, RunList runs) {
        this.starting = starting;
        this.runs = runs;
    }

    /** Puts a new run into the queue. It begins at once if nothing is trained. */
    void start(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        Asked asked = Asked.parse(ctx.body());
        long id = parts.queue().add(asked, parts.preparation().prepare(asked));
        ctx.status(202);
        Answers.json(ctx, parts.queue().get(id));
    }

    /** Checks a request for a new run, and says what it would be; with {@code ?measure=true} steps are timed. */
    void plan(Context ctx) throws IOException {
        Starting.Parts parts = starting.parts();
        Asked asked = Asked.parse(ctx.body());
        boolean measure = "true".equals(ctx.queryParam("measure"));
        boolean reads = measure || (asked.preset() == null && asked.data() != null);
        Prepared prepared =
                reads ? parts.preparation().prepare(asked) : parts.preparation().sketch(asked);
        ObjectNode answer = about(prepared);
        if (measure) {
            ArrayNode beside = Answers.JSON.createArrayNode();
            for (String name : runs.all().keySet()) {
                if (runs.find(name).isTraining()) {
                    beside.add(name);
                }
            }
            try {
                answer.set("estimate", parts.estimates().of(prepared.arguments()));
            } catch (UsageException e) {
                throw new Mistake("minutes", e);
            }
            answer.set("beside", beside);
        }
        Answers.json(ctx, answer);
    }

    private static ObjectNode about(Prepared prepared) {
        RunConfig config = prepared.config();
        ObjectNode about = Answers.JSON
                .createObjectNode()
                .put("label", prepared.label())
                .put("command", prepared.command())
                .put("method", config.method())
                .put("steps", config.training().steps())
                .put("minutes", config.training().minutes())
                .put("seed", config.training().seed());
        List<Code> codes = config.latent().codes();
        LatentTree.write(codes, about.putArray("codes"));
        return about;
    }

    void queue(Context ctx) {
        Answers.json(ctx, starting.parts().queue().list());
    }

    void place(Context ctx) {
        Answers.json(ctx, starting.parts().queue().get(id(ctx)));
    }

    void takeBack(Context ctx) throws IOException {
        Queue queue = starting.parts().queue();
        queue.remove(id(ctx));
        Answers.json(ctx, queue.list());
    }

    void release(Context ctx) throws IOException {
        Queue queue = starting.parts().queue();
        long id = id(ctx);
        queue.release(id);
        ctx.status(202);
        Answers.json(ctx, queue.get(id));
    }

    /** What a page is filled in with to ask for a run like one that exists. */
    void request(Context ctx) throws IOException {
        String name = ctx.pathParam("run");
        RunFolder run = runs.find(name);
        RunConfig config = run.config();
        ObjectNode like = Answers.JSON.createObjectNode();
        like.put("like", name);
        like.putObject("data").put("run", name);
        like.put("minutes", config.training().minutes());
        like.put("steps", config.training().steps());
        like.put("seed", config.training().seed());
        Answers.json(ctx, Queue.request(run).orElse(like));
    }

    private static long id(Context ctx) {
        String text = ctx.pathParam("place");
        if (!text.matches("\\d{1,18}")) {
            throw new NotFound("there is no place '" + text + "' in the queue");
        }
        return Long.parseLong(text);
    }
}
