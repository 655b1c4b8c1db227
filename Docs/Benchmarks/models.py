#!/usr/bin/env python3
"""Times how models in the ONNX format are read and counted, beside the tools that do the same.

    python3 -m venv peers && peers/bin/pip install onnx onnx-tool onnxruntime sympy
    peers/bin/python Docs/Benchmarks/models.py [--runs 7] [--binary .build/release/rla-profile]

CPU time, user and system, of whole processes for rla-profile and onnx-tool, and of the call alone
for onnx.shape_inference and ONNX Runtime's symbolic_shape_infer. The runs are interleaved, so that
other load meets all of them, and the least of each is printed, with the ratio of the two and the
peak memory of rla-profile. Models come from Fixtures/ONNX; resnet50 gets its 100 MB of weights back,
as zeros, and chains of nodes are written here.
"""
import argparse
import math
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures" / "ONNX"

ONNX_TOOL = "import sys, onnx_tool; onnx_tool.model_profile(sys.argv[1])"

# A call alone prints its own time.
SHAPE_INFERENCE = """
import sys, time, onnx
model = onnx.load(sys.argv[1], load_external_data=False)
start = time.process_time()
onnx.shape_inference.infer_shapes(model)
print("cpu", time.process_time() - start)
"""

SYMBOLIC = """
import sys, time, onnx
from onnxruntime.tools.symbolic_shape_infer import SymbolicShapeInference
model = onnx.load(sys.argv[1], load_external_data=False)
start = time.process_time()
SymbolicShapeInference.infer_shapes(model, auto_merge=True)
print("cpu", time.process_time() - start)
"""


def with_weights(source, target):
    """A copy of a model whose weights lie in another file, with zeros in their place."""
    import onnx

    model = onnx.load(source, load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            size = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
            tensor.ClearField("external_data")
            tensor.ClearField("data_location")
            tensor.raw_data = bytes(math.prod(tensor.dims) * size)
    onnx.save(model, target)


def varint(number):
    result = bytearray()
    while number > 127:
        result.append(number & 127 | 128)
        number >>= 7
    return bytes(result + bytes([number]))


def field(number, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def chain(count, target):
    """A model of as many nodes, ReLUs and additions in turn, ten to a module."""
    nodes, last = [], "x"
    for index in range(count // 2):
        block = f"/block{index // 10}"
        for name, inputs in ((f"act/Relu_{index}", 1), (f"Add_{index}", 2)):
            kind = "Relu" if inputs == 1 else "Add"
            output = f"{block}/{name}_output_0"
            before = field(1, last) + (field(1, first) if inputs == 2 else b"")
            nodes.append(
                field(1, before + field(2, output) + field(3, f"{block}/{name}") + field(4, kind))
            )
            first, last = last, output
    sizes = b"".join(field(1, b"\x08" + varint(size)) for size in (1, 8, 4, 4))
    of_floats = field(2, field(1, b"\x08\x01" + field(2, sizes)))
    graph = b"".join(nodes) + field(11, field(1, "x") + of_floats)
    graph += field(12, field(1, last) + of_floats)
    opset = field(8, field(1, "") + b"\x10\x11")
    pathlib.Path(target).write_bytes(b"\x08\x08" + field(7, graph) + opset)


def apart(make, *arguments):
    """Makes a file in a process of its own: the memory of this one is counted for its children."""
    child = os.fork()
    if child == 0:
        make(*arguments)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a model could not be made")


def run(command):
    """CPU seconds of a process, or those that it prints, and its peak memory in MiB."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = child.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"'{' '.join(command[:2])} …' ends with {child.returncode}")
    printed = [line.split() for line in output.splitlines() if line.startswith("cpu ")]
    seconds = float(printed[0][1]) if printed else usage.ru_utime + usage.ru_stime
    return seconds, usage.ru_maxrss / 1024


def row(name, ours, peer, runs):
    times, peers, memory = [], [], 0
    for _ in range(runs):
        seconds, memory = run(ours)
        times.append(seconds)
        if peer:
            peers.append(run(peer)[0])
    line = f"{name:44}{min(times) * 1000:9.1f} ms{memory:9.1f} MiB"
    if peers:
        line += f"{min(peers) * 1000:11.1f} ms{min(times) / min(peers):9.3f}"
    print(line, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rla-profile"))
    options = parser.parse_args()
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        resnet50 = f"{folder}/resnet50.onnx"
        apart(with_weights, FIXTURES / "resnet50.onnx", resnet50)
        rla, swin = str(FIXTURES / "rla_resnet50.onnx"), str(FIXTURES / "swin_t.onnx")
        free = ["--input", "input=Nx3xHxW"]
        print(f"{'':44}{'rla-profile':>12}{'memory':>13}{'the peer':>14}{'ratio':>9}")
        ours = [options.binary, "-a"]
        row(
            "resnet50 with weights, onnx-tool's process", ours + [resnet50],
            python + [ONNX_TOOL, resnet50], options.runs)
        row(
            "swin_t, onnx.shape_inference's call", ours + [swin],
            python + [SHAPE_INFERENCE, swin], options.runs)
        row(
            "rla_resnet50 in N, H, W, symbolic_shape_infer", ours + [rla] + free,
            python + [SYMBOLIC, rla], options.runs)
        for count in (10_000, 100_000, 1_000_000):
            path = f"{folder}/chain.onnx"
            apart(chain, count, path)
            row(f"{count:,} nodes", ours + [path], None, 3)


main()
