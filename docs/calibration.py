"""How reliable the readings of a run are, judged with labels and with other data. Uses the standard library only.

    facet encode RUN mnist --split test --out codes.csv
    facet encode RUN ~/pictures --out other.csv
    python3 docs/calibration.py codes.csv t10k-labels-idx1-ubyte.gz digit other.csv …

Each category of the code counts as the digit that most of its images show. For each other table, the program prints the
AUROC of its distances against those of the first table (1: all are farther), and the share that is called unlike the
data.
"""

import csv
import gzip
import sys
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict

BINS = 15


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def calibration_error(probabilities, right):
    bins = defaultdict(lambda: [0.0, 0])
    for p, r in zip(probabilities, right):
        sums = bins[min(BINS - 1, int(p * BINS))]
        sums[0] += p
        sums[1] += r
    return sum(abs(stated - found) for stated, found in bins.values()) / len(right)


def main(codes, labels, code, *others):
    rows = table(codes)
    category = code + "_index" if code + "_index" in rows[0] else code
    with gzip.open(labels) as file:
        digits = list(file.read()[8:])
    digits = [digits[int(row["image"])] for row in rows]
    shown = defaultdict(Counter)
    for row, digit in zip(rows, digits):
        shown[row[category]][digit] += 1
    right = [shown[row[category]].most_common(1)[0][0] == digit for row, digit in zip(rows, digits)]
    probabilities = [float(row[code + "_probability"]) for row in rows]
    print(f"{len(rows)} images, right {sum(right) / len(right):.4f}, stated {sum(probabilities) / len(rows):.4f},"
          f" expected calibration error {calibration_error(probabilities, right):.4f}")
    if not rows[0]["data_distance"]:
        print("not calibrated")
        return
    inside = sorted(float(row["data_distance"]) for row in rows)
    print(f"unlike the data: {sum(d > 1 for d in inside) / len(inside):.4f}")
    for path in others:
        outside = [float(row["data_distance"]) for row in table(path)]
        nearer = sum(bisect_left(inside, d) + bisect_right(inside, d) for d in outside) / 2 / len(inside)
        print(f"{path}: {len(outside)} images, AUROC {nearer / len(outside):.4f},"
              f" unlike the data {sum(d > 1 for d in outside) / len(outside):.4f}")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
