#!/usr/bin/env python3
"""Measures the latency table of Docs/LayerAggregation.md, on a machine that does nothing else.

    python3 Docs/Benchmarks/line.py [--binary .build/release/rla-profile] [--write]

Prints the table in Markdown, the fastest network first, and whether other load disturbed a
measurement; --write puts it in the place of the one on the page.
"""
import argparse
import itertools
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "Docs/LayerAggregation.md"
HEAD = "| network, 32x32 | ms | interval | network, 224x224 | ms | interval |"
SMALL = ["cifar_resnet110_bottleneck", "cifar_senet110_bottleneck", "cifar_ecanet110_bottleneck",
         "cifar_rla_resnet110_bottleneck", "dia_resnet110", "cifar_mrlal110", "cifar_mrlab110",
         "cifar_dlal110", "cifar_dlab110"]
LARGE = ["resnet50", "rla_resnet50", "resnet50_mrlal", "resnet50_mrlab", "resnet50_dla_l",
         "diaresnet50b"]


# For seconds at a time, other load can double the time of whatever runs.
PASSES = 5


def measured(binary, names, runs, *options):
    """The latencies of the networks, of each the least of some passes over all; the shortest first."""
    best = {}
    for _ in range(PASSES):
        answer = subprocess.run(
            [binary, "bench", *names, *options, "--runs", str(runs), "--warmup", "2", "--format",
             "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        for report in json.loads(answer.stdout):
            known = best.setdefault(report["model"], report)
            if report["whole"]["median_ms"] < known["whole"]["median_ms"]:
                best[report["model"]] = report
    for report in best.values():
        if report["load"]["disturbed"]:
            print(f"{report['model']}: {'; '.join(report['load']['reasons'])}", file=sys.stderr)
    reports = sorted(best.values(), key=lambda report: report["whole"]["median_ms"])
    return [cells(report["model"], report["whole"]) for report in reports]


def cells(model, whole):
    median, low, high = (whole[key] for key in ("median_ms", "median_low_ms", "median_high_ms"))
    places = 1 if median < 60 else 0
    return f"`{model}`", f"{median:.{places}f}", f"{low:.{places}f} to {high:.{places}f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rla-profile"))
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    small = measured(arguments.binary, SMALL, 15, "--classes", "100")
    large = measured(arguments.binary, LARGE, 9)
    pairs = itertools.zip_longest(small, large, fillvalue=("", "", ""))
    rows = [re.sub(" +", " ", f"| {' | '.join(left + right)} |") for left, right in pairs]
    table = "\n".join([HEAD, "|:--|--:|:--|:--|--:|:--|", *rows, ""])
    print(table, end="")
    if arguments.write:
        text = PAGE.read_text()
        found = re.search(re.escape(HEAD) + r"\n(\|.*\n)+", text)
        PAGE.write_text(text[:found.start()] + table + text[found.end():])


if __name__ == "__main__":
    main()
