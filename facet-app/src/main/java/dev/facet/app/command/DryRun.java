package dev.facet.app.command;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.facet.app.console.Json;
import dev.facet.app.console.Text;
import dev.facet.train.Forecast;

/** The output of {@code facet train --dry-run}. */
final class DryRun {
    private DryRun() {}

    /** Prints what a run would be, for people or as one JSON object. */
    static void print(Forecast forecast, PrintWriter out, boolean json) {
        if (json) {
            out.println(Json.line(object(forecast)));
        } else {
            out.println(String.format(
                    Locale.ROOT,
                    "%s steps of %.3g s each, about %s; nothing was trained",
                    Text.count(forecast.steps()),
                    forecast.secondsPerStep(),
                    Text.duration(60 * forecast.minutes())));
            forecast.notices().forEach(notice -> out.println("warning: " + notice));
        }
        out.flush();
    }

    private static Map<String, Object> object(Forecast forecast) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("steps", forecast.steps());
        object.put("minutes", forecast.minutes());
        object.put("seconds_per_step", forecast.secondsPerStep());
        object.put("notices", forecast.notices());
        return object;
    }
}
