"""Writes MNIST's digits in two random colours each to an .npz file (32x32 RGB). Needs NumPy.

    python3 docs/colour-digits.py FOLDER_OF_MNIST FILE.npz [--brighter]

The file has the arrays x_train, y_train, x_test and y_test. The stroke differs from the ground by at least 0.35 in luma.
With --brighter, the stroke is brighter than the ground in every image.
"""
import gzip
import struct
import sys

import numpy

LUMA = numpy.array([0.299, 0.587, 0.114])
LEAST = 0.35


def idx(path):
    content = gzip.open(path).read()
    shape = struct.unpack(">" + "I" * content[3], content[4 : 4 + 4 * content[3]])
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * content[3]).reshape(shape)


folder, target = sys.argv[1:3]
brighter = "--brighter" in sys.argv
draws = numpy.random.RandomState(8 if brighter else 7)
arrays = {}
for part, name in (("train", "train"), ("test", "t10k")):
    digits = idx(f"{folder}/{name}-images-idx3-ubyte.gz").astype(numpy.float32) / 255
    digits = numpy.pad(digits, ((0, 0), (2, 2), (2, 2)))[..., None]
    count = len(digits)
    ground, stroke = draws.rand(count, 3), draws.rand(count, 3)
    while True:
        contrast = (stroke - ground) @ LUMA
        close = (contrast if brighter else numpy.abs(contrast)) < LEAST
        if not close.any():
            break
        ground[close], stroke[close] = draws.rand(close.sum(), 3), draws.rand(close.sum(), 3)
    pictures = ground[:, None, None, :] * (1 - digits) + stroke[:, None, None, :] * digits
    arrays["x_" + part] = (pictures * 255).round().astype(numpy.uint8)
    arrays["y_" + part] = idx(f"{folder}/{name}-labels-idx1-ubyte.gz")
numpy.savez(target, **arrays)
