#!/bin/sh
# Interleaved runs beside PyTorch and ONNX Runtime; prints one JSON line per case.
#
#   Docs/Benchmarks/peers.sh PYTHON PEERS
#
# PYTHON has torch, onnx and onnxruntime; PEERS is the script that times the same networks there and
# runs a command between its rounds (--interleave).
set -eu
python=$1
peers=$2
tool=${TOOL:-.build/release/rla-profile}
run() {
  "$python" "$peers" --net "$1" --batch "$2" --threads 2 --mode "$3" --runs "$4" --warmup 1 \
    --interleave "$tool bench -a $1 --batch $2 --threads 2 --mode $5 --quiet --runs 3 --warmup 1"
}
run resnet50_rla 1 inference 15 inference
run resnet50_rla 8 inference 7 inference
run dsrla_mobilenetv2_k32 1 inference 15 inference
run resnet50_rla 1 training 9 forward
run resnet50_rla 8 training 5 forward
run dsrla_mobilenetv2_k32 8 training 5 forward
