"""Measures the export of a run in ONNX Runtime's own package, as `./facet bench service` does.

    ./facet bench service RUN --out FOLDER --threads 2
    python3 docs/onnx-service.py FOLDER 2

It generates items from random latent rows and reads the codes of random items, in batches of 1 to 256, and tells the
median time of a call. Needs onnxruntime and NumPy. Generated items are converted to bytes, and items are converted
from bytes, as a service does.
"""
import sys
import time
from pathlib import Path

import numpy
import onnxruntime

folder, threads = Path(sys.argv[1]), int(sys.argv[2])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads


def median(call, seconds=2):
    call()
    start = time.perf_counter()
    call()
    once = time.perf_counter() - start
    kept = int(max(5, min(2000, seconds / once)))
    times = []
    for _ in range(kept + kept // 4):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1e3 * float(numpy.median(times[-kept:]))


def session(name):
    return onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])


print(f"onnxruntime {onnxruntime.__version__}, {threads} threads, medians")
random = numpy.random.default_rng(1)
generator = session("generator.onnx")
latent = generator.get_inputs()[0]
items = generator.get_outputs()[0]
for batch in (1, 4, 16, 64, 256):
    rows = random.uniform(-1, 1, [batch] + latent.shape[1:]).astype(numpy.float32)

    def generate():
        made = generator.run([items.name], {latent.name: rows})[0]
        return numpy.clip(numpy.rint(255 * made), 0, 255).astype(numpy.uint8)

    ms = median(generate)
    print(f"generate {batch:6d} {ms:10.3f} ms {1e3 * batch / ms:10.0f} items/s")
if (folder / "recogniser.onnx").exists():
    recogniser = session("recogniser.onnx")
    given = recogniser.get_inputs()[0]
    for batch in (1, 4, 16, 64, 256):
        pixels = random.integers(0, 256, [batch] + given.shape[1:], dtype=numpy.uint8)

        def encode():
            return recogniser.run(None, {given.name: pixels.astype(numpy.float32) / 255})

        ms = median(encode)
        print(f"encode   {batch:6d} {ms:10.3f} ms {1e3 * batch / ms:10.0f} items/s")
