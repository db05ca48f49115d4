"""Reads JPEG files with Pillow as `./facet bench pictures` does with Facet. Needs Pillow and NumPy.

    python3 docs/pillow-jpegs.py COUNT SIZE [RESOLUTION]

It makes COUNT files of SIZE×SIZE pixels, of eight kinds, as the bench does. Each is decoded, resampled by the mean of
areas and converted to bytes, with a process per core. Once all pixels are decoded; once the decoder may shrink first.
"""
import io
import multiprocessing
import os
import shutil
import sys
import tempfile
import time

import numpy
from PIL import Image

count, size = int(sys.argv[1]), int(sys.argv[2])
resolution = int(sys.argv[3]) if len(sys.argv) > 3 else 64


def picture(seed):
    random = numpy.random.RandomState(seed)
    waves = random.uniform(2, 40, 12)
    y, x = numpy.mgrid[0:size, 0:size] / size
    noise = random.randint(0, 9, (size, size))
    channels = [
        128 + 55 * (numpy.sin(waves[c] * x) + numpy.sin(waves[6 + c] * y + waves[9 + c] * x)) + noise for c in range(3)
    ]
    content = io.BytesIO()
    Image.fromarray(numpy.stack(channels, 2).astype(numpy.uint8)).save(content, "jpeg", quality=75)
    return content.getvalue()


def read(job):
    path, draft = job
    image = Image.open(path)
    if draft:
        image.draft("RGB", (resolution, resolution))
    return len(image.convert("RGB").resize((resolution, resolution), Image.Resampling.BOX).tobytes())


folder = tempfile.mkdtemp()
try:
    files = [picture(seed) for seed in range(8)]
    paths = [os.path.join(folder, f"{i}.jpg") for i in range(count)]
    for i, path in enumerate(paths):
        with open(path, "wb") as out:
            out.write(files[i % 8])
    cores = os.cpu_count()
    with multiprocessing.Pool(cores) as pool:
        for draft in (False, True):
            start = time.time()
            total = sum(pool.imap(read, [(path, draft) for path in paths], 64))
            seconds = time.time() - start
            print(
                f"{count} JPEG files of {size}x{size} to {resolution}x{resolution} by {cores} processes"
                f"{', shrunk by the decoder' if draft else ''}: {count / seconds:.0f} pictures/s, {total} bytes"
            )
finally:
    shutil.rmtree(folder)
