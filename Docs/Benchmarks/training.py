#!/usr/bin/env python3
"""Times the evaluation of a folder of images in PyTorch and in rla-profile, in turns.

    python3 training.py --images FOLDER [--network resnet50_rla] [--batch 32] [--rounds 3]
    python3 training.py --make FOLDER --count 512        JPEGs of 224x224 in four classes

Both read the same files on the same number of threads: PyTorch eager with torchvision's ImageFolder,
the published transform and a DataLoader of as many workers; rla-profile's `evaluate`, and its `bench`
at the same batch, which decodes nothing. Weights are random, since no time depends on them. One JSON
object goes to the standard output: images per second of each (medians), and the median ratios of
the rounds: our time over PyTorch's, and the speed of `evaluate` over that of `bench`. Needs torch
and torchvision; the networks are in networks.py.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import networks


def make(folder, count):
    import numpy
    from PIL import Image

    numbers = numpy.random.default_rng(0)
    for index in range(count):
        path = os.path.join(folder, str(index % 4))
        os.makedirs(path, exist_ok=True)
        coarse = numbers.integers(0, 256, (14, 14, 3)).astype(numpy.uint8)
        image = numpy.asarray(Image.fromarray(coarse).resize((224, 224), Image.BICUBIC)).astype(int)
        noisy = (image + numbers.integers(-12, 13, image.shape)).clip(0, 255).astype(numpy.uint8)
        Image.fromarray(noisy).save(os.path.join(path, f"{index:05d}.jpg"), quality=88)


def torch_evaluation(network, folder, batch, threads):
    import torch
    from torchvision import datasets, transforms

    torch.set_num_threads(threads)
    images = datasets.ImageFolder(folder, transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]))
    loader = torch.utils.data.DataLoader(images, batch_size=batch, num_workers=threads)
    begin = time.perf_counter()
    with torch.no_grad():
        for image, _ in loader:
            network(image)
    return len(images) / (time.perf_counter() - begin)


def run(program, words):
    answer = subprocess.run(
        [program, *words, "--format", "json"], check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def random_weights(program, shared, path):
    """Writes a checkpoint with the names and shapes of a network."""
    import torch

    tensors = {}
    for tensor in run(program, ["parameters", *shared])["tensors"]:
        values = torch.rand(tensor["shape"]) * 0.1
        # Variances are not negative, and counters are whole numbers.
        if tensor["name"].endswith("num_batches_tracked"):
            values = torch.tensor(1)
        same = tensor["shared_with"]
        tensors[tensor["name"]] = tensors[same] if same else values
    torch.save(tensors, path)


def measure(options):
    import torch

    classes = len([one for one in os.scandir(options.images) if one.is_dir()])
    network = networks.NETWORKS[options.network]().eval()
    network.classifier = torch.nn.Linear(network.classifier.in_features, classes)
    named = ["-a", options.network, "--classes", str(classes)]
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        weights = os.path.join(folder, "weights.pth")
        random_weights(options.program, named, weights)
        shared = [*named, "--batch", str(options.batch), "--threads", str(options.threads),
                  "--weights", weights]
        for _ in range(options.rounds):
            peer = torch_evaluation(network, options.images, options.batch, options.threads)
            ours = run(options.program, ["evaluate", options.images, *shared])
            alone = run(options.program, ["bench", "--runs", "10", *shared])
            rounds.append((peer, ours["images_per_second"],
                           1000 * alone["batch"] / alone["whole"]["median_ms"]))
    peer, ours, alone = zip(*rounds)
    print(json.dumps({
        "network": options.network, "batch": options.batch, "threads": options.threads,
        "torch": torch.__version__, "rounds": options.rounds,
        "images_per_second": {
            "torch": statistics.median(peer), "evaluate": statistics.median(ours),
            "bench": statistics.median(alone)},
        "time_over_torch": statistics.median(p / o for p, o in zip(peer, ours)),
        "speed_over_bench": statistics.median(o / a for o, a in zip(ours, alone)),
    }))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images")
    parser.add_argument("--make")
    parser.add_argument("--count", type=int, default=512)
    parser.add_argument("--network", default="resnet50_rla", choices=networks.NETWORKS)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default=".build/release/rla-profile")
    options = parser.parse_args()
    if options.make:
        make(options.make, options.count)
    if options.images:
        measure(options)


main()
