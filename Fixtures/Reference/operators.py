"""Golden integers: what each counting tool prints for one operator at a time.

Run:  THOP_2019=... THOP_OLD=... MMCV_FLOPS=... python3.11 operators.py [substring of case names]
      > operators.json
Without a substring it takes ten minutes on one core. operators.json beside this file is its output;
Tests/AnalysisTests/ToolReferenceTests.swift compares every integer of it.

Needs Python 3.11 (thop imports distutils) with
  torch 2.13.0+cpu, thop 0.1.1.post2209072238, fvcore 0.1.5.post20221221, torchinfo 1.8.0,
  ptflops 0.7.5, calflops 0.3.2, torchprofile 0.1.0, mmengine 0.10.7, numpy 2.4.6,
  deepspeed 0.19.8 (pip install --no-deps, DS_BUILD_OPS=0),
and, outside of the environment,
  thop 0.0.22 (pip install --no-deps --target $THOP_2019),
  thop 0.0.31.post2005241907 (pip install --no-deps --target $THOP_OLD),
  mmcv/cnn/utils/flops_counter.py of the source of mmcv 1.2.7, as $MMCV_FLOPS.

Every count runs in its own forked process, because some tools leave patched functions behind.
Every case is a fresh wrapper module in eval mode; tools run with their defaults.
"""

import collections
import collections.abc
import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import logging
import multiprocessing
import os
import re
import sys
import types
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

THOP_2019 = os.environ.get("THOP_2019", "thop-0.0.22")
THOP_OLD = os.environ.get("THOP_OLD", "thop-0.0.31")
MMCV_FLOPS = os.environ.get("MMCV_FLOPS", "mmcv-1.2.7/mmcv/cnn/utils/flops_counter.py")

# Cases: (name, expression in x, y, z, shapes of x, y, z). An expression that starts with `nn.` is
# a module, which is made once and called on the inputs; anything else is the body of `forward`.
# The arguments of a module's call follow " @ " where they are not the inputs in order.

X = (2, 4, 6, 5)
ACTIVATIONS = {  # name: (module, function)
    "relu": ("nn.ReLU()", "F.relu(x)"),
    "relu6": ("nn.ReLU6()", "F.relu6(x)"),
    "clip": ("nn.Hardtanh(-2, 2)", "F.hardtanh(x, -2, 2)"),
    "sigmoid": ("nn.Sigmoid()", "torch.sigmoid(x)"),
    "tanh": ("nn.Tanh()", "torch.tanh(x)"),
    "hardswish": ("nn.Hardswish()", "F.hardswish(x)"),
    "hardsigmoid": ("nn.Hardsigmoid()", "F.hardsigmoid(x)"),
    "silu": ("nn.SiLU()", "F.silu(x)"),
    "gelu": ("nn.GELU()", "F.gelu(x)"),
    "gelu_tanh": ("nn.GELU('tanh')", "F.gelu(x, approximate='tanh')"),
    "mish": ("nn.Mish()", "F.mish(x)"),
    "leaky_relu": ("nn.LeakyReLU()", "F.leaky_relu(x)"),
    "elu": ("nn.ELU()", "F.elu(x)"),
    "selu": ("nn.SELU()", "F.selu(x)"),
    "celu": ("nn.CELU()", "F.celu(x)"),
    "softplus": ("nn.Softplus()", "F.softplus(x)"),
    "softsign": ("nn.Softsign()", "F.softsign(x)"),
    "logsigmoid": ("nn.LogSigmoid()", "F.logsigmoid(x)"),
    "softmax": ("nn.Softmax(1)", "F.softmax(x, 1)"),
    "log_softmax": ("nn.LogSoftmax(1)", "F.log_softmax(x, 1)"),
    "dropout": ("nn.Dropout()", "F.dropout(x, training=False)"),
}
UNARY = ["exp", "log", "sqrt", "rsqrt", "reciprocal", "erf", "abs", "neg", "sign", "floor", "ceil",
         "round", "sin", "cos", "relu"]
BINARY = {  # function: operator
    "add": "x + y", "sub": "x - y", "mul": "x * y", "div": "x / y", "pow": "x ** y",
    "minimum": None, "maximum": None, "remainder": "x % y", "eq": "x == y", "lt": "x < y",
    "gt": "x > y", "logical_and": None,
}
REDUCTIONS = {
    "sum": "x.sum((2, 3), keepdim=True)",
    "mean": "x.mean((2, 3), keepdim=True)",
    "amax": "x.amax((2, 3), keepdim=True)",
    "amin": "x.amin((2, 3), keepdim=True)",
    "prod": "x.flatten(2).prod(2, keepdim=True).unsqueeze(3)",
    "norm1": "x.abs().sum((2, 3), keepdim=True)",
    "norm2": "torch.linalg.vector_norm(x, 2, (2, 3), keepdim=True)",
    "logsumexp": "torch.logsumexp(x, (2, 3), keepdim=True)",
    "var": "x.var((2, 3), keepdim=True)",
    "argmax": "x.argmax(1)",
    "cumsum": "x.cumsum(1)",
}
VOLUMES = {1: (2, 4, 9), 2: (2, 4, 9, 7), 3: (2, 4, 9, 7, 5)}
OTHERS = [
    ("prelu/module", "nn.PReLU(4)", X),
    ("prelu/function", "F.prelu(x, y)", X, (4,)),
    # Sums of a tensor and a number, and in other spellings.
    ("add_number/operator", "x + 2", X),
    ("add_number/function", "torch.add(x, 2)", X),
    ("add/method", "x.add(y)", X, X),
    ("add_in_place/method", "x.clone().add_(y)", X, X),
    ("rsub/operator", "1 - x", X),
    ("mul_number/operator", "x * 2", X),
    ("mul_number/function", "torch.mul(x, 2)", X),
    ("mul/method", "x.mul(y)", X, X),
    ("square/operator", "x ** 2", X),
    # Operands of unequal rank.
    ("add_lower_rank/operator", "x + y", X, (6, 5)),
    ("add_lower_rank/function", "torch.add(x, y)", X, (6, 5)),
    ("mul_lower_rank/function", "torch.mul(x, y)", X, (5,)),
    # Pooling.
    ("avg_pool2d_no_pad/module",
     "nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False)", (2, 4, 8, 7)),
    ("avg_pool2d_function/function", "F.avg_pool2d(x, 3, 2, 1)", VOLUMES[2]),
    ("max_pool2d_function/function", "F.max_pool2d(x, 3, 2, 1)", VOLUMES[2]),
    ("max_pool2d_dilated/module", "nn.MaxPool2d(3, 2, 1, dilation=2)", VOLUMES[2]),
    ("max_pool2d_stride1/module", "nn.MaxPool2d(3, 1, 1)", VOLUMES[2]),
    ("adaptive_avg_pool1d/module", "nn.AdaptiveAvgPool1d(1)", VOLUMES[1]),
    ("adaptive_avg_pool2d/module", "nn.AdaptiveAvgPool2d(1)", X),
    ("adaptive_avg_pool2d/function", "F.adaptive_avg_pool2d(x, 1)", X),
    ("adaptive_avg_pool2d_3x2/module", "nn.AdaptiveAvgPool2d((3, 2))", X),
    ("adaptive_avg_pool2d_3x2/function", "F.adaptive_avg_pool2d(x, (3, 2))", X),
    ("adaptive_avg_pool3d/module", "nn.AdaptiveAvgPool3d(1)", VOLUMES[3]),
    ("adaptive_max_pool2d/module", "nn.AdaptiveMaxPool2d(1)", X),
    ("adaptive_max_pool2d/function", "F.adaptive_max_pool2d(x, 1)", X),
    ("lp_pool2d/module", "nn.LPPool2d(2, 2)", X),
    ("lp_pool2d/function", "F.lp_pool2d(x, 2, 2)", X),
    # Convolutions.
    ("conv1d/module", "nn.Conv1d(4, 6, 3, padding=1)", (2, 4, 9)),
    ("conv2d/module", "nn.Conv2d(4, 6, 3, padding=1)", X),
    ("conv2d_no_bias/module", "nn.Conv2d(4, 6, 3, padding=1, bias=False)", X),
    ("conv2d_stride2/module", "nn.Conv2d(4, 6, 3, 2, 1)", X),
    ("conv2d_function/function", "F.conv2d(x, y, z, padding=1)", X, (6, 4, 3, 3), (6,)),
    ("conv2d_pad_1_0/module", "nn.Conv2d(4, 6, (3, 1), padding=(1, 0))", X),
    ("conv2d_same_even/module", "nn.Conv2d(4, 6, 2, padding='same')", X),
    ("conv2d_same/module", "nn.Conv2d(4, 6, 3, padding='same')", X),
    ("conv2d_reflect/module", "nn.Conv2d(4, 6, 3, padding=1, padding_mode='reflect')", X),
    ("conv2d_grouped/module", "nn.Conv2d(4, 6, 3, padding=1, groups=2)", X),
    ("conv2d_depthwise/module", "nn.Conv2d(4, 4, 3, padding=1, groups=4)", X),
    ("conv2d_dilated/module", "nn.Conv2d(4, 6, 3, padding=2, dilation=2)", X),
    ("conv3d/module", "nn.Conv3d(4, 6, 3, padding=1)", (2, 4, 4, 6, 5)),
    ("conv_transpose1d/module", "nn.ConvTranspose1d(4, 6, 3, 2, 1)", (2, 4, 9)),
    ("conv_transpose2d/module", "nn.ConvTranspose2d(4, 6, 3, 2, 1, 1)", X),
    ("conv_transpose2d_square/module", "nn.ConvTranspose2d(4, 4, 3, 2, 1, 1)", X),
    ("conv_transpose2d_no_bias/module", "nn.ConvTranspose2d(4, 6, 2, 2, bias=False)", X),
    ("conv_transpose2d_grouped/module", "nn.ConvTranspose2d(4, 6, 3, 2, 1, groups=2)", X),
    ("conv_transpose2d_depthwise/module", "nn.ConvTranspose2d(4, 4, 3, 2, 1, groups=4)", X),
    # Products.
    ("linear_rank2/module", "nn.Linear(4, 3)", (2, 4)),
    ("linear/module", "nn.Linear(4, 3)", (2, 7, 4)),
    ("linear_no_bias/module", "nn.Linear(4, 3, bias=False)", (2, 7, 4)),
    ("linear_no_bias_rank2/module", "nn.Linear(4, 3, bias=False)", (2, 4)),
    ("linear_rank4/module", "nn.Linear(5, 3)", X),
    ("linear/function", "F.linear(x, y, z)", (2, 7, 4), (3, 4), (3,)),
    ("bilinear/module", "nn.Bilinear(4, 5, 3)", (2, 4), (2, 5)),
    ("matmul/operator", "x @ y", (2, 3, 4, 5), (2, 3, 5, 6)),
    ("matmul/function", "torch.matmul(x, y)", (2, 3, 4, 5), (2, 3, 5, 6)),
    ("matmul/method", "x.matmul(y)", (2, 3, 4, 5), (2, 3, 5, 6)),
    ("matmul_broadcast/function", "torch.matmul(x, y)", (4, 5), (2, 3, 5, 6)),
    ("matmul_weight/function", "torch.matmul(x, y)", (2, 3, 4, 5), (5, 6)),
    ("matmul_vector/function", "torch.matmul(x, y)", (2, 4, 5), (5,)),
    ("mm/function", "torch.mm(x, y)", (4, 5), (5, 6)),
    ("bmm/function", "torch.bmm(x, y)", (2, 4, 5), (2, 5, 6)),
    ("addmm/function", "torch.addmm(x, y, z)", (6,), (4, 5), (5, 6)),
    ("baddbmm/function", "torch.baddbmm(x, y, z)", (2, 4, 6), (2, 4, 5), (2, 5, 6)),
    ("einsum/function", "torch.einsum('bchw,bcwv->bchv', x, y)", (2, 3, 4, 5), (2, 3, 5, 6)),
    ("einsum_outer/function", "torch.einsum('bi,bj->bij', x, y)", (2, 4), (2, 5)),
    ("einsum_linear/function", "torch.einsum('nci,oi->nco', x, y)", (2, 7, 4), (3, 4)),
    # Norms.
    ("batch_norm1d/module", "nn.BatchNorm1d(4)", (2, 4, 9)),
    ("batch_norm1d_rank2/module", "nn.BatchNorm1d(4)", (2, 4)),
    ("batch_norm2d/module", "nn.BatchNorm2d(4)", X),
    ("batch_norm2d_plain/module", "nn.BatchNorm2d(4, affine=False)", X),
    ("batch_norm2d_no_statistics/module", "nn.BatchNorm2d(4, track_running_stats=False)", X),
    ("batch_norm3d/module", "nn.BatchNorm3d(4)", VOLUMES[3]),
    ("group_norm_2/module", "nn.GroupNorm(2, 4)", X),
    ("group_norm_4/module", "nn.GroupNorm(4, 4)", X),
    ("group_norm_plain/module", "nn.GroupNorm(2, 4, affine=False)", X),
    ("group_norm/function", "F.group_norm(x, 2, y, z)", X, (4,), (4,)),
    ("layer_norm/module", "nn.LayerNorm(4)", (2, 7, 4)),
    ("layer_norm_plain/module", "nn.LayerNorm(4, elementwise_affine=False)", (2, 7, 4)),
    ("layer_norm/function", "F.layer_norm(x, (4,), y, z)", (2, 7, 4), (4,), (4,)),
    ("instance_norm2d/module", "nn.InstanceNorm2d(4, affine=True)", X),
    ("instance_norm2d_plain/module", "nn.InstanceNorm2d(4)", X),
    ("rms_norm/module", "nn.RMSNorm(4)", (2, 7, 4)),
    ("local_response_norm/module", "nn.LocalResponseNorm(2)", X),
    ("normalize/function", "F.normalize(x)", X),
    # Resizing.
    ("upsample_nearest/module", "nn.Upsample(scale_factor=2)", X),
    ("upsample_nearest_size/module", "nn.Upsample(size=(12, 10))", X),
    ("upsample_bilinear/module", "nn.Upsample(scale_factor=2, mode='bilinear')", X),
    ("upsample_bicubic/module", "nn.Upsample(scale_factor=2, mode='bicubic')", X),
    ("upsample_linear/module", "nn.Upsample(scale_factor=2, mode='linear')", (2, 4, 9)),
    ("upsample_trilinear/module", "nn.Upsample(scale_factor=2, mode='trilinear')", VOLUMES[3]),
    ("interpolate_nearest/function", "F.interpolate(x, scale_factor=2)", X),
    ("interpolate_nearest_size/function", "F.interpolate(x, size=(12, 10))", X),
    ("interpolate_bilinear/function",
     "F.interpolate(x, scale_factor=2, mode='bilinear')", X),
    ("interpolate_bilinear_size/function",
     "F.interpolate(x, size=(9, 10), mode='bilinear')", X),
    ("interpolate_bicubic/function", "F.interpolate(x, scale_factor=3, mode='bicubic')", X),
    ("pixel_shuffle/module", "nn.PixelShuffle(2)", X),
    ("grid_sample/function", "F.grid_sample(x, y, align_corners=False)", X, (2, 3, 3, 2)),
    # Rearrangements.
    ("cat/function", "torch.cat((x, y), 1)", X, X),
    ("stack/function", "torch.stack((x, y), 1)", X, X),
    ("slice/operator", "x[:, 1:3]", X),
    ("select/operator", "x[:, 1]", X),
    ("split/method", "x.split(2, 1)", X),
    ("chunk/method", "x.chunk(2, 1)", X),
    ("permute/method", "x.permute(0, 2, 3, 1)", X),
    ("transpose/method", "x.transpose(1, 2)", X),
    ("reshape/method", "x.reshape(2, 24, 5)", X),
    ("view/method", "x.view(2, 24, 5)", X),
    ("flatten/module", "nn.Flatten()", X),
    ("flatten/function", "torch.flatten(x, 1)", X),
    ("squeeze/method", "x.squeeze(1)", (2, 1, 6, 5)),
    ("unsqueeze/method", "x.unsqueeze(1)", X),
    ("expand/method", "x.expand(2, 4, 6, 5)", (2, 4, 1, 1)),
    ("repeat/method", "x.repeat(1, 2, 1, 1)", X),
    ("where/function", "torch.where(x > 0, x, y)", X, X),
    ("gather/function", "torch.gather(x, 1, y)", X, ("index", 2, 1, 6, 5)),
    ("index_select/function", "torch.index_select(x, 1, y)", X, ("index", 3)),
    ("embedding/module", "nn.Embedding(4, 3)", ("index", 2, 7)),
    ("embedding/function", "F.embedding(x, y)", ("index", 2, 7), (4, 3)),
    ("pad/function", "F.pad(x, (1, 0, 2, 1))", X),
    ("pad_reflect/function", "F.pad(x, (1, 1, 1, 1), mode='reflect')", X),
    ("zero_pad2d/module", "nn.ZeroPad2d(1)", X),
    ("identity/module", "nn.Identity()", X),
    ("roll/function", "torch.roll(x, 1, 2)", X),
    ("flip/function", "torch.flip(x, (2,))", X),
    ("clamp/function", "torch.clamp(x, -2, 2)", X),
    ("clamp_min/method", "x.clamp(min=0)", X),
    ("cast/method", "x.to(torch.float64)", X),
    ("topk/function", "torch.topk(x, 2, 1)", X),
    ("unfold/function", "F.unfold(x, 3, padding=1)", X),
    # Composites.
    ("conv2d_asymmetric_pad/function",
     "F.conv2d(F.pad(x, (0, 1, 0, 1)), y, z, 2)", X, (6, 4, 3, 3), (6,)),
    ("conv2d_asymmetric_pad/module",
     "nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(4, 6, 3, 2))", X),
    ("lstm/module", "nn.LSTM(4, 3)", (7, 2, 4)),
    ("lstm_batch_first/module", "nn.LSTM(4, 3, batch_first=True)", (2, 7, 4)),
    ("lstm_bidirectional/module", "nn.LSTM(4, 3, 2, bidirectional=True)", (7, 2, 4)),
    ("gru/module", "nn.GRU(4, 3)", (7, 2, 4)),
    ("rnn/module", "nn.RNN(4, 3)", (7, 2, 4)),
    ("lstm_no_bias/module", "nn.LSTM(4, 3, bias=False)", (7, 2, 4)),
    ("gru_bidirectional/module", "nn.GRU(4, 3, 2, bidirectional=True)", (7, 2, 4)),
    ("rnn_relu/module", "nn.RNN(4, 3, 2, 'relu', bias=False)", (7, 2, 4)),
    ("lstm_cell/module", "nn.LSTMCell(4, 3)", (2, 4)),
    ("gru_cell/module", "nn.GRUCell(4, 3)", (2, 4)),
    ("multihead_attention/module", "nn.MultiheadAttention(8, 2, batch_first=True) @ x, x, x",
     (2, 7, 8)),
    ("multihead_attention_no_weights/module",
     "nn.MultiheadAttention(8, 2, batch_first=True) @ x, x, x, need_weights=False", (2, 7, 8)),
    ("scaled_dot_product_attention/function", "F.scaled_dot_product_attention(x, y, z)",
     (2, 2, 7, 4), (2, 2, 6, 4), (2, 2, 6, 4)),
]


def all_cases():
    for name, (module, function) in ACTIVATIONS.items():
        yield name + "/module", module, X
        yield name + "/function", function, X
    for name in UNARY:
        yield "torch_" + name + "/function", f"torch.{name}(x)", X
    yield "neg/operator", "-x", X
    for name, operator in BINARY.items():
        if operator:
            yield name + "/operator", operator, X, X
            yield name + "_broadcast/operator", operator, X, (4, 1, 1)
        yield name + "/function", f"torch.{name}(x, y)", X, X
        yield name + "_broadcast/function", f"torch.{name}(x, y)", X, (4, 1, 1)
    for name, expression in REDUCTIONS.items():
        yield name + "/method", expression, X
    for rank, shape in VOLUMES.items():
        yield f"max_pool{rank}d/module", f"nn.MaxPool{rank}d(3, 2, 1)", shape
        yield f"max_pool{rank}d_ceil/module", f"nn.MaxPool{rank}d(3, 2, ceil_mode=True)", \
            shape[:2] + tuple(size - 1 for size in shape[2:])
        yield f"avg_pool{rank}d/module", f"nn.AvgPool{rank}d(3, 2, 1)", shape
        yield f"avg_pool{rank}d_ceil/module", f"nn.AvgPool{rank}d(3, 2, ceil_mode=True)", \
            shape[:2] + tuple(size - 1 for size in shape[2:])
    yield from OTHERS


# Models and inputs.

class ModuleCase(nn.Module):
    def __init__(self, expression):
        super().__init__()
        layer, _, arguments = expression.partition(" @ ")
        self.layer = eval(layer)
        self.call = compile(f"layer({arguments})", layer, "eval") if arguments else None

    def forward(self, x, y=None, z=None):
        if self.call:
            return eval(self.call, {}, {"layer": self.layer, "x": x, "y": y, "z": z})
        return self.layer(*(value for value in (x, y, z) if value is not None))


class FunctionCase(nn.Module):
    def __init__(self, expression):
        super().__init__()
        self.call = compile(expression, expression, "eval")

    def forward(self, x, y=None, z=None):
        return eval(self.call, {"torch": torch, "F": F}, {"x": x, "y": y, "z": z})


def make_model(expression):
    torch.manual_seed(0)
    case = ModuleCase if expression.startswith("nn.") else FunctionCase
    return case(expression).eval()


def make_inputs(shapes):
    torch.manual_seed(1)
    return tuple(
        torch.randint(0, 4, shape[1:]) if shape[0] == "index" else torch.rand(shape) + 0.5
        for shape in shapes)


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    return [tensor for item in value or () for tensor in tensors(item)]


# Tools: each function returns a dictionary of counts.

def import_thop(path, name):
    """A module of another thop, beside the thop that is already imported."""
    names = [name for name in sys.modules if name.split(".")[0] == "thop"]
    current = {name: sys.modules.pop(name) for name in names}
    sys.path.insert(0, path)
    collections.Iterable = collections.abc.Iterable  # Gone since Python 3.10; it imports that.
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(path)
        for name in [name for name in sys.modules if name.split(".")[0] == "thop"]:
            del sys.modules[name]
        sys.modules.update(current)


def import_mmcv_counter():
    """flops_counter.py with placeholders for mmcv's wrapper classes, which no case uses."""
    bricks = types.SimpleNamespace(**{
        name: type(name, (), {})
        for name in ["Conv2d", "Conv3d", "MaxPool2d", "MaxPool3d", "Linear", "ConvTranspose2d"]})
    mmcv = types.ModuleType("mmcv")
    mmcv.cnn = types.SimpleNamespace(bricks=bricks)
    sys.modules["mmcv"] = mmcv
    spec = importlib.util.spec_from_file_location("mmcv_flops_counter", MMCV_FLOPS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def thop_2019(model, inputs):
    # The tool makes its own input of one shape, and needs a parameter to know the device.
    model.unused = nn.Parameter(torch.zeros(1))
    if len(inputs) > 1 or not inputs[0].is_floating_point():
        raise ValueError("profile() takes the shape of one input.")
    return {"thop@2019": THOP_OF_2019.profile(model, tuple(inputs[0].shape), verbose=False)[0]}


def thop_legacy(model, inputs):
    return {"thop@0.0.31": THOP_LEGACY.profile(model, inputs, verbose=False)[0]}


def thop_current(model, inputs):
    return {"thop@0.1.1": thop.profile(model, inputs, verbose=False)[0]}


def fvcore(model, inputs):
    analysis = FlopCountAnalysis(model, inputs)
    return {"fvcore@0.1.5": analysis.total(),
            "fvcore_unsupported": dict(sorted(analysis.unsupported_ops().items()))}


def mmengine_flops(model, inputs):
    return {"mmengine@0.10.7": mmengine.FlopAnalyzer(model, inputs).total()}


def mmengine_activations(model, inputs):
    return {"mmengine_activations": mmengine.ActivationAnalyzer(model, inputs).total()}


def ptflops_count(backend, key, model, inputs):
    # One input goes in by position, so that the tool sees its batch; more go in by keyword.
    value = inputs[0] if len(inputs) == 1 else dict(zip("xyz", inputs))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        count, _ = ptflops.get_model_complexity_info(
            model, (1,), input_constructor=lambda _: value, as_strings=False, backend=backend,
            print_per_layer_stat=False)
    if count is None:
        raise RuntimeError(printed.getvalue().strip().splitlines()[-1])
    return {key: count}


def ptflops_pytorch(model, inputs):
    return ptflops_count("pytorch", "ptflops-pytorch@0.7.5", model, inputs)


def ptflops_aten(model, inputs):
    return ptflops_count("aten", "ptflops-aten@0.7.5", model, inputs)


def torchinfo_counts(model, inputs):
    summary = torchinfo.summary(model, input_data=list(inputs), verbose=0)
    return {"torchinfo@1.8.0": summary.total_mult_adds,
            "torchinfo_output_bytes": summary.total_output_bytes}


def flop_counter(model, inputs):
    with FlopCounterMode(display=False) as counter:
        model(*inputs)
    return {"torch-flop-counter@2.13:forward": counter.get_total_flops()}


def deepspeed_counts(model, inputs):
    flops, macs, _ = get_model_profile(
        model, args=list(inputs), print_profile=False, as_string=False)
    return {"deepspeed@0.19.8:flops": flops, "deepspeed@0.19.8:macs": macs}


def calflops_count(model, inputs):
    # calflops raises StopIteration for a model without parameters, so all get an unused one.
    model.unused = nn.Parameter(torch.zeros(1))
    flops, _, _ = calculate_flops(
        model, args=list(inputs), print_results=False, output_as_string=False)
    return {"calflops@0.3.2": flops}


def torchprofile_count(model, inputs):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        count = profile_macs(model, inputs)
    unknown = {match[1] for item in caught
               if (match := re.match(r'No handlers found: "(.*?)"', str(item.message)))}
    return {"torchprofile@0.1.0": count, "torchprofile_unsupported": sorted(unknown)}


def mmcv_count(model, inputs):
    # The steps of get_model_complexity_info, with positional inputs, so that it sees the batch.
    counted = mmcv_counter.add_flops_counting_methods(model)
    counted.eval()
    counted.start_flops_count()
    counted(*inputs)
    return {"mmcv@1.2.7": counted.compute_average_flops_cost()[0]}


TOOLS = {  # tool: the ids of its integers
    thop_2019: ["thop@2019"],
    thop_legacy: ["thop@0.0.31"],
    thop_current: ["thop@0.1.1"],
    fvcore: ["fvcore@0.1.5"],
    mmengine_flops: ["mmengine@0.10.7"],
    mmengine_activations: ["mmengine_activations"],
    ptflops_pytorch: ["ptflops-pytorch@0.7.5"],
    ptflops_aten: ["ptflops-aten@0.7.5"],
    torchinfo_counts: ["torchinfo@1.8.0", "torchinfo_output_bytes"],
    flop_counter: ["torch-flop-counter@2.13:forward"],
    deepspeed_counts: ["deepspeed@0.19.8:flops", "deepspeed@0.19.8:macs"],
    calflops_count: ["calflops@0.3.2"],
    torchprofile_count: ["torchprofile@0.1.0"],
    mmcv_count: ["mmcv@1.2.7"],
}


# Running.

def plain(value):
    """Integers as they are, whole floats as integers."""
    if isinstance(value, (dict, list)):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def attempt(tool, ids, expression, shapes, answers):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            counts = tool(make_model(expression), make_inputs(shapes))
        answers.put({key: plain(value) for key, value in counts.items()})
    except BaseException as error:
        cause = error.__cause__ or error
        text = f"{type(cause).__name__}: {cause}".strip()
        answers.put({key: "error: " + " ".join(text.split())[:160] for key in ids})


def in_fork(tool, ids, expression, shapes):
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=attempt, args=(tool, ids, expression, shapes, answers))
    child.start()
    counts = answers.get()
    child.join()
    return counts


def key_of(expression):
    """The module class or the function, or the expression where it is neither or several."""
    if not expression.startswith("nn.") and len(re.findall(r"\w\(", expression)) > 1:
        return expression
    call = re.match(r"(nn|F|torch(?:\.linalg)?)\.(\w+)\(", expression)
    if call:
        return {"nn": "torch.nn.", "F": "torch.nn.functional."}.get(call[1], call[1] + ".") + call[2]
    method = re.match(r"x\.(\w+)\(", expression)
    return "torch.Tensor." + method[1] if method else expression


def describe(name, expression, *shapes):
    with torch.no_grad():
        outputs = make_model(expression)(*make_inputs(shapes))
    case = {
        "name": name,
        "key": key_of(expression),
        "style": name.rpartition("/")[2],
        "expression": expression,
        "inputs": [shape[1:] if shape[0] == "index" else shape for shape in shapes],
        "outputs": [list(tensor.shape) for tensor in tensors(outputs)],
    }
    counts = {}
    for tool, ids in TOOLS.items():
        counts.update(in_fork(tool, ids, expression, shapes))
    for key in ["fvcore_unsupported", "torchprofile_unsupported"]:
        case[key] = counts.pop(key, None)
    case["counts"] = counts
    return case


def versions():
    names = ["fvcore", "mmengine", "ptflops", "torchinfo", "torch", "deepspeed", "calflops",
             "torchprofile", "numpy"]
    found = {name: importlib.metadata.version(name) for name in names}
    return {"thop (2019)": "0.0.22", "thop": "0.1.1.post2209072238", "thop (legacy)": "0.0.31.post2005241907"} | found | {
        "mmcv": "1.2.7 (flops_counter.py)"}


def write_case(case):
    lines = []
    for key, value in case.items():
        if key == "counts":
            inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f'   "counts": {{\n{inner}\n   }}')
        else:
            lines.append(f"   {json.dumps(key)}: {json.dumps(value)}")
    return "  {\n" + ",\n".join(lines) + "\n  }"


NOTES = [
    "Eval mode; the layer or expression sits in a wrapper module that no tool has a rule for.",
    "ptflops: one input goes in by position, several by keyword; by keyword the tool assumes batch 1.",
    "mmcv: inputs by position, so its number is divided by the first input's length.",
    "thop@2019: one unused parameter too, and a single input, which the tool fills with zeros.",
    "calflops: every model got one unused parameter; without it, it raises StopIteration.",
    "fvcore_unsupported: operations with neither a handle nor on the ignore list, with their calls.",
    "torchprofile_unsupported: operations that it warns about; both lists name what counted 0.",
    "embedding, gather and index_select take integers as their indices.",
    "Each tool's own gradient mode: thop and torchinfo run under no_grad, the others do not.",
    "numpy's einsum_path gives DeepSpeed, calflops and fvcore their einsum counts.",
    "error: the tool raised an exception, which is quoted.",
]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    cases = []
    for case in all_cases():
        if wanted in case[0]:
            print(case[0], file=sys.stderr)
            cases.append(write_case(describe(*case)))
    body = ",\n".join(cases)
    print(f'{{\n "versions": {json.dumps(versions())},\n "notes": {json.dumps(NOTES, indent=2)},\n'
          f' "cases": [\n{body}\n ]\n}}')


if __name__ == "__main__":
    # Only the JSON may reach standard output; importing DeepSpeed writes to it.
    with contextlib.redirect_stdout(sys.stderr):
        import ptflops
        import thop
        import torchinfo
        from calflops import calculate_flops
        from deepspeed.profiling.flops_profiler import get_model_profile
        from fvcore.nn import FlopCountAnalysis
        from mmengine.analysis import complexity_analysis as mmengine
        from torch.utils.flop_counter import FlopCounterMode
        from torchprofile import profile_macs
        THOP_OF_2019 = import_thop(THOP_2019, "thop.profile")
        THOP_LEGACY = import_thop(THOP_OLD, "thop")
        mmcv_counter = import_mmcv_counter()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    main()
