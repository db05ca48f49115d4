package dev.facet.model;

import dev.facet.codes.Calibration;

/**
 * Corrections of a model's readings, measured on held-out items.
 *
 * @param codes corrects Q's probabilities and standard deviations
 * @param distance measures how far an item is from the training data
 */
public record ModelCalibration(Calibration codes, FeatureDistance distance) {}
