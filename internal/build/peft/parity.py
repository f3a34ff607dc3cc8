"""Trains runs of promptscope again in PyTorch, with the models of transformers and the encoders of PEFT, and records the loss
of each step for sim/train/parity_test.go.

    parity.py DUMP [FILE]

It was made by

    PROMPTSCOPE_DUMP=DUMP go test ./sim/train -run TestDumpParity
    .cache/peft/bin/python internal/build/peft/parity.py DUMP sim/train/testdata/parity.json

DUMP has for each run the backbone, where all that trains begins, and the batches in their order. Padding, masks, heads, clipping and
Adam are PyTorch's own.
"""
import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
import transformers
from peft import LoraConfig, PrefixTuningConfig, PromptEncoderConfig, inject_adapter_in_model
from peft.tuners import PrefixEncoder, PromptEncoder

transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
CLASSES = {"bert": transformers.BertForMaskedLM, "megatron-bert": transformers.MegatronBertForMaskedLM, "gpt2": transformers.GPT2LMHeadModel}


def cached(pairs):
    """Keys and values of the layers as this release takes them."""
    if int(transformers.__version__.split(".")[0]) < 5:
        return pairs
    cache = transformers.DynamicCache()
    for l, (k, v) in enumerate(pairs):
        cache.update(k, v, l)
    return cache


class Again:
    """One run."""

    def __init__(self, folder):
        with open(os.path.join(folder, "run.json")) as f:
            self.run = json.load(f)
        self.model = CLASSES[self.run["Layout"]].from_pretrained(folder, torch_dtype=torch.float32).eval()
        for p in self.model.parameters():
            p.requires_grad_(False)
        self.causal = self.run["Layout"] == "gpt2"
        self.inner = self.model.base_model
        self.width = self.model.config.hidden_size
        self.layers = self.model.config.num_hidden_layers
        data, at, self.start = np.fromfile(os.path.join(folder, "start.bin"), "<f4"), 0, {}
        for t in self.run["Tensors"]:
            self.start[t["Name"]] = torch.tensor(data[at:at + t["Size"]])
            at += t["Size"]
        self.trained = {}  # ours → PyTorch's
        self.encoder = None
        getattr(self, "make_" + self.run["Method"].replace("-", "_"))()
        if self.run["Linear"]:
            classes = len(self.start["classifier.bias"])
            self.head = torch.nn.Linear(self.width, classes)
            self.take("classifier.", self.head)
        rates = {t["Name"]: t["Rate"] for t in self.run["Tensors"]}
        assert set(self.trained) == set(rates), set(self.trained) ^ set(rates)
        self.groups = [dict(params=[self.trained[n]], lr=0.0, peak=r) for n, r in rates.items()]
        self.adam = torch.optim.Adam(self.groups, betas=(0.9, 0.999), eps=1e-8)

    def take(self, prefix, module):
        """module begins where ours did, and trains."""
        with torch.no_grad():
            for name, p in module.named_parameters():
                p.copy_(self.start[prefix + name].view_as(p))
                p.requires_grad_(True)
                self.trained[prefix + name] = p

    def row(self, name, *shape):
        p = torch.nn.Parameter(self.start[name].view(*shape).clone())
        self.trained[name] = p
        return p

    # What stands in the row, or in front of the layers.
    def make_prompt_tuning(self):
        rows = [self.row(name, -1, self.width) for name in self.start if "classifier" not in name]
        self.virtual = lambda: torch.cat(rows)

    def make_p_tuning(self):
        kind = self.run["Encoder"].upper()
        self.encoder = PromptEncoder(PromptEncoderConfig(num_virtual_tokens=self.run["N"], token_dim=self.width, num_transformer_submodules=1, encoder_reparameterization_type=kind,
                                                         encoder_hidden_size=self.width // 2 if kind == "LSTM" else self.width, encoder_num_layers=2, encoder_dropout=0.0))
        self.take("", self.encoder)
        self.virtual = lambda: self.encoder(torch.arange(self.run["N"])[None])[0]

    def make_prefix_tuning(self):
        self.encoder = PrefixEncoder(PrefixTuningConfig(num_virtual_tokens=self.run["N"], token_dim=self.width, num_layers=self.layers, num_attention_heads=self.model.config.num_attention_heads,
                                                        encoder_hidden_size=self.width, prefix_projection=True))
        self.take("", self.encoder)
        self.prefix = lambda: self.encoder(torch.arange(self.run["N"])[None])[0]

    def make_p_tuning_v2(self):
        table = {name: self.row(name, 2 * self.width) for name in self.start if name.startswith("prefix.")}
        self.prefix = lambda: torch.stack([torch.cat([table[f"prefix.{i}.{l}"] for l in range(self.layers)]) for i in range(self.run["N"])])

    def make_lora(self):
        names = {n.split(".lora_")[0].split(".")[-1] for n in self.start if ".lora_" in n}
        inject_adapter_in_model(LoraConfig(r=self.run["Rank"], lora_alpha=self.run["Alpha"], target_modules=sorted(names)), self.model)
        with torch.no_grad():
            for name, p in self.model.named_parameters():
                ours = name.replace(".default", "")
                if ours in self.start:
                    p.copy_(self.start[ours].view_as(p))
                    p.requires_grad_(True)
                    self.trained[ours] = p
                else:
                    p.requires_grad_(False)

    def make_full(self):
        for name, p in self.model.named_parameters():
            if name in self.start:
                assert torch.equal(p.detach().flatten(), self.start[name]), name
                p.requires_grad_(True)
                self.trained[name] = p

    make_bitfit = make_full

    def inputs(self, batch):
        """Embeddings, mask, positions and past of a batch, padded on the right."""
        longest = max(len(q["IDs"]) for q in batch)
        words, rows = self.inner.get_input_embeddings(), []
        virtual = self.virtual() if hasattr(self, "virtual") else None
        mask = torch.zeros(len(batch), longest)
        for b, q in enumerate(batch):
            ids = torch.tensor(q["IDs"] + [0] * (longest - len(q["IDs"])))
            x = words(ids.clamp(min=0))
            if virtual is not None:
                x = torch.where((ids < 0)[:, None], virtual[(-1 - ids).clamp(min=0)], x)
            rows.append(x)
            mask[b, :len(q["IDs"])] = 1
        out = dict(inputs_embeds=torch.stack(rows), position_ids=self.run["First"] + torch.arange(longest)[None].expand(len(batch), -1))
        if hasattr(self, "prefix"):
            heads, n = self.model.config.num_attention_heads, self.run["N"]
            past = self.prefix().view(n, 2 * self.layers, heads, self.width // heads).permute(1, 2, 0, 3)
            past = past[:, None].expand(-1, len(batch), -1, -1, -1)
            out["past_key_values"] = cached([(past[2 * l], past[2 * l + 1]) for l in range(self.layers)])
            mask = torch.cat([torch.ones(len(batch), n), mask], 1)
        return dict(attention_mask=mask, **out)

    def loss(self, batch):
        hidden = self.inner(**self.inputs(batch)).last_hidden_state
        at = torch.tensor([(b, r) for b, q in enumerate(batch) for r in q["Rows"]])
        gold = torch.tensor([g for q in batch for g in q["Gold"]])
        rows = hidden[at[:, 0], at[:, 1]]
        if self.run["Linear"]:
            logits = self.head(rows)
        else:
            logits = self.model.lm_head(rows) if self.causal else self.model.cls(rows)
            if self.run["Classes"]:
                logits = logits[:, torch.tensor(self.run["Classes"])]
        return torch.nn.functional.cross_entropy(logits, gold)

    def losses(self):
        out = []
        for batch, factor in zip(self.run["Batches"], self.run["Factors"]):
            for g in self.adam.param_groups:
                g["lr"] = g["peak"] * factor
            self.adam.zero_grad()
            loss = self.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(self.trained.values()), 1.0)
            self.adam.step()
            out.append(float(f"{loss.item():.9g}"))
        return out


def main():
    all_losses = {}
    for folder in sorted(os.listdir(sys.argv[1])):
        run = Again(os.path.join(sys.argv[1], folder))
        losses = run.losses()
        all_losses[run.run["Name"]] = losses
        print(f"{run.run['Name']:40s} {losses[0]:9.5f} → {losses[-1]:9.5f}", flush=True)
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w") as f:
            f.write("{\n" + ",\n".join(f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in sorted(all_losses.items())) + "\n}\n")


if __name__ == "__main__":
    main()
