"""PyTorch's side of check-learning.mjs: trains on the exported images and counts the test images that it gets right.

Usage: check-learning.py FOLDER

A checkpoint is written to the folder every minute; where there is one, the training goes on from it. What came out is
written there as result.json.
"""

import json
import math
import pathlib
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F
from torch_network import GraphModule, optimizer_of

EVALUATION_BATCH = 250


def main():
    folder = pathlib.Path(sys.argv[1])
    description = json.loads((folder / "description.json").read_text())
    device = description["device"]
    torch.set_num_threads(description["threads"])
    # Ours computes in float32 throughout.
    torch.backends.cudnn.allow_tf32 = False
    torch.manual_seed(description["seed"])
    recipe = description["recipe"]
    model = GraphModule(description["graph"])
    start(model, np.fromfile(folder / "weights", np.float32))
    move(model, device)
    model = model.to(memory_format=torch.channels_last).train()
    optimizer = optimizer_of(model.parameters(), recipe)
    train = load(folder, "train", description)
    rates, batch = description["learningRates"], recipe["batchSize"]
    order, started, told = torch.empty(0, dtype=torch.long), time.monotonic(), 0.0
    first, checkpoint = 0, folder / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        first, order = saved["step"], saved["order"]
        model.load_state_dict(saved["model"])
        model.statistics = saved["statistics"]
        optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
    for step, rate in list(enumerate(rates))[first:]:
        while len(order) < batch:
            order = torch.cat([order, torch.randperm(len(train[1]))])
        indices, order = order[:batch], order[batch:]
        for group in optimizer.param_groups:
            group["lr"] = rate
        images, labels = normalized(train, indices, description)
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(images), labels, label_smoothing=recipe["labelSmoothing"])
        loss.backward()
        optimizer.step()
        seconds = time.monotonic() - started
        if seconds - told > 60:
            told = seconds
            save(
                {
                    "step": step + 1,
                    "model": model.state_dict(),
                    "statistics": model.statistics,
                    "optimizer": optimizer.state_dict(),
                    "order": order,
                    "random": torch.get_rng_state(),
                },
                checkpoint,
            )
            print(f"step {step + 1} of {len(rates)}, loss {loss.item():.4f}, {seconds:.0f} s", file=sys.stderr)
    result = json.dumps(evaluate(model.eval(), load(folder, "test", description), description))
    (folder / "result.json").write_text(result)


def move(model, device):
    """Parameters and statistics, which are no buffers of the module."""
    model.to(device)
    model.statistics = {name: value.to(device) for name, value in model.statistics.items()}


def save(state, path):
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.rename(path)


def start(model, values):
    """Takes the initial weights over, which lie one after another in the order of the graph's parameters."""
    position = 0
    for parameter in model.graph["parameters"]:
        size = math.prod(parameter["shape"])
        if parameter["name"] in model.index:
            value = torch.from_numpy(values[position : position + size]).view(parameter["shape"])
            model.values[model.index[parameter["name"]]].data.copy_(value)
        position += size
    assert position == len(values)


def load(folder, split, description):
    form, count = description["form"], description[f"{split}Images"]
    shape = (count, form["channels"], form["inputSize"], form["inputSize"])
    images = np.fromfile(folder / f"{split}.images", np.uint8).reshape(shape)
    labels = np.fromfile(folder / f"{split}.labels", np.int32)
    device = description["device"]
    return torch.from_numpy(images).to(device), torch.from_numpy(labels).long().to(device)


def normalized(split, indices, description):
    rule = description["normalization"]
    assert rule.get("channelOrder", "rgb") == "rgb"
    column = lambda values: torch.tensor(values, device=split[0].device).view(1, -1, 1, 1)
    indices = indices.to(split[0].device)
    images = split[0][indices].float() * rule.get("scale", 1 / 255)
    images = (images - column(rule["mean"])) / column(rule["standardDeviation"])
    return images.contiguous(memory_format=torch.channels_last), split[1][indices]


@torch.no_grad()
def evaluate(model, split, description):
    correct = 0
    for indices in torch.arange(len(split[1])).split(EVALUATION_BATCH):
        images, labels = normalized(split, indices, description)
        correct += int((model(images).argmax(1) == labels).sum())
    return {"correct": correct, "images": len(split[1])}


main()
