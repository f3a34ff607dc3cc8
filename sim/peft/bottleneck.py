"""Puts the bottleneck adapters of this folder (Houlsby et al. 2019) into a model of transformers. Needs torch and safetensors.

    model = AutoModelForTokenClassification.from_pretrained("backbone")
    model = load.attach(model, "adapter")

Each adapter stands behind a module of the model and changes its output u, before the residual stream is added:

    u + up.weight · gelu(down.weight · u + down.bias) + up.bias
"""
import json
import os

import torch
from safetensors.torch import load_file


def behind(module, _, u):
    """The forward hook of a module that has the parts of an adapter."""
    return u + module.up(torch.nn.functional.gelu(module.down(u)))


def attach(model, folder=os.path.dirname(os.path.abspath(__file__))):
    """The model with the adapters of a folder and, if they were trained with one, their classifier."""
    with open(os.path.join(folder, "adapter.json")) as f:
        config = json.load(f)
    if (config["format"], config["version"], config["kind"]) != ("promptscope", 1, "bottleneck"):
        raise ValueError(f"{folder} has {config['format']} {config['kind']} {config['version']}, want promptscope bottleneck 1")
    tensors = load_file(os.path.join(folder, "adapter.safetensors"))
    width, narrow = config["token_dim"], config["bottleneck"]
    for name in sorted(tensors):
        if not name.endswith(".down.weight"):
            continue
        module = model.get_submodule(name[: -len(".down.weight")])
        module.add_module("down", torch.nn.Linear(width, narrow))
        module.add_module("up", torch.nn.Linear(narrow, width))
        module.register_forward_hook(behind)
    left = model.load_state_dict(tensors, strict=False).unexpected_keys
    if left:
        raise ValueError(f"the model has no {', '.join(left)}")
    return model
