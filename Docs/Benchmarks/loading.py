#!/usr/bin/env python3
"""Times loading and planning of an ONNX model here and in ONNX Runtime, in turns.

    python3 loading.py MODEL.onnx [--rounds 15] [--threads 2]

ONNX Runtime: the making of a session, in a process that has imported it. rla-profile: a process of
`bench --no-tune --no-pin` with one run, less the time of this run and that of a process that only
says its version, so that the end of the process is ours too; with pinning it would watch the
processors for 50 ms first. One JSON object goes to the standard output: medians in milliseconds, and
the median ratio of the rounds; beside them the load of the machine. Needs onnxruntime.
"""
import argparse
import json
import os
import statistics
import subprocess
import time


def timed(work):
    begin = time.perf_counter()
    answer = work()
    return 1000 * (time.perf_counter() - begin), answer


def process(words):
    return timed(lambda: subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)


def ours(options):
    words = [
        options.program, "bench", "-a", options.model, "--threads", str(options.threads), "--runs",
        "1", "--warmup", "0", "--no-tune", "--no-pin", "--quiet"]
    whole, answer = process(words)
    start, _ = process([options.program, "--version"])
    return whole - start - float(answer.split()[-1])


def peer(options):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    time_taken, _ = timed(lambda: onnxruntime.InferenceSession(
        options.model, settings, providers=["CPUExecutionProvider"]))
    return time_taken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--program", default=".build/release/rla-profile")
    options = parser.parse_args()
    # The first of each reads the file into the cache of the system.
    peer(options), ours(options)
    rounds, loads = [], []
    for _ in range(options.rounds):
        loads.append(os.getloadavg()[0])
        rounds.append((ours(options), peer(options)))
    print(json.dumps({
        "model": os.path.basename(options.model), "threads": options.threads,
        "rounds": options.rounds, "load": loads,
        "rla-profile_ms": statistics.median(one for one, _ in rounds),
        "onnxruntime_ms": statistics.median(other for _, other in rounds),
        "ratio": statistics.median(one / other for one, other in rounds),
    }))


main()
