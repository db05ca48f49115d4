package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.LatentSpec;
import dev.facet.method.game.Game;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Starts;
import dev.facet.model.Networks;

/** A method that extends an InfoGAN and uses its networks, starts, milestones and memory. */
interface OnInfoGan extends Method {
    /** The InfoGAN that it extends. */
    InfoGan infogan();

    @Override
    default Networks parts() {
        return infogan().parts();
    }

    @Override
    default Game game() {
        return infogan().game();
    }

    @Override
    default Starts starts() {
        return infogan().starts();
    }

    @Override
    default List<Milestone> milestones() {
        return infogan().milestones();
    }

    @Override
    default Map<String, Tensor> memory() {
        return infogan().memory();
    }

    @Override
    default void restored() {
        infogan().restored();
    }

    @Override
    default void begin(long step) {
        infogan().begin(step);
    }

    @Override
    default LatentSpec drawn(LatentSpec given) {
        return infogan().drawn(given);
    }

    @Override
    default void close() {
        infogan().close();
    }
}
