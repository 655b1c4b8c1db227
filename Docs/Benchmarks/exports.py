#!/usr/bin/env python3
"""Checks the ONNX models that rla-profile writes, with onnx and ONNX Runtime.

    python3 -m venv peers && peers/bin/pip install onnx onnxruntime
    peers/bin/python Docs/Benchmarks/exports.py [--binary .build/release/rla-profile] [NAME ...]

Every network, or those named, is written twice: with fixed sizes, and with batch, height and width
open, or the batch alone where the network takes images of one size. onnx.checker has to accept both
with its full check. ONNX Runtime runs the first at 2x3x64x64 and the second at three sizes, or at
the accepted ones that are the nearest to them. The logits of a classifier are handed to
'rla-profile verify' as a reference case, which says how far its own are from them; of detectors, the
shapes of all results are checked. Where logits are farther apart than they should be, ONNX Runtime
runs the model without its optimizations too: what its own two ways of rounding differ by is no fault
of the model. Deep networks whose numbers leave single precision with weights by formula have to leave
it here too. A line for each network; the exit code is 1 where something does not hold.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime

from formula import unit

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [(1, 64, 64), (2, 64, 96), (3, 96, 128)]
# As Docs/Execution.md has it for logits.
TOLERANCE = 5e-5
# Of two runs of ONNX Runtime, relative to the largest element: where these are large, rounding moves
# the small ones by far more than their own size.
LARGEST = 1e-5


def images(batch, height, width):
    values = unit("input", batch * 3 * height * width)
    return (2 * values - 1).astype(numpy.float32).reshape(batch, 3, height, width)


def proposals(batch, count, height, width):
    """Boxes within the image, of any size."""
    corners = unit("proposals", batch * count * 4).reshape(batch, count, 2, 2)
    corners *= numpy.array([width, height])
    return numpy.concatenate([corners.min(2), corners.max(2)], 2).astype(numpy.float32)


def run(path, batch, height, width, optimizing=True):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if not optimizing:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, options)
    feeds = {}
    for given in session.get_inputs():
        if given.name == "proposals":
            feeds[given.name] = proposals(batch, given.shape[1], height, width)
        else:
            feeds[given.name] = images(batch, height, width)
    return session.run(None, feeds)


def export(binary, name, path, *options):
    subprocess.run([binary, "export", "-a", name, "-o", path, *options], check=True)
    onnx.checker.check_model(path, full_check=True)


def distance(binary, name, logits, size, folder):
    """How far the logits of rla-profile are from these, by its own measure."""
    case = {
        "model": name, "input": [size[0], 3, *size[1:]], "labels": [0] * size[0],
        "eval_logits": logits[:, :16].tolist(),
        "eval_logits_l2": float(numpy.linalg.norm(logits.astype(numpy.float64))),
        "eval_logits_sum": float(logits.astype(numpy.float64).sum()),
        "torch_f32_eval_rel_error": 0, "train_loss": 1, "torch_f32_train_loss": 1,
        # A case has gradients; only the logits are read of the answer.
        "no_gradient": [],
        "gradients": {"input": {"l2": 1, "sum": 0, "first": [0, 0, 0, 0],
                                "torch_f32_rel_error": 0}},
    }
    path = pathlib.Path(folder, "case.json")
    path.write_text(json.dumps(case))
    answer = subprocess.run(
        [binary, "verify", path, "--format", "json"], capture_output=True, text=True)
    if not answer.stdout:
        raise SystemExit(answer.stderr)
    return json.loads(answer.stdout)["cases"][0]["logits_error"]


def rounding(logits, path, size):
    """How far the logits of another way of rounding are from these, relative to their norm."""
    other = run(path, *size, optimizing=False)[0]
    return float(numpy.linalg.norm(logits - other) / numpy.linalg.norm(logits))


def overflows(binary, name, size):
    """Whether rla-profile finds numbers that are not finite where ONNX Runtime does."""
    answer = subprocess.run(
        [binary, "bench", "-a", name, "--check", "--runs", "1", "--warmup", "0", "--no-tune",
         "--batch", str(size[0]), "--input-size", f"{size[1]}x{size[2]}"],
        capture_output=True, text=True)
    return "not finite" in answer.stderr


class Sizes:
    """The heights and widths that a network takes."""

    def __init__(self, binary, name):
        answer = subprocess.run(
            [binary, "sizes", "-a", name, "--format", "json"], capture_output=True, check=True)
        told = json.loads(answer.stdout)
        self.axes = [told["height"], told["width"]]

    def nearest(self, size):
        """A batch, a height and a width, the sides moved to the nearest that are accepted."""
        return (size[0], *(self._nearest(a, s) for a, s in zip(self.axes, size[1:])))

    @staticmethod
    def _nearest(axis, side):
        last = axis["maximum"] or max(side, axis["minimum"]) + axis["modulus"]
        accepted = [s for s in range(axis["minimum"], last + 1)
                    if s % axis["modulus"] in axis["residues"]]
        return min(accepted, key=lambda s: abs(s - side))

    @property
    def open_axes(self):
        return "batch" if any(a["minimum"] == a["maximum"] for a in self.axes) \
            else "batch,height,width"


def shapes(path):
    """The shapes of the results as the model declares them."""
    return [tuple(d.dim_value for d in o.type.tensor_type.shape.dim)
            for o in onnx.load(path).graph.output]


def check(binary, name, folder):
    """What is wrong with a network, and how far its logits are from ours."""
    fixed, free = (str(pathlib.Path(folder, f)) for f in ("fixed.onnx", "free.onnx"))
    sizes = Sizes(binary, name)
    size = sizes.nearest((2, 64, 64))
    sides = ["--input-size", f"{size[1]}x{size[2]}"]
    export(binary, name, fixed, *sides, "--batch", str(size[0]))
    results = run(fixed, *size)
    faults = []
    if [r.shape for r in results] != shapes(fixed):
        faults.append("shapes")
    if not all(numpy.isfinite(r).all() for r in results):
        return faults if overflows(binary, name, size) else faults + ["not finite"], None
    error = None
    if len(results) == 1:
        error = distance(binary, name, results[0], size, folder)
        if not error <= TOLERANCE and not error <= 2 * rounding(results[0], fixed, size):
            faults.append("logits")
    axes = sizes.open_axes
    export(binary, name, free, "--dynamic", axes, *(sides if axes == "batch" else []))
    for one, other in zip(results, run(free, *size)):
        if not numpy.abs(one - other).max() <= LARGEST * numpy.abs(one).max():
            faults.append("open sizes")
    for size in map(sizes.nearest, SIZES):
        for result in run(free, *size):
            if not numpy.isfinite(result).all():
                faults.append(f"{size}")
    return faults, error


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rla-profile"))
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    names = arguments.names
    if not names:
        listed = subprocess.run(
            [arguments.binary, "list", "--format", "json"], capture_output=True, check=True)
        names = [a["name"] for a in json.loads(listed.stdout)["architectures"]]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            faults, error = check(arguments.binary, name, folder)
            failures += bool(faults)
            logits = "" if error is None else f", logits {error:.1e}"
            print(f"{name}: {'wrong: ' + ', '.join(faults) if faults else 'equal'}{logits}",
                  flush=True)
    print(f"{len(names)} networks, {failures} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
