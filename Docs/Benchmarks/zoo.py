#!/usr/bin/env python3
"""Exports well-known networks to ONNX files for peers.py.

    python3 zoo.py FOLDER [NAME ...]

writes NAME.onnx, batch 1 and in inference, and of those that are trained NAME.training.onnx, batch 8
with batch norms that are not folded. Weights are random, which costs as much as trained ones. Needs
torch and torchvision; timm for the two small transformers and transformers for bert_tiny. What is
missing is left out by name. The training files are for rla-profile alone: PyTorch runs the module.
"""
import os
import sys
import warnings

import torch

SIZE = 224
TOKENS = 128


def of_torchvision(name):
    def make():
        import torchvision

        return getattr(torchvision.models, name)(weights=None)

    return make


def of_timm(name):
    def make():
        import timm

        return timm.create_model(name, pretrained=False)

    return make


class TokensOnly(torch.nn.Module):
    """The last hidden state as the only result."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, tokens):
        return self.module(tokens).last_hidden_state


def bert_tiny():
    from transformers import BertConfig, BertModel

    return TokensOnly(BertModel(BertConfig(
        hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=512)))


def images(batch):
    return torch.randn(batch, 3, SIZE, SIZE)


def tokens(batch):
    return torch.randint(0, 30_000, (batch, TOKENS))


# A constructor and an example of the inputs for a batch, by name.
MODELS = {
    **{name: (of_torchvision(name), images) for name in [
        "resnet50", "mobilenet_v2", "resnext50_32x4d", "efficientnet_b0", "shufflenet_v2_x1_0",
        "mobilenet_v3_large", "densenet121", "regnet_y_400mf", "convnext_tiny", "vit_b_16",
    ]},
    "vit_tiny": (of_timm("vit_tiny_patch16_224"), images),
    "deit_tiny": (of_timm("deit_tiny_patch16_224"), images),
    "bert_tiny": (bert_tiny, tokens),
}

TRAINED = ["resnet50", "mobilenet_v2", "vit_tiny"]
TRAINING_BATCH = 8


def path(folder, name, training=False):
    return os.path.join(folder, f"{name}.training.onnx" if training else f"{name}.onnx")


def write(folder, name, training=False):
    """Exports a network unless the file is there."""
    target = path(folder, name, training)
    if os.path.exists(target):
        return
    make, example = MODELS[name]
    torch.manual_seed(0)
    mode = torch.onnx.TrainingMode
    torch.onnx.export(
        make().eval(), (example(TRAINING_BATCH if training else 1),), target + ".part",
        dynamo=False, opset_version=17, input_names=["input"], do_constant_folding=not training,
        training=mode.PRESERVE if training else mode.EVAL,
    )
    os.rename(target + ".part", target)


def export(folder, names):
    os.makedirs(folder, exist_ok=True)
    warnings.simplefilter("ignore")
    for name in names:
        try:
            write(folder, name)
            if name in TRAINED:
                write(folder, name, training=True)
        except ImportError as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    export(sys.argv[1], sys.argv[2:] or list(MODELS))
