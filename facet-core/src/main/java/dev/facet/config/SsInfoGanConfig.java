package dev.facet.config;

/**
 * The few labels of a semi-supervised InfoGAN.
 *
 * @param perClass how many images of each class have their labels used; those of a class that has fewer are all used
 * @param weight of the labelled images' cross-entropy in D's loss
 */
public record SsInfoGanConfig(int perClass, double weight) {}
