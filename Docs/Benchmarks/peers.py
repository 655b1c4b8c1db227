#!/usr/bin/env python3
"""Times a network in PyTorch, ONNX Runtime and OpenVINO, and rla-profile between their rounds.

    python3 peers.py --network resnet50_rla --batch 8 --mode forward-backward --peers torch
    python3 peers.py --onnx model.onnx --peers onnxruntime,openvino
    python3 peers.py --performance        the table of Docs/Performance.md, a line for each case
    python3 peers.py --zoo FOLDER         the models of zoo.py, exported to the folder where they are not

All programs take turns: in a round each runs once. One JSON object per case goes to the standard
output, with medians, ranges and, against each peer, the median of the ratio of a round (ours over
theirs, below 1 where ours is faster) with its 95 % interval by ranks. Needs torch; onnx and
onnxruntime, or openvino, where those peers are asked for. The networks are in networks.py; their
parameters are compared with those that rla-profile counts before anything is timed.
"""
import argparse
import json
import math
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

# What limits PyTorch, OpenVINO and OpenBLAS to AVX2; ONNX Runtime has nothing of the kind.
AVX2 = {
    "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "OPENBLAS_CORETYPE": "Haswell",
}

PEERS = ["torch", "torch-channels-last", "torch-compiled", "onnxruntime", "openvino"]

# Network, batch, mode, peers, rounds, runs of ours in a round.
PERFORMANCE = [
    ("resnet50_rla", 1, "inference", "onnxruntime,openvino", 15, 3),
    ("resnet50_rla", 8, "inference", "onnxruntime,openvino", 15, 3),
    ("dsrla_mobilenetv2_k32", 1, "inference", "onnxruntime,openvino", 15, 3),
    ("dsrla_mobilenetv2_k32", 8, "inference", "onnxruntime,openvino", 15, 3),
    ("rla_resnext50_32x4d_eca", 1, "inference", "onnxruntime", 15, 3),
    ("rlagru_resnet50", 1, "inference", "onnxruntime", 15, 3),
    ("resnet101_rla", 1, "inference", "onnxruntime", 15, 3),
    ("resnet50_rla", 1, "forward-backward", "torch", 9, 3),
    ("resnet50_rla", 8, "forward-backward", "torch,torch-channels-last,torch-compiled", 5, 3),
    ("dsrla_mobilenetv2_k32", 8, "forward-backward", "torch", 5, 3),
]


def interval(values):
    """The widest-confidence ranks that hold the median with 95 %; the range where none do."""
    ordered, below, rank = sorted(values), 0.0, 0
    for index in range(len(ordered) // 2):
        below += math.comb(len(ordered), index) / 2 ** len(ordered)
        if below > 0.025:
            break
        rank = index
    return ordered[rank], ordered[-1 - rank]


def torch_step(network, image, labels, mode):
    import torch

    def inference():
        with torch.no_grad():
            network(image)

    def training():
        network.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(network(image), labels).backward()

    network.train(mode != "inference")
    return inference if mode == "inference" else training


def torch_network(options):
    if options.zoo:
        from zoo import MODELS

        return MODELS[options.network][0]()
    from networks import NETWORKS

    return NETWORKS[options.network]()


def torch_peer(peer, options):
    import torch

    torch.set_num_threads(options.threads)
    network = torch_network(options)
    image = torch.randn(options.batch, 3, options.size, options.size)
    labels = torch.arange(options.batch) * 37 % 1000
    if peer != "torch":
        network = network.to(memory_format=torch.channels_last)
        image = image.contiguous(memory_format=torch.channels_last)
    step = torch_step(network, image, labels, options.mode)
    if peer == "torch-compiled":
        return torch_step(torch.compile(network), image, labels, options.mode)
    return step


def exported(options, folder):
    """The ONNX file that was asked for, or that of the network."""
    if options.onnx:
        return options.onnx
    import torch

    from networks import NETWORKS

    path = os.path.join(folder, "network.onnx")
    image = torch.randn(options.batch, 3, options.size, options.size)
    torch.onnx.export(
        NETWORKS[options.network]().eval(), (image,), path, dynamo=False, opset_version=17,
        input_names=["image"],
    )
    return path


def shape_of(dimensions, options):
    """Numbers for an input: the batch first, --size for what the file leaves open."""
    rest = [d if isinstance(d, int) and d > 0 else options.size for d in dimensions[1:]]
    return [options.batch] + rest


def onnxruntime_peer(path, options):
    import numpy
    import onnxruntime

    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(
        path, session_options, providers=["CPUExecutionProvider"]
    )
    def numbers(tensor):
        shape = shape_of(tensor.shape, options)
        if tensor.type == "tensor(int64)":
            return numpy.random.randint(0, 1000, shape)
        return numpy.random.rand(*shape).astype("float32")

    feed = {tensor.name: numbers(tensor) for tensor in session.get_inputs()}
    return lambda: session.run(None, feed)


def openvino_peer(path, options):
    import numpy
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    shapes = {}
    for tensor in model.inputs:
        sizes = [d.get_length() if d.is_static else None for d in tensor.get_partial_shape()]
        shapes[tensor.any_name] = shape_of(sizes, options)
    model.reshape(shapes)
    compiled = core.compile_model(
        model, "CPU",
        {
            "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": options.threads,
        },
    )
    request = compiled.create_infer_request()
    feed = {name: numpy.random.rand(*shape).astype("float32") for name, shape in shapes.items()}
    return lambda: request.infer(feed)


def peers(options, folder):
    """What each peer runs in a round, by name."""
    steps = {}
    for peer in options.peers:
        if peer.startswith("torch"):
            steps[peer] = torch_peer(peer, options)
        elif peer == "onnxruntime":
            steps[peer] = onnxruntime_peer(exported(options, folder), options)
        else:
            steps[peer] = openvino_peer(exported(options, folder), options)
    return steps


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)} failed: {done.stderr.strip()}")
    return done.stdout


def require_same_network(options):
    """Both programs must run the same network."""
    from networks import NETWORKS

    ours = json.loads(output_of([*options.tool, "-a", options.network, "--format", "json"]))
    theirs = sum(p.numel() for p in NETWORKS[options.network]().parameters())
    if ours["parameters"] != theirs:
        sys.exit(f"networks.py has {theirs} parameters, and rla-profile {ours['parameters']}")


def our_command(options):
    if options.command:
        return shlex.split(options.command)
    # A model of the zoo has its sizes.
    sizes = [] if options.zoo else ["--batch", str(options.batch), "--input-size", str(options.size)]
    return [
        *options.tool, "bench", "-a", options.onnx or options.network, *sizes,
        "--threads", str(options.threads), "--mode", options.mode,
        "--runs", str(options.runs), "--warmup", "1", "--quiet",
    ] + (["--vectors", "avx2", "--blas-core", "environment"] if options.avx2 else [])


def measured(options):
    """The times of all programs in milliseconds, by program and round."""
    with tempfile.TemporaryDirectory() as folder:
        steps = peers(options, folder)
        times = {name: [] for name in [*steps, "ours"]}
        for round_number in range(-options.warmup, options.rounds):
            for name, step in steps.items():
                start = time.perf_counter()
                step()
                elapsed = (time.perf_counter() - start) * 1e3
                if round_number >= 0:
                    times[name].append(elapsed)
            if round_number >= 0:
                lines = output_of(our_command(options)).split()
                times["ours"].append(float(lines[-1]))
    return {name: values for name, values in times.items() if values}


def loaded(options):
    """The times to be ready for a first run, as `measured` returns them.

    Ours is a whole process without its run and without what a process takes that only says its version.
    With pinning it would watch the processors for 50 ms first.
    """
    import onnxruntime

    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = options.threads
    command = [
        *options.tool, "bench", "-a", options.onnx, "--threads", str(options.threads), "--runs", "1",
        "--warmup", "0", "--no-tune", "--no-pin", "--quiet",
    ]
    times = {"onnxruntime": [], "ours": []}
    for _ in range(options.rounds):
        start = time.perf_counter()
        onnxruntime.InferenceSession(
            options.onnx, session_options, providers=["CPUExecutionProvider"])
        times["onnxruntime"].append((time.perf_counter() - start) * 1e3)
        start = time.perf_counter()
        output_of([*options.tool, "--version"])
        begun = time.perf_counter()
        lines = output_of(command).split()
        elapsed = time.perf_counter() - begun - (begun - start)
        times["ours"].append(elapsed * 1e3 - float(lines[-1]))
    return times


def report(options, measured=measured):
    times = measured(options)
    result = {
        "network": options.network if options.zoo else options.onnx or options.network,
        "batch": options.batch, "size": options.size, "threads": options.threads,
        "mode": options.mode, "rounds": options.rounds, "avx2": options.avx2, "programs": {},
    }
    for name, values in times.items():
        entry = {
            "median_ms": round(statistics.median(values), 3), "min_ms": round(min(values), 3),
            "max_ms": round(max(values), 3),
        }
        if name != "ours" and "ours" in times:
            ratios = [ours / theirs for ours, theirs in zip(times["ours"], values)]
            low, high = interval(ratios)
            entry["ratio"] = round(statistics.median(ratios), 3)
            entry["ratio_interval"] = [round(low, 3), round(high, 3)]
        result["programs"][name] = entry
    print(json.dumps(result), flush=True)


def zoo(options):
    """Inference of all models, the loading of one, and the training of some."""
    from zoo import MODELS, TRAINED, TRAINING_BATCH, export, path

    export(options.zoo, MODELS)
    names = [name for name in options.models.split(",") if name] or list(MODELS)
    for name in names:
        options.network, options.mode, options.batch = name, "inference", 1
        options.onnx, options.peers = path(options.zoo, name), ["onnxruntime"]
        if os.path.exists(options.onnx):
            report(options)
        if name == "resnet50":
            options.mode = "loading"
            report(options, loaded)
    for name in names:
        if name in TRAINED:
            options.network, options.mode, options.batch = name, "forward-backward", TRAINING_BATCH
            options.onnx, options.peers = path(options.zoo, name, training=True), ["torch"]
            report(options)


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--network", default="resnet50_rla", help="a name in networks.py")
    parser.add_argument("--onnx", metavar="FILE", help="time this file instead, inference only")
    parser.add_argument("--performance", action="store_true", help="all cases of Performance.md")
    parser.add_argument("--zoo", metavar="FOLDER", help="all models of zoo.py, exported there")
    parser.add_argument("--models", default="", help="with --zoo: only these, by name")
    parser.add_argument("--avx2", action="store_true", help="AVX2 for us and PyTorch, OpenVINO")
    parser.add_argument("--peers", default="torch,onnxruntime", help=", ".join(PEERS))
    parser.add_argument("--mode", choices=["inference", "forward-backward"], default="inference")
    for name, standard in [("batch", 1), ("size", 224), ("threads", 2), ("rounds", 9),
                           ("warmup", 2), ("runs", 3)]:
        parser.add_argument(f"--{name}", type=int, default=standard)
    parser.add_argument("--tool", default=".build/release/rla-profile", type=shlex.split)
    parser.add_argument("--command", help="what runs as ours; it prints milliseconds last")
    options = parser.parse_args()
    options.peers = options.peers.split(",")
    for peer in options.peers:
        if peer not in PEERS:
            parser.error(f"'{peer}' is not a peer; expected one of {', '.join(PEERS)}")
    if options.mode != "inference" or options.onnx:
        is_torch = options.onnx is None
        kept = [peer for peer in options.peers if peer.startswith("torch") == is_torch]
        if options.mode != "inference" and options.onnx:
            parser.error("an ONNX file runs forward only")
        if kept != options.peers:
            options.peers = kept or parser.error("none of these peers runs this")
    return options


def main():
    options = parsed()
    if options.zoo:
        zoo(options)
        return
    if options.avx2:
        # Before any peer is imported.
        os.environ.update(AVX2)
    if options.performance:
        for case in PERFORMANCE:
            options.network, options.batch, options.mode, peers, options.rounds, options.runs = case
            options.peers = peers.split(",")
            require_same_network(options)
            report(options)
        for batch in [1, 8]:
            # A process of its own, since the peers read their limits when they are imported.
            command = [sys.executable, __file__, "--avx2", "--peers", "torch,openvino"]
            command += ["--batch", str(batch), "--rounds", "15", "--tool", shlex.join(options.tool)]
            subprocess.run(command, check=True)
        return
    if not options.onnx:
        require_same_network(options)
    report(options)


if __name__ == "__main__":
    main()
