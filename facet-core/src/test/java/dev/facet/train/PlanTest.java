package dev.facet.train;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.method.game.Starts;
import dev.facet.settings.ConfigReader;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTest {
    private static final RunConfig IMAGES = ConfigReader.resolve("images", List.of("training.minutes=5"));
    private static final Starts STARTS = new Starts(3, 600, statistics -> 0, "consistency");

    @Test
    void whatFitsStaysAsItIs() {
        Plan plan = Plan.fit(IMAGES, STARTS, 7200);
        assertThat(plan.config())
                .isEqualTo(IMAGES.withTraining(IMAGES.training().withPlan(false)));
        assertThat(plan.notices()).isEmpty();
    }

    @Test
    void halfTheTimeHasHalfTheStepsAndFewerStarts() {
        Plan plan = Plan.fit(IMAGES, STARTS, 3600);
        assertThat(plan.config().infogan().consistency().starts()).isEqualTo(2);
        assertThat(plan.config().training().steps()).isEqualTo(3000);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(600);
        // a search costs as much in a short run as in a long one, so there are fewer
        assertThat(plan.config().infogan().consistency().regroupEvery()).isEqualTo(1200);
        assertThat(plan.notices())
                .singleElement()
                .asString()
                .contains(
                        "5 minutes are enough for about 3,600 of the 7,200 steps",
                        "2 of 3 starts",
                        "fall over 3,000 steps",
                        "from step 600 on",
                        "training.plan=false");
    }

    @Test
    void littleTimeHasOneStart() {
        Plan plan = Plan.fit(IMAGES, STARTS, 1200);
        assertThat(plan.config().infogan().consistency().starts()).isEqualTo(1);
        assertThat(plan.config().training().steps()).isEqualTo(1200);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(240);
    }

    @Test
    void thePlanTakesNoMoreStepsThanThereIsTimeFor() {
        for (int fits = 1; fits < 7200; fits += 7) {
            RunConfig config = Plan.fit(IMAGES, STARTS, fits).config();
            long others = (config.infogan().consistency().starts() - 1) * 600L;
            assertThat(config.training().steps() + others).isEqualTo(fits);
            assertThat(config.infogan().continuousFromStep())
                    .isLessThanOrEqualTo(Math.round(0.2 * config.training().steps()));
        }
    }

    @Test
    void stepsOfARunWithConstantRatesStayAsTheyAre() {
        RunConfig constant =
                ConfigReader.resolve("images", List.of("training.minutes=5", "training.schedule=constant"));
        Plan plan = Plan.fit(constant, STARTS, 1200);
        assertThat(plan.config().training().steps()).isEqualTo(6000);
        assertThat(plan.config().infogan().continuousFromStep()).isEqualTo(240);
    }
}
