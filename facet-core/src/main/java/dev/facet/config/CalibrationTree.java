package dev.facet.config;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.codes.Calibration;
import dev.facet.codes.Calibration.Basis;
import dev.facet.codes.Calibration.Sigma;

/**
 * Converts a calibration to and from JSON: {@code {"temperatures": {"digit": 1.9}, "sigmas": {"c1": {"factor": 0.5,
 * "floor": 0.05}}, "basis": {…}}}.
 */
public final class CalibrationTree {
    private CalibrationTree() {}

    /** Writes a calibration in the form that {@link #read} expects. */
    public static void write(Calibration calibration, ObjectNode node) {
        ObjectNode temperatures = node.putObject("temperatures");
        calibration.temperatures().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> temperatures.put(entry.getKey(), entry.getValue()));
        ObjectNode sigmas = node.putObject("sigmas");
        calibration.sigmas().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sigmas.putObject(entry.getKey())
                        .put("factor", entry.getValue().factor())
                        .put("floor", entry.getValue().floor()));
        node.putObject("basis")
                .put("step", calibration.basis().step())
                .put("known", calibration.basis().known())
                .put("held_out", calibration.basis().heldOut())
                .put("unseen", calibration.basis().unseen())
                .put("false_alarms", Calibration.FALSE_ALARMS);
    }

    /**
     * Reads a calibration.
     *
     * @throws IllegalArgumentException if the node is not a calibration
     * @throws tools.jackson.core.JacksonException if a value has the wrong type
     */
    public static Calibration read(JsonNode node) {
        Map<String, Double> temperatures = new LinkedHashMap<>();
        node.required("temperatures")
                .properties()
                .forEach(entry ->
                        temperatures.put(entry.getKey(), entry.getValue().asDouble()));
        Map<String, Sigma> sigmas = new LinkedHashMap<>();
        node.required("sigmas")
                .properties()
                .forEach(entry -> sigmas.put(
                        entry.getKey(),
                        new Sigma(
                                entry.getValue().required("factor").asDouble(),
                                entry.getValue().required("floor").asDouble())));
        JsonNode basis = node.required("basis");
        return new Calibration(
                temperatures,
                sigmas,
                new Basis(
                        basis.required("step").asLong(),
                        basis.required("known").asInt(),
                        basis.required("held_out").asInt(),
                        basis.required("unseen").asBoolean()));
    }
}
