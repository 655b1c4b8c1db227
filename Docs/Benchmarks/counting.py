#!/usr/bin/env python3
"""Times `rla-profile -a rla_resnet50` as whole processes, and beside it thop on the same network.

    python3 Docs/Benchmarks/counting.py [--runs 15] [--binary .build/release/rla-profile]

thop is timed where torch and thop can be imported (pip install torch thop==0.1.1.post2209072238).
The runs are interleaved, so that other load meets all of them. Prints medians, and thop's time over
ours.
"""
import argparse
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

THOP = '''
import torch
from torch import nn
from thop import profile

def norm(i, o, k=1, s=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o))

class Block(nn.Module):
    def __init__(self, i, p, s):
        super().__init__()
        self.a, self.b, self.c = norm(i + 32, p), norm(p, p, 3, s), norm(p, 4 * p)
        self.relu, self.norm = nn.ReLU(True), nn.BatchNorm2d(32)
        self.down = norm(i, 4 * p, 1, s) if s > 1 or i != 4 * p else None
        self.pool = nn.AvgPool2d(2) if s > 1 else None
    def forward(self, x, h):
        y = self.c(self.relu(self.b(self.relu(self.a(torch.cat((x, h), 1))))))
        x = self.relu(y + (x if self.down is None else self.down(x)))
        return x, h if self.pool is None else self.pool(h)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(norm(3, 64, 7, 2), nn.ReLU(True), nn.MaxPool2d(3, 2, 1))
        planes, depths, i = (64, 128, 256, 512), (3, 4, 6, 3), 64
        self.out = nn.ModuleList(nn.Conv2d(4 * p, 32, 1, bias=False) for p in planes)
        self.rec = nn.ModuleList(nn.Conv2d(32, 32, 3, padding=1, bias=False) for _ in planes)
        self.stages, self.tanh = nn.ModuleList(), nn.Tanh()
        for n, (p, d) in enumerate(zip(planes, depths)):
            blocks = nn.ModuleList()
            for j in range(d):
                blocks.append(Block(i, p, 2 if n and not j else 1))
                i = 4 * p
            self.stages.append(blocks)
        self.last, self.relu = nn.BatchNorm2d(32), nn.ReLU(True)
        self.pool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(2080, 1000)
    def forward(self, x):
        x = self.stem(x)
        h = x.new_zeros(x.shape[0], 32, *x.shape[2:])
        for blocks, out, rec in zip(self.stages, self.out, self.rec):
            for block in blocks:
                x, h = block(x, h)
                h = rec(self.tanh(block.norm(h + out(x))))
        return self.fc(self.pool(torch.cat((x, self.relu(self.last(h))), 1)).flatten(1))

macs, parameters = profile(Net(), inputs=(torch.zeros(1, 3, 224, 224),), verbose=False)
assert (int(macs), int(parameters)) == (4501022176, 25870696), (macs, parameters)
'''


def milliseconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1e3


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--binary", default=".build/release/rla-profile")
    options = parser.parse_args()
    large = tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False)
    large.write("backbone: resnet\ndepths: [3, 10000, 19994, 3]\nrecurrence: {}\n")
    large.close()
    cases = {
        "one network": [options.binary, "-a", "rla_resnet50"],
        "66 classifiers, all conventions": [
            options.binary, "-a", "classifiers", "--convention", "all"
        ],
        "30,000 blocks": [options.binary, "-a", large.name],
    }
    if all(importlib.util.find_spec(name) for name in ("torch", "thop")):
        cases["thop on one network"] = [sys.executable, "-c", THOP]
    times = {name: [] for name in cases}
    subprocess.run(cases["one network"], check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    for _ in range(options.runs):
        for name, command in cases.items():
            times[name].append(milliseconds(command))
    os.unlink(large.name)
    print(f"one network: {peak / 1024:.1f} MiB peak memory")
    for name, values in times.items():
        print(
            f"{name}: median {statistics.median(values):.1f} ms, "
            f"{min(values):.1f} to {max(values):.1f} ms, {len(values)} runs"
        )
    if "thop on one network" in times:
        ratio = [a / b for a, b in zip(times["thop on one network"], times["one network"])]
        print(f"thop / rla-profile: {statistics.median(ratio):.0f}")


main()
