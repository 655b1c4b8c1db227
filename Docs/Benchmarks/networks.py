"""The measured networks in PyTorch, written after the paper's code for timing alone.

`NETWORKS` has a constructor by the name that rla-profile knows. peers.py compares the parameters.
"""
import torch
from torch import nn


def unit(inputs, outputs, kernel=1, stride=1, groups=1, activation=None):
    """A convolution without bias, a batch norm, and an activation."""
    padding = (kernel - 1) // 2
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class State(nn.Module):
    """The recurrent state h of one stage: h = rec(tanh(norm(h + out(y)))) after each block."""

    def __init__(self, channels, width, blocks, recurrent):
        super().__init__()
        self.out = nn.Conv2d(channels, width, 1, bias=False)
        self.recurrent = recurrent
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(blocks))

    def forward(self, h, y, block):
        return self.recurrent(torch.tanh(self.norms[block](h + self.out(y))))


class ConvolutionalGRU(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gates = nn.Conv2d(2 * width, 2 * width, 3, padding=1)
        self.output = nn.Conv2d(2 * width, width, 3, padding=1)
        self.norms = nn.ModuleList(nn.GroupNorm(1, width, eps=1e-6) for _ in range(3))

    def forward(self, y, h):
        reset, update = self.gates(torch.cat([y, h], 1)).chunk(2, 1)
        reset = torch.sigmoid(self.norms[0](reset))
        update = torch.sigmoid(self.norms[1](update))
        new = torch.tanh(self.norms[2](self.output(torch.cat([y, reset * h], 1))))
        return update * h + (1 - update) * new


class GatedState(State):
    """The state of one stage with a cell: h = cell(tanh(norm(out(y))), h) after each block."""

    def forward(self, h, y, block):
        return self.recurrent(torch.tanh(self.norms[block](self.out(y))), h)


class ChannelAttention(nn.Module):
    """ECA: a gate for each channel from a convolution over neighboring channels."""

    def __init__(self, kernel):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def forward(self, x):
        means = x.mean((2, 3)).unsqueeze(1)
        return x * torch.sigmoid(self.conv(means)).transpose(1, 2).unsqueeze(-1)


class Bottleneck(nn.Module):
    def __init__(self, inputs, outputs, width, groups, stride, state, kernel):
        super().__init__()
        self.body = nn.Sequential(
            unit(inputs + state, width, activation=nn.ReLU),
            unit(width, width, 3, stride, groups, nn.ReLU),
            unit(width, outputs),
            ChannelAttention(kernel) if kernel else nn.Identity(),
        )
        changes = stride != 1 or inputs != outputs
        self.shortcut = unit(inputs, outputs, 1, stride) if changes else nn.Identity()

    def forward(self, x, h):
        y = self.body(torch.cat([x, h], 1))
        return torch.relu(y + self.shortcut(x)), None


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion, state):
        super().__init__()
        wide = inputs * expansion
        self.expand = unit(inputs, wide, activation=nn.ReLU6) if expansion > 1 else nn.Identity()
        self.body = nn.Sequential(
            unit(wide + state, wide + state, 3, stride, wide + state, nn.ReLU6),
            unit(wide + state, outputs),
        )
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x, h):
        y = self.body(torch.cat([self.expand(x), h], 1))
        # The state reads the branch before the sum.
        return (x + y if self.adds else y), y


class Recurrent(nn.Module):
    """A stem, stages of blocks with a state beside them, and a head."""

    def __init__(self, stem, stages, states, end, head, classifier, width):
        super().__init__()
        self.stem, self.end, self.head, self.classifier = stem, end, head, classifier
        self.stages = nn.ModuleList(nn.ModuleList(blocks) for blocks, _ in stages)
        self.strides = [stride for _, stride in stages]
        self.states = nn.ModuleList(states)
        self.width = width

    def forward(self, x):
        x = self.stem(x)
        h = x.new_zeros(x.shape[0], self.width, x.shape[2], x.shape[3])
        for blocks, stride, state in zip(self.stages, self.strides, self.states):
            for index, block in enumerate(blocks):
                x, y = block(x, h)
                if index == 0 and stride == 2:
                    h = nn.functional.avg_pool2d(h, 2)
                h = state(h, x if y is None else y, index)
        return self.classifier(self.head(torch.cat([x, self.end(h)], 1)).mean((2, 3)))


def rla_resnet(
    depths, width=32, groups=1, group_width=64, kernels=(None,) * 4, planes=64, classes=1000,
    gated=False,
):
    stages, states, inputs = [], [], 64
    for stage, blocks in enumerate(depths):
        channels, stride = planes << stage, 1 if stage == 0 else 2
        row = []
        for block in range(blocks):
            row.append(
                Bottleneck(
                    inputs, 4 * channels, channels * group_width // 64 * groups, groups,
                    stride if block == 0 else 1, width, kernels[stage],
                )
            )
            inputs = 4 * channels
        stages.append((row, stride))
        if gated:
            states.append(GatedState(inputs, width, blocks, ConvolutionalGRU(width)))
        else:
            recurrent = nn.Conv2d(width, width, 3, padding=1, bias=False)
            states.append(State(inputs, width, blocks, recurrent))
    stem = nn.Sequential(unit(3, 64, 7, 2, activation=nn.ReLU), nn.MaxPool2d(3, 2, 1))
    end = nn.Identity() if gated else nn.Sequential(nn.BatchNorm2d(width), nn.ReLU())
    classifier = nn.Linear(inputs + width, classes)
    return Recurrent(stem, stages, states, end, nn.Identity(), classifier, width)


# Expansion, channels, blocks and stride of each stage of MobileNetV2.
MOBILE_STAGES = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
]


def dsrla_mobilenet(width):
    # One depthwise recurrent convolution for all stages.
    recurrent = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)
    stages, states, inputs = [], [], 32
    for expansion, channels, blocks, stride in MOBILE_STAGES:
        row = []
        for block in range(blocks):
            row.append(
                InvertedResidual(inputs, channels, stride if block == 0 else 1, expansion, width)
            )
            inputs = channels
        stages.append((row, stride))
        states.append(State(channels, width, blocks, recurrent))
    stem = unit(3, 32, 3, 2, activation=nn.ReLU6)
    end = nn.Sequential(nn.BatchNorm2d(width), nn.ReLU6())
    head = unit(inputs + width, 1280, activation=nn.ReLU6)
    return Recurrent(stem, stages, states, end, head, nn.Linear(1280, 1000), width)


NETWORKS = {
    "resnet50_rla": lambda: rla_resnet([3, 4, 6, 3]),
    "resnet101_rla": lambda: rla_resnet([3, 4, 23, 3]),
    "rla_resnext50_32x4d_eca": lambda: rla_resnet([3, 4, 6, 3], 32, 32, 4, (5, 5, 5, 7)),
    "rlagru_resnet50": lambda: rla_resnet([3, 4, 6, 3], gated=True),
    "dsrla_mobilenetv2_k12": lambda: dsrla_mobilenet(12),
    "dsrla_mobilenetv2_k32": lambda: dsrla_mobilenet(32),
}
