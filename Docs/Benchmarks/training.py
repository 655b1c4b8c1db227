#!/usr/bin/env python3
"""Times a folder of images in PyTorch and in rla-profile, in turns: evaluation or an epoch of training.

    python3 training.py --images FOLDER [--network resnet50_rla] [--batch 32] [--rounds 3] [--train]
    python3 training.py --make FOLDER --count 512        JPEGs of 224x224 in four classes

Both read the same files on the same number of threads: PyTorch eager with torchvision's ImageFolder,
the published transforms and a DataLoader of as many workers; rla-profile's `evaluate` or `train`, and
its `bench` at the same batch, which decodes nothing. Weights are random, since no time depends on
them. One JSON object goes to the standard output: images per second of each (medians), and the
median ratios of the rounds: our time over PyTorch's, and the speed with images over that of `bench`;
beside them the load of the machine. Needs torch and torchvision; the networks are in networks.py.
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


def torch_loader(folder, batch, threads, augmentation, shuffle):
    import torch
    from torchvision import datasets, transforms

    torch.set_num_threads(threads)
    images = datasets.ImageFolder(folder, transforms.Compose([
        *augmentation, transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]))
    return torch.utils.data.DataLoader(
        images, batch_size=batch, num_workers=threads, shuffle=shuffle)


def torch_evaluation(network, folder, batch, threads):
    import torch
    from torchvision import transforms

    loader = torch_loader(
        folder, batch, threads, [transforms.Resize(256), transforms.CenterCrop(224)], False)
    network.eval()
    begin = time.perf_counter()
    with torch.no_grad():
        for images, _ in loader:
            network(images)
    return len(loader.dataset) / (time.perf_counter() - begin)


def torch_training(network, folder, batch, threads):
    import torch
    from torchvision import transforms

    loader = torch_loader(
        folder, batch, threads,
        [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()], True)
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=1e-4)
    loss = torch.nn.CrossEntropyLoss()
    network.train()
    begin = time.perf_counter()
    for images, labels in loader:
        optimizer.zero_grad()
        loss(network(images), labels).backward()
        optimizer.step()
    return len(loader.dataset) / (time.perf_counter() - begin)


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


def divided(images, folder):
    """A folder with all images to train and the first of each class to validate, as links."""
    os.symlink(os.path.abspath(images), os.path.join(folder, "train"))
    for name in sorted(one.name for one in os.scandir(images) if one.is_dir()):
        os.makedirs(os.path.join(folder, "val", name))
        first = sorted(os.listdir(os.path.join(images, name)))[0]
        os.symlink(
            os.path.abspath(os.path.join(images, name, first)),
            os.path.join(folder, "val", name, first))


def trained(options, named, folder):
    """Images per second of the steps of an epoch, from the log."""
    results = os.path.join(folder, "results")
    subprocess.run(
        [options.program, "train", os.path.join(folder, "data"), *named, "--epochs", "1", "--lr",
         "0.01", "--batch", str(options.batch), "--threads", str(options.threads), "--overwrite",
         "--work-dir", results], check=True, stdout=subprocess.DEVNULL)
    (run,) = os.listdir(results)
    with open(os.path.join(results, run, "log.jsonl")) as log:
        epoch = json.loads(log.readline())
    return epoch["training_images"] / epoch["training_seconds"]


def measure(options):
    import torch

    classes = len([one for one in os.scandir(options.images) if one.is_dir()])
    network = networks.NETWORKS[options.network]()
    network.classifier = torch.nn.Linear(network.classifier.in_features, classes)
    named = ["-a", options.network, "--classes", str(classes)]
    rounds, loads = [], []
    with tempfile.TemporaryDirectory() as folder:
        shared = [*named, "--batch", str(options.batch), "--threads", str(options.threads)]
        if options.train:
            os.mkdir(os.path.join(folder, "data"))
            divided(options.images, os.path.join(folder, "data"))
        else:
            weights = os.path.join(folder, "weights.pth")
            random_weights(options.program, named, weights)
            shared += ["--weights", weights]
        for _ in range(options.rounds):
            loads.append(os.getloadavg()[0])
            if options.train:
                peer = torch_training(network, options.images, options.batch, options.threads)
                ours = trained(options, named, folder)
                alone = run(
                    options.program, ["bench", "--mode", "training", "--runs", "5", *shared])
            else:
                peer = torch_evaluation(network, options.images, options.batch, options.threads)
                ours = run(options.program, ["evaluate", options.images, *shared])[
                    "images_per_second"]
                alone = run(options.program, ["bench", "--runs", "10", *shared])
            rounds.append((peer, ours, 1000 * alone["batch"] / alone["whole"]["median_ms"]))
    peer, ours, alone = zip(*rounds)
    name = "train" if options.train else "evaluate"
    print(json.dumps({
        "network": options.network, "batch": options.batch, "threads": options.threads,
        "torch": torch.__version__, "rounds": options.rounds, "load": loads,
        "images_per_second": {
            "torch": statistics.median(peer), name: statistics.median(ours),
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
    parser.add_argument("--train", action="store_true", help="an epoch of training")
    parser.add_argument("--program", default=".build/release/rla-profile")
    options = parser.parse_args()
    if options.make:
        make(options.make, options.count)
    if options.images:
        measure(options)


main()
