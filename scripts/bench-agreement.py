"""A bare loop over an ONNX file: python bench-agreement.py model.onnx threads. Prints version and median as JSON."""

import json
import statistics
import sys
import time

import numpy
import onnxruntime

path, threads = sys.argv[1], int(sys.argv[2])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
feed = session.get_inputs()[0]
shape = [size if isinstance(size, int) else 1 for size in feed.shape]
images = numpy.random.default_rng(1).standard_normal(shape).astype(numpy.float32)

end = time.perf_counter() + 0.5
while time.perf_counter() < end:
    session.run(None, {feed.name: images})

samples = []
end = time.perf_counter() + 1.5
while time.perf_counter() < end or len(samples) < 30:
    start = time.perf_counter()
    session.run(None, {feed.name: images})
    samples.append(1000 * (time.perf_counter() - start))
print(json.dumps({"version": onnxruntime.__version__, "medianMs": statistics.median(samples)}))
