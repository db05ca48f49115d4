"""Writes some of MNIST's digits to an .npz file, so that classes have frequencies from 1 to 10. Needs NumPy.

    python3 docs/skewed-digits.py FOLDER_OF_MNIST FILE.npz [ORDER]

ORDER is the ten digits from the rarest to the most frequent; without it 0123456789, so that there are ten times as many
nines as zeros. The file has the arrays x_train, y_train, x_test and y_test. Both parts have the same frequencies; each
class has its first images, and the most frequent class as many as the smallest class of MNIST allows.
"""
import gzip
import struct
import sys

import numpy


def idx(path):
    content = gzip.open(path).read()
    shape = struct.unpack(">" + "I" * content[3], content[4 : 4 + 4 * content[3]])
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * content[3]).reshape(shape)


folder, target = sys.argv[1:3]
order = [int(digit) for digit in (sys.argv[3] if len(sys.argv) > 3 else "0123456789")]
arrays = {}
for part, name in (("train", "train"), ("test", "t10k")):
    images = idx(f"{folder}/{name}-images-idx3-ubyte.gz")
    labels = idx(f"{folder}/{name}-labels-idx1-ubyte.gz")
    unit = numpy.bincount(labels).min() // len(order)
    chosen = [numpy.flatnonzero(labels == digit)[: unit * (rank + 1)] for rank, digit in enumerate(order)]
    some = numpy.sort(numpy.concatenate(chosen))
    arrays["x_" + part] = images[some]
    arrays["y_" + part] = labels[some]
numpy.savez(target, **arrays)
