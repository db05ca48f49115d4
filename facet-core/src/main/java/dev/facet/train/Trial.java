package dev.facet.train;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state of several starts of a run ({@link dev.facet.method.game.Starts}): the current start and the scores of the
 * others.
 *
 * @param start the current start, from 0
 * @param sum sum of the scores of its steps that count
 * @param judged number of these steps
 * @param scores scores of the finished starts, in order
 * @param over whether the best start is chosen, or there is only one
 */
record Trial(int start, double sum, long judged, List<Double> scores, boolean over) {
    static final Trial FIRST = new Trial(0, 0, 0, List.of(), false);
    static final Trial OVER = new Trial(0, 0, 0, List.of(), true);

    Trial {
        scores = List.copyOf(scores);
    }

    /** Adds the score of a step of the current start. */
    Trial plus(double score) {
        return new Trial(start, sum + score, judged + 1, scores, over);
    }

    /** Finishes the current start. */
    Trial finished() {
        List<Double> all = new ArrayList<>(scores);
        all.add(judged == 0 ? 0 : sum / judged);
        return new Trial(start, 0, 0, all, over);
    }

    boolean isFinished() {
        return scores.size() > start;
    }

    /** The first start with the largest score. */
    int best() {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            best = scores.get(i) > scores.get(best) ? i : best;
        }
        return best;
    }

    /** Begins the start after the finished ones. */
    Trial next() {
        return new Trial(scores.size(), 0, 0, scores, false);
    }

    void write(ObjectNode state) {
        if (over) {
            return;
        }
        ObjectNode trial = state.putObject("trial");
        trial.put("start", start);
        trial.put("sum", sum);
        trial.put("judged", judged);
        ArrayNode list = trial.putArray("scores");
        scores.forEach(list::add);
    }

    static Trial read(JsonNode state) {
        JsonNode trial = state.path("trial");
        if (trial.isMissingNode()) {
            return OVER;
        }
        List<Double> scores = new ArrayList<>();
        trial.path("scores").forEach(score -> scores.add(score.asDouble(0)));
        return new Trial(
                trial.path("start").asInt(0),
                trial.path("sum").asDouble(0),
                trial.path("judged").asLong(0),
                scores,
                false);
    }
}
