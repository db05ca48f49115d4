package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;

import dev.facet.method.game.Milestone;
import dev.facet.method.game.Starts;
import dev.facet.model.Networks;

/** A method that adds to an InfoGAN: the networks, and what belongs to them, are the InfoGAN's. */
interface OnInfoGan extends Method {
    /** What it adds to. */
    InfoGan infogan();

    @Override
    default Networks parts() {
        return infogan().parts();
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
    default void close() {
        infogan().close();
    }
}
