package dev.facet.model;

import dev.facet.codes.Calibration;

/**
 * What brings a model's readings to what was measured on items kept apart.
 *
 * @param codes what becomes of Q's probabilities and standard deviations
 * @param distance how far an item is from the training data
 */
public record ModelCalibration(Calibration codes, FeatureDistance distance) {}
