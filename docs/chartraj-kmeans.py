"""The baseline for chartraj in docs/results.md: k-means, 20 clusters, on the sequences that Facet trains on.

    python3 docs/chartraj-kmeans.py $FACET_DATA/chartraj/trajectories_train.mat      (needs NumPy and SciPy)
"""

import sys

import numpy
import scipy.io
from scipy.cluster.vq import kmeans2
from scipy.optimize import linear_sum_assignment

POINTS, LETTERS = 64, 20


def fitted(sequence):
    """The part of the sequence in which the pen moves, resized to POINTS; its steps keep their total length."""
    moving = numpy.flatnonzero(numpy.abs(sequence[:2]).sum(0))
    sequence = sequence[:, moving[0] : moving[-1] + 1]
    length = sequence.shape[1]
    sums = numpy.concatenate([numpy.zeros((3, 1)), numpy.cumsum(sequence, 1)], 1)
    ends = numpy.linspace(0, length, POINTS + 1)
    steps = numpy.diff([numpy.interp(ends, numpy.arange(length + 1), row) for row in sums], axis=1)
    steps[2] *= POINTS / length
    return steps


data = scipy.io.loadmat(sys.argv[1])
x = numpy.array([fitted(sequence) for sequence in data["xtrain"][0]])
x = (x / x.std(axis=(0, 2), keepdims=True)).reshape(len(x), -1)
y = data["ytrain"][0].astype(int) - 1
for seed in range(1, 6):
    tries = [kmeans2(x, LETTERS, minit="++", seed=100 * seed + i, iter=100) for i in range(10)]
    found = min(tries, key=lambda t: ((x - t[0][t[1]]) ** 2).sum())[1]
    counts = numpy.zeros((LETTERS, LETTERS))
    numpy.add.at(counts, (found, y), 1)
    print(f"seed {seed}: accuracy {counts[linear_sum_assignment(-counts)].sum() / len(y):.3f}")
