"""A network of convbench in PyTorch: the nodes of its graph, executed one by one, so that both sides train the same
network by construction; and the optimizer of its recipe.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


class GraphModule(nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.index = {}
        self.values = nn.ParameterList()
        self.statistics = {}
        for parameter in graph["parameters"]:
            shape, role = parameter["shape"], parameter["role"]
            if role.startswith("running"):
                self.statistics[parameter["name"]] = torch.full(shape, float(role == "runningVariance"))
                continue
            value = torch.full(shape, float(role == "gamma"))
            if role == "weight":
                value.normal_(0, math.sqrt(2 / math.prod(shape[1:])))
            self.index[parameter["name"]] = len(self.values)
            self.values.append(nn.Parameter(value))
        readers = {}
        for node in graph["nodes"]:
            for name in node["inputs"]:
                readers[name] = readers.get(name, 0) + 1
        self.readers = readers

    def forward(self, images):
        tensors = {self.graph["input"]["name"]: images}
        for name, i in self.index.items():
            tensors[name] = self.values[i]
        tensors.update(self.statistics)
        for node in self.graph["nodes"]:
            inputs = [tensors[name] for name in node["inputs"]]
            tensors[node["outputs"][0]] = self.run(node, inputs)
        return tensors[self.graph["outputs"][0]]

    def run(self, node, inputs):
        op, attributes, x = node["op"], node["attributes"], inputs[0]
        if op == "Conv":
            bias = inputs[2] if len(inputs) > 2 else None
            pads = symmetric(attributes)
            return F.conv2d(
                x, inputs[1], bias, attributes["strides"], pads, attributes["dilations"], attributes["group"]
            )
        if op == "Gemm":
            return F.linear(x, inputs[1], inputs[2])
        if op == "Relu":
            # In place where the usual module would be told so: nobody else reads the input.
            return F.relu(x, inplace=self.readers[node["inputs"][0]] == 1)
        if op == "MaxPool":
            return F.max_pool2d(
                x,
                attributes["kernelShape"],
                attributes["strides"],
                symmetric(attributes),
                ceil_mode=attributes["ceilMode"],
            )
        if op == "AveragePool":
            return F.avg_pool2d(
                x,
                attributes["kernelShape"],
                attributes["strides"],
                symmetric(attributes),
                ceil_mode=attributes["ceilMode"],
                count_include_pad=attributes["countIncludePad"],
            )
        if op == "BatchNormalization":
            _, gamma, beta, mean, variance = inputs
            momentum = 1 - attributes["momentum"]
            return F.batch_norm(x, mean, variance, gamma, beta, self.training, momentum, attributes["epsilon"])
        if op == "GlobalAveragePool":
            return F.adaptive_avg_pool2d(x, 1)
        if op == "Add":
            return inputs[0] + inputs[1]
        if op == "Mul":
            return inputs[0] * inputs[1]
        if op == "ReduceSum":
            return x.sum(attributes["axes"], keepdim=attributes["keepDimensions"])
        if op == "Softmax":
            return F.softmax(x, attributes["axis"])
        if op == "Reshape":
            # 0 keeps the dimension, as in ONNX.
            return x.reshape([size or x.shape[i] for i, size in enumerate(attributes["shape"])])
        if op == "Concat":
            return torch.cat(inputs, attributes["axis"])
        if op == "Dropout":
            return F.dropout(x, attributes["ratio"], self.training)
        if op == "Flatten":
            return torch.flatten(x, attributes["axis"])
        raise NotImplementedError(op)


def symmetric(attributes):
    top, left, bottom, right = attributes["pads"]
    assert (top, left) == (bottom, right)
    return [top, left]


def optimizer_of(parameters, recipe):
    rate, settings = recipe["learningRate"], recipe["optimizer"]
    if settings["kind"] == "adam":
        betas = (settings["beta1"], settings["beta2"])
        return torch.optim.Adam(parameters, rate, betas, settings["epsilon"], settings["weightDecay"])
    return torch.optim.SGD(
        parameters,
        rate,
        settings["momentum"],
        weight_decay=settings["weightDecay"],
        nesterov=settings["nesterov"],
    )
