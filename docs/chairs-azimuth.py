"""In how many models of the chairs does a code follow the azimuth? python3 chairs-azimuth.py CODES.csv

CODES.csv is what `facet encode RUN chairs --out CODES.csv` writes; names of pictures are MODEL_aAZIMUTH_eELEVATION.png.
A code follows the azimuth in a model if its multiple correlation with sine and cosine of the azimuth, over the
pictures of that model, is at least 0.7: the same measure as that of `facet evaluate` for data with labels. Needs NumPy.
"""

import csv
import re
import sys

import numpy as np

FOLLOWS = 0.7


def multiple_correlation(values, degrees):
    angle = np.deg2rad(degrees)
    columns = np.stack([np.ones_like(angle), np.sin(angle), np.cos(angle)], 1)
    fitted = columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    variance = values.var()
    return 0.0 if variance < 1e-12 else np.sqrt(max(0.0, 1 - ((values - fitted) ** 2).mean() / variance))


with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
codes = [name for name in rows[0] if f"{name}_sigma" in rows[0]]
models = {}
for row in rows:
    model, azimuth = re.search(r"(\d+)_a(\d+)_e\d+", row["image"]).groups()
    models.setdefault(model, []).append([float(azimuth)] + [float(row[code]) for code in codes])
found = np.array(
    [
        [multiple_correlation(table[:, 1 + k], table[:, 0]) for k in range(len(codes))]
        for table in map(np.array, models.values())
    ]
)
print(f"some code follows the azimuth in {(found.max(1) >= FOLLOWS).sum()} of {len(models)} models")
for k, code in enumerate(codes):
    print(f"{code}: in {(found[:, k] >= FOLLOWS).sum()}, mean R {found[:, k].mean():.2f}")
