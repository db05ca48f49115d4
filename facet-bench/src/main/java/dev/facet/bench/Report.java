package dev.facet.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The results of the parts as one JSON object or as a table. */
final class Report {
    private final BenchSettings settings;
    private final String cpu;
    private final Map<Part, JsonNode> found = new LinkedHashMap<>();

    Report(BenchSettings settings, String cpu) {
        this.settings = settings;
        this.cpu = cpu;
    }

    void add(Part part, JsonNode result) {
        found.put(part, result);
    }

    /**
     * {@code modes} (medians, and the time that the fastest tenth of the steps stays below), {@code gemm}, {@code
     * generate} (images per second), {@code latency_ms}, {@code peak_bytes} (the maximum over the training processes),
     * {@code flop_per_step}, {@code share_of_ceiling} (the speed of bf16-best as a share of the bf16 product's, if both
     * were measured), {@code threads}, {@code preset}, {@code
     * shape}, {@code cpu}, {@code batch}, {@code steps}.
     */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var modes = json.putArray("modes");
        double peak = 0;
        for (Map.Entry<Part, JsonNode> entry : found.entrySet()) {
            if (entry.getKey().trains()) {
                double ms = entry.getValue().path("ms").asDouble();
                double bytes = entry.getValue().path("peak_bytes").asDouble();
                peak = Math.max(peak, bytes);
                modes.addObject()
                        .put("name", entry.getKey().label())
                        .put("ms_per_step", rounded(ms))
                        .put(
                                "ms_per_step_p10",
                                rounded(entry.getValue().path("ms_p10").asDouble()))
                        .put("images_per_second", rounded(settings.images() / ms * 1e3))
                        .put("peak_bytes", (long) bytes);
            }
        }
        var gemm = json.putArray("gemm");
        for (String type : new String[] {"fp32", "bf16"}) {
            gemm.addObject().put("dtype", type).put("gflops", rounded(number(Part.GEMM, type)));
        }
        json.put("generate", rounded(number(Part.GENERATE, "generate")));
        json.put("latency_ms", rounded(number(Part.GENERATE, "latency_ms")));
        json.put("peak_bytes", (long) peak);
        if (flop() > 0) {
            json.put("flop_per_step", flop());
        }
        if (found.containsKey(Part.BF16_BEST)) {
            json.put("share_of_ceiling", rounded(share()));
        }
        int threads = settings.threads();
        json.put("threads", threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        json.put("preset", settings.preset() == null ? BenchSettings.PAPER : settings.preset());
        json.put("shape", BenchSettings.text(settings.shape()));
        return json.put("cpu", cpu).put("batch", settings.images()).put("steps", settings.steps());
    }

    String table() {
        ObjectNode json = json();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s of %s, %s, %s threads, batch %d, median of %d steps",
                json.path("preset").asString(),
                json.path("shape").asString(),
                cpu,
                json.path("threads").asString(),
                settings.images(),
                settings.steps());
        line(text, "%n%-12s %12s %12s %12s", "training", "ms/step", "images/s", "peak MB");
        for (JsonNode mode : json.path("modes")) {
            line(
                    text,
                    "%-12s %12.1f %12.0f %12.0f",
                    mode.path("name").asString(),
                    mode.path("ms_per_step").asDouble(),
                    mode.path("images_per_second").asDouble(),
                    mode.path("peak_bytes").asDouble() / 1e6);
        }
        if (flop() > 0) {
            line(text, "%n%.1f GFLOP per step", flop() / 1e9);
        }
        for (JsonNode product : json.path("gemm")) {
            line(
                    text,
                    "%s products reach %.0f GFLOP/s",
                    product.path("dtype").asString(),
                    product.path("gflops").asDouble());
        }
        if (json.has("share_of_ceiling")) {
            line(text, "bf16-best reaches %.0f %% of the bf16 products", 100 * share());
        }
        line(
                text,
                "generation %.0f images/s; one image takes %.2f ms",
                json.path("generate").asDouble(),
                json.path("latency_ms").asDouble());
        return text.toString().stripTrailing();
    }

    private double share() {
        double gflops = flop() / (number(Part.BF16_BEST, "ms") * 1e6);
        return gflops / number(Part.GEMM, "bf16");
    }

    /** Necessary operations of a step, as they were counted in any mode of Facet's. */
    private long flop() {
        return (long) Math.max(number(Part.TUNED_FP32, "flop_per_step"), number(Part.BF16_BEST, "flop_per_step"));
    }

    private double number(Part part, String name) {
        JsonNode result = found.get(part);
        return result == null ? 0 : result.path(name).asDouble();
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
