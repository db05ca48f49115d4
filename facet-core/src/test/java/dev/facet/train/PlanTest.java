package dev.facet.train;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.InfoGanConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.method.game.Starts;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTest {
    private static final RunConfig IMAGES = ConfigReader.resolve(
            "images",
            List.of(
                    "training.minutes=5",
                    "training.steps=6000",
                    "infogan.continuous-from-step=1200",
                    "infogan.categories.alone=false",
                    "infogan.consistency.start-steps=600"));
    private static final Starts STARTS = new Starts(3, 600, statistics -> 0, "consistency");

    @Test
    void whatFitsStaysAsItIs() {
        Plan plan = Plan.fit(IMAGES, STARTS, 1, 7200);
        assertThat(plan.config())
                .isEqualTo(IMAGES.withTraining(IMAGES.training().withPlan(false)));
        assertThat(plan.notices()).isEmpty();
    }

    @Test
    void halfTheTimeHasHalfTheStepsAndStartsOfHalfTheLength() {
        Plan plan = Plan.fit(IMAGES, STARTS, 1, 3600);
        assertThat(plan.config().infogan().consistency().starts()).isEqualTo(3);
        assertThat(plan.config().infogan().consistency().startSteps()).isEqualTo(300);
        assertThat(plan.config().training().steps()).isEqualTo(3000);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(600);
        // a search costs as much in a short run as in a long one, so there are two instead of four
        assertThat(plan.config().infogan().consistency().regroupEvery()).isEqualTo(1000);
        assertThat(plan.notices())
                .singleElement()
                .asString()
                .contains(
                        "5 minutes are enough for about 3,600 of the 7,200 steps",
                        "3 of 3 starts (infogan.consistency.starts), of 300 steps (infogan.consistency.start-steps)",
                        "groups every 1,000 steps",
                        "fall over 3,000 steps",
                        "from step 600 on",
                        "training.plan=false");
    }

    @Test
    void oneMinuteIsSaidInTheSingular() {
        RunConfig minute = IMAGES.withTraining(IMAGES.training().withDuration(7200, 1));
        assertThat(Plan.fit(minute, STARTS, 1, 720).notices())
                .singleElement()
                .asString()
                .startsWith("1 minute is enough for about 720 of the ");
    }

    @Test
    void littleTimeHasOneStart() {
        Plan plan = Plan.fit(IMAGES, STARTS, 1, 1200);
        assertThat(plan.config().infogan().consistency().starts()).isEqualTo(1);
        assertThat(plan.config().training().steps()).isEqualTo(1200);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(240);
        assertThat(plan.config().infogan().consistency().regroupEvery()).isEqualTo(600);
        assertThat(plan.notices()).singleElement().asString().contains("1 of 3 starts");
    }

    @Test
    void allStartsTogetherTakeAThirdOfTheTimeAtMost() {
        Starts many = new Starts(8, 600, statistics -> 0, "consistency");
        for (int fits = 1; fits < 6000 + 7 * 600; fits += 7) {
            InfoGanConfig infogan = Plan.fit(IMAGES, many, 1, fits).config().infogan();
            int count = infogan.consistency().starts();
            if (count > 1) {
                assertThat(count * infogan.consistency().startSteps())
                        .as("of " + fits)
                        .isLessThanOrEqualTo(fits / 3);
            }
            assertThat(infogan.consistency().startSteps()).isBetween(300L, 600L);
        }
    }

    @Test
    void aShortRunSearchesForGroupsOnceAndAVeryShortOneNever() {
        assertThat(searches(6000)).isEqualTo(4);
        assertThat(searches(3600)).isEqualTo(2);
        assertThat(searches(900)).isEqualTo(1);
        assertThat(searches(300)).isZero();
    }

    private static long searches(double fits) {
        RunConfig config = Plan.fit(IMAGES, Starts.ONE, 1, fits).config();
        return (config.training().steps() - 1) / config.infogan().consistency().regroupEvery();
    }

    @Test
    void thePlanTakesNoMoreStepsThanThereIsTimeFor() {
        for (int fits = 1; fits < 7200; fits += 7) {
            RunConfig config = Plan.fit(IMAGES, STARTS, 1, fits).config();
            long others = (config.infogan().consistency().starts() - 1)
                    * config.infogan().consistency().startSteps();
            assertThat(config.training().steps() + others).isEqualTo(fits);
            assertThat(config.infogan().continuousFromStep())
                    .isLessThanOrEqualTo(Math.round(0.2 * config.training().steps()));
        }
    }

    @Test
    void categoriesThatLearnAloneLeaveMostStepsToTheGame() {
        RunConfig alone =
                ConfigReader.changed(IMAGES, "infogan.categories.alone=true", "infogan.consistency.start-steps=1500");
        Starts starts = new Starts(3, 1500, statistics -> 0, "consistency");
        // three starts cost 3 · 1500 / 3 steps with all phases, the rest 4500
        assertThat(Plan.fit(alone, starts, 1 / 3.0, 6000).notices()).isEmpty();
        for (int fits = 100; fits < 6000; fits += 7) {
            RunConfig config = Plan.fit(alone, starts, 1 / 3.0, fits).config();
            long own = config.infogan().consistency().startSteps();
            int count = config.infogan().consistency().starts();
            assertThat(3 * own)
                    .as("of " + fits)
                    .isLessThanOrEqualTo(config.training().steps());
            assertThat(config.training().steps() - own + count * own / 3.0).isBetween(fits - 2.0, fits + 2.0);
        }
    }

    @Test
    void categoriesThatLearnAloneDoSoForAThirdOfFewSteps() throws IOException {
        RunConfig few = ConfigReader.resolve("images", List.of("training.steps=900", "data.source=strokes"));
        try (Dataset data = Datasets.openTrained(few.data(), Split.TRAIN)) {
            Plan plan = Plan.of(few, data);
            assertThat(plan.config().infogan().consistency().startSteps()).isEqualTo(300);
            assertThat(plan.notices()).singleElement().asString().contains("alone for 300 steps, not 1,500");
            RunConfig asSet = ConfigReader.changed(few, "training.plan=false");
            assertThat(Plan.of(asSet, data).config()).isEqualTo(asSet);
            RunConfig none = ConfigReader.changed(few, "latent.codes=c1:uniform, c2:uniform");
            assertThat(Plan.of(none, data).config()).isEqualTo(none);
            RunConfig two = ConfigReader.changed(few, "training.steps=2");
            assertThat(Plan.of(two, data).config()).isEqualTo(two);
            RunConfig whole = ConfigReader.changed(few, "training.steps=8000");
            assertThat(Plan.of(whole, data).notices()).isEmpty();
        }
    }

    @Test
    void stepsOfARunWithConstantRatesStayAsTheyAre() {
        RunConfig constant = ConfigReader.changed(IMAGES, "training.schedule=constant");
        Plan plan = Plan.fit(constant, STARTS, 1, 1200);
        assertThat(plan.config().training().steps()).isEqualTo(6000);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(240);
    }
}
