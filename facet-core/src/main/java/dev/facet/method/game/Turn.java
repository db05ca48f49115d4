package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

/**
 * The result of D's turn.
 *
 * @param loss the adversarial loss plus the gradient penalties
 * @param real the trunk's features of real items
 * @param generated the trunk's features of generated items
 */
public record Turn(Tensor loss, Tensor real, Tensor generated) {}
