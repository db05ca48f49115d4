package dev.facet.method.game;

import org.bytedeco.pytorch.Tensor;

/**
 * What D's turn comes to.
 *
 * @param loss the adversarial loss with the penalties of D's slope
 * @param real the trunk's features of real items
 * @param generated the same of generated ones
 */
public record Turn(Tensor loss, Tensor real, Tensor generated) {}
