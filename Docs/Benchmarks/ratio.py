#!/usr/bin/env python3
"""Runs two builds of rla-profile in turn and prints how long the new one takes, as a ratio.

Usage: Docs/Benchmarks/ratio.py OLD NEW [ROUNDS]

The order changes from round to round. Printed are the median of the ratio new / old of one round,
its 95 % interval (percentile bootstrap of the median), and the medians of both in milliseconds.
"""
import random
import statistics
import subprocess
import sys

# Network, batch, mode, runs of one round.
CASES = [
    ("resnet50_rla", 1, "inference", 5),
    ("resnet50_rla", 8, "inference", 2),
    ("dsrla_mobilenetv2_k32", 1, "inference", 9),
    ("resnet50_rla", 1, "forward", 3),
    ("resnet50_rla", 8, "forward", 1),
    ("dsrla_mobilenetv2_k32", 8, "forward", 2),
]


def median(tool, network, batch, mode, runs):
    command = [tool, "bench", "-a", network, "--batch", str(batch), "--threads", "2"]
    command += ["--mode", mode, "--runs", str(runs), "--warmup", "1", "--quiet"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def interval(ratios, draws=4000):
    generator = random.Random(1)
    medians = sorted(
        statistics.median(generator.choices(ratios, k=len(ratios))) for _ in range(draws)
    )
    return medians[draws // 40], medians[-draws // 40]


def main():
    old, new = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    for case in CASES:
        times = {old: [], new: []}
        for index in range(rounds):
            for tool in [old, new] if index % 2 == 0 else [new, old]:
                times[tool].append(median(tool, *case))
        ratios = [after / before for before, after in zip(times[old], times[new])]
        low, high = interval(ratios)
        network, batch, mode, _ = case
        print(
            f"{network:24}{batch:3} {mode:10} ratio {statistics.median(ratios):.3f} "
            f"[{low:.3f}, {high:.3f}]  old {statistics.median(times[old]):.2f} ms, "
            f"new {statistics.median(times[new]):.2f} ms",
            flush=True,
        )


main()
