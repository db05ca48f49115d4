package dev.facet.app.studio;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.config.CodeNamesTree;
import dev.facet.config.UsageException;
import dev.facet.explore.CodeLookup;
import dev.facet.train.RunFolder;

/** What people call codes and categories, and where they let sliders begin and end. */
final class NamesApi {
    private static final Logger LOG = LoggerFactory.getLogger(NamesApi.class);

    private final RunList runs;

    NamesApi(RunList runs) {
        this.runs = runs;
    }

    void names(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Answers.json(ctx, CodeNamesTree.write(ModelApi.names(run, run.config().latent())));
    }

    /**
     * Replaces the names of the codes in the body, which gives codes by id or present name: {@code {"digit": {"name":
     * …, "categories": {"0": …}, "order": […]}}}. Categories are given by index.
     */
    void rename(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        LatentSpec latent = run.config().latent();
        synchronized (this) {
            CodeNames before = ModelApi.names(run, latent);
            CodeLookup lookup = new CodeLookup(latent, before);
            Set<String> keys = new LinkedHashSet<>();
            latent.codes().forEach(code -> keys.add(code.name()));
            latent.codes().forEach(code -> before.name(code).ifPresent(keys::add));
            Body body = Body.parse(ctx.body(), keys);
            CodeNames names = before;
            Set<Code> changed = new LinkedHashSet<>();
            try {
                for (String key : keys) {
                    if (body.has(key)) {
                        Code code = lookup.code(key);
                        if (!changed.add(code)) {
                            throw new UsageException("code '" + code.name() + "' is given twice");
                        }
                        names = renamed(names, code, body.object(key, Set.of("name", "categories", "order")));
                    }
                }
                names.requireDistinct(latent, changed);
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            write(run, latent, before, names);
        }
        names(ctx);
    }

    private static CodeNames renamed(CodeNames names, Code code, Body given) {
        CodeNames result = given.has("name") ? names.with(code, given.text("name", "")) : names;
        if (code instanceof Code.Categorical categorical) {
            for (Map.Entry<String, String> entry :
                    given.texts("categories", categorical.size()).entrySet()) {
                if (!entry.getKey().matches("\\d{1,6}")) {
                    throw new UsageException("categories are given by index here, 0 to " + (categorical.size() - 1));
                }
                result = result.with(categorical, Integer.parseInt(entry.getKey()), entry.getValue());
            }
            if (given.has("order")) {
                result = result.withOrder(categorical, given.wholes("order", categorical.size()));
            }
        } else if (given.has("categories") || given.has("order")) {
            throw new UsageException("code '" + code.name() + "' has no categories");
        }
        return result;
    }

    /**
     * Sets where the slider of a code begins and ends: {@code {"code": "c1", "low": -1.4, "high": 0.8}}. If only one is
     * given, the other stays; if none is, the slider gets the usual ends.
     */
    void ends(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("code", "low", "high"));
        change(run, body, (names, code) -> {
            CodeNames.Ends now = names.ends(code);
            double low = body.number("low", now.low(), -Double.MAX_VALUE, Double.MAX_VALUE);
            double high = body.number("high", now.high(), -Double.MAX_VALUE, Double.MAX_VALUE);
            return body.has("low") || body.has("high") ? names.withEnds(code, low, high) : names.withUsualEnds(code);
        });
        names(ctx);
    }

    /** Gives the slider of a code the ends that it had before the last change. */
    void undoEnds(Context ctx) throws IOException {
        RunFolder run = runs.find(ctx.pathParam("run"));
        Body body = Body.parse(ctx.body(), Set.of("code"));
        change(
                run,
                body,
                (names, code) -> names.withFormerEnds(code)
                        .orElseThrow(() -> new Conflict(
                                "there is no change of the ends of " + names.label(code) + " to take back")));
        names(ctx);
    }

    /** Other names, because of a code. */
    @FunctionalInterface
    private interface Change {
        CodeNames of(CodeNames names, Code.Continuous code);
    }

    private synchronized void change(RunFolder run, Body body, Change change) throws IOException {
        LatentSpec latent = run.config().latent();
        CodeNames before = ModelApi.names(run, latent);
        if (!(new CodeLookup(latent, before).code(body.text("code", "")) instanceof Code.Continuous code)) {
            throw new UsageException("code '" + Body.shown(body.text("code", "")) + "' has categories and no slider");
        }
        try {
            write(run, latent, before, change.of(before, code));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void write(RunFolder run, LatentSpec latent, CodeNames before, CodeNames names) throws IOException {
        if (!names.equals(before)) {
            run.write(latent, names).ifPresent(kept -> LOG.warn("the damaged file of names is kept as {}", kept));
        }
    }
}
