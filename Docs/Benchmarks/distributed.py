#!/usr/bin/env python3
"""Trains a small RLA-ResNet on several processes with PyTorch's DistributedDataParallel (gloo).

    python3 distributed.py --processes 2 > ../../Fixtures/Training/distributed/rla_resnet_small.json

What goes in is that of Fixtures/Training/rla_resnet_small.json: the digits, the order of images, the
batch, and weights that follow from their names. Every process takes its share of a batch as
DistributedSampler deals it, and norms take the statistics of the share. Everything is in double
precision. One JSON object goes to the standard output: the losses of 60 steps at the small rate by
process, the norm of the mean gradient of step 1, and the norms of momentum and statistics after the
last step. With --processes 1 the same numbers are those of the case. Needs torch and numpy.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

import numpy
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data.distributed import DistributedSampler

import networks
from formula import unit, words

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Fixtures" / "Training"
CASE = "rla_resnet_small"
STEPS = 60


def weights(name, shape):
    """A tensor as SyntheticWeights makes it, rounded to 32 bits."""
    values = unit(name, int(numpy.prod(shape)))
    part = name.split(".")[-1]
    if part in ("running_mean", "bias"):
        values = 0.2 * values - 0.1
    elif len(shape) == 1:
        values = 0.5 + values
    else:
        values = (2 * values - 1) * (3 / numpy.prod(shape[1:])) ** 0.5
    return torch.tensor(values.astype(numpy.float32).astype(float).reshape(shape))


def published(name):
    """The name in the published code of a tensor of networks.py."""
    parts = name.split(".")
    if parts[0] == "stem":
        return f"{['conv1', 'bn1'][int(parts[2])]}.{parts[3]}"
    if parts[0] == "stages":
        block = ".".join(parts[:3])
        if parts[3] == "shortcut":
            return f"{block}.downsample.{parts[4]}.{parts[5]}"
        return f"{block}.{['conv', 'bn'][int(parts[5])]}{int(parts[4]) + 1}.{parts[6]}"
    if parts[0] == "states":
        if parts[2] == "norms":
            return f"stage_bns.{parts[1]}.{parts[3]}.{parts[4]}"
        kind = {"out": "conv_outs", "recurrent": "recurrent_convs"}[parts[2]]
        return f"{kind}.{parts[1]}.{parts[3]}"
    return f"{ {'end': 'bn2', 'classifier': 'fc'}[parts[0]]}.{parts[-1]}"


def small_network():
    """rla_resnet_small.yaml: eight bottlenecks with 8 state channels and a stem of 64."""
    network = networks.rla_resnet([2, 2, 2, 2], width=8, planes=8, classes=10).double()
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.dim() > 0:
            tensor.copy_(weights(published(name), tuple(tensor.shape)))
    return network


def digits():
    """Images of 3x32x32 and classes of all digits, and which of them train."""
    with open(FOLDER / "digits.safetensors", "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return numpy.frombuffer(data[begin:end], numpy.uint8).reshape(header[name]["shape"])

    q = 255 * tensor("images").astype(int) // 16
    colors = numpy.stack([q, 255 - q, q * q // 255], 1).repeat(4, 2).repeat(4, 3) / 255
    shape = (3, 1, 1)
    colors -= numpy.array([0.485, 0.456, 0.406]).reshape(shape)
    colors /= numpy.array([0.229, 0.224, 0.225]).reshape(shape)
    count = len(q)
    kept = numpy.flatnonzero(words("split", count) % numpy.uint64(5) != 0)
    images = torch.tensor(colors.astype(numpy.float32).astype(float))
    return images, torch.tensor(tensor("labels").astype(int)), kept, count


class Ordered:
    """The images of an epoch by the hash of 'order'."""

    def __init__(self, numbers, count, epoch):
        keys = words("order", (epoch + 1) * count)[epoch * count + numbers]
        self.numbers = numbers[numpy.lexsort((numbers, keys))]

    def __len__(self):
        return len(self.numbers)


def norm(tensor):
    return float(tensor.double().norm())


def train(rank, processes, store, results):
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{store}", rank=rank, world_size=processes)
    with open(FOLDER / f"{CASE}.json") as file:
        case = json.load(file)
    small, numbers = case["small_rate"], case["hyperparameters"]
    network = small_network()
    parallel = DistributedDataParallel(network)
    optimizer = torch.optim.SGD(
        parallel.parameters(), small["lr"], momentum=numbers["momentum"],
        weight_decay=small["weight_decay"])
    images, labels, kept, count = digits()
    batch, losses, first, epoch = numbers["batch"] // processes, [], None, 0
    parallel.train()
    while len(losses) < STEPS:
        order = Ordered(kept, count, epoch)
        sampler = DistributedSampler(order, processes, rank, shuffle=False)
        mine = order.numbers[list(sampler)]
        for begin in range(0, len(mine), batch):
            chosen = mine[begin : begin + batch]
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(parallel(images[chosen]), labels[chosen])
            loss.backward()
            if first is None:
                first = sum(norm(one.grad) ** 2 for one in parallel.parameters()) ** 0.5
            optimizer.step()
            losses.append(loss.item())
            if len(losses) == STEPS:
                break
        epoch += 1
    momentum = {
        published(name): norm(optimizer.state[one]["momentum_buffer"])
        for name, one in network.named_parameters()
    }
    buffers = {
        published(name): norm(one) for name, one in network.named_buffers() if one.dim() > 0
    }
    results.put((rank, losses, first, momentum, buffers))
    torch.distributed.destroy_process_group()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    context = torch.multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        workers = [
            context.Process(target=train, args=(rank, options.processes, store, results))
            for rank in range(options.processes)
        ]
        for worker in workers:
            worker.start()
        found = sorted(results.get() for _ in workers)
        for worker in workers:
            worker.join()
    _, _, first, momentum, buffers = found[0]
    json.dump({
        "case": f"{CASE}.json", "pytorch": torch.__version__, "processes": options.processes,
        "loss": [losses for _, losses, _, _, _ in found], "gradient_norm_step_1": first,
        "momentum_norms_after_step_60": momentum, "buffer_norms_after_step_60": buffers,
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
