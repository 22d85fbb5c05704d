"""PyTorch's side of bench-training.mjs: trains the described network, prints images per second and peak memory.

Usage: bench-training.py eager|channels_last STEPS THREADS < description.json

The description holds the graph of the network; torch_network.py runs it.
"""

import json
import statistics
import sys
import time

import torch
from torch.nn import functional as F
from torch_network import GraphModule, optimizer_of

WARMUP_STEPS = 3


def main():
    layout, steps, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    description = json.load(sys.stdin)
    recipe = description["recipe"]
    model = GraphModule(description["graph"]).train()
    images = torch.rand(description["imageShape"])
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (recipe["batchSize"],))
    optimizer = optimizer_of(model.parameters(), recipe)
    times = []
    for _ in range(steps + WARMUP_STEPS):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(images), labels, label_smoothing=recipe["labelSmoothing"])
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(time.perf_counter() - start)
    rate = recipe["batchSize"] / statistics.median(times[WARMUP_STEPS:])
    print(json.dumps({"imagesPerSecond": rate, "peakRssBytes": peak_rss_bytes()}))


def peak_rss_bytes():
    """None where there is no /proc."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return None


main()
