"""Compares promptscope with transformers and PEFT: the same folders, the same logits and prompt gradients.

    check.py PROMPTSCOPE WORK

PROMPTSCOPE is the command, WORK a folder for what it exports. Exit code 1 if a difference is larger than the tolerance.
"""
import json
import os
import shutil
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers
from peft import PeftModel, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from transformers import (BertConfig, BertForMaskedLM, BertForSequenceClassification, BertForTokenClassification, BertModel,
                          MegatronBertConfig, MegatronBertForMaskedLM, MegatronBertForSequenceClassification,
                          MegatronBertForTokenClassification, MegatronBertModel)

transformers.logging.set_verbosity_error()
torch.manual_seed(7)
torch.set_num_threads(1)
command, work = sys.argv[1], sys.argv[2]

LOGITS, GRADIENT = 1e-5, 1e-4
CLASSES = {"bert": dict(SEQ_CLS=BertForSequenceClassification, TOKEN_CLS=BertForTokenClassification, MLM=BertForMaskedLM, base=BertModel),
           "megatron-bert": dict(SEQ_CLS=MegatronBertForSequenceClassification, TOKEN_CLS=MegatronBertForTokenClassification,
                                 MLM=MegatronBertForMaskedLM, base=MegatronBertModel)}
# ids, types, mask; the second has padding, the third a hole, which PEFT and we must treat alike
INPUTS = [([2, 40, 350, 17, 600, 3], None, None),
          ([2, 99, 4, 5, 3, 0, 0], [0, 0, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 0, 0]),
          ([2, 700, 12, 8, 3], None, [1, 1, 0, 1, 1])]
worst = {"logits": 0.0, "gradient": 0.0}
count = failed = 0


def run(*args):
    done = subprocess.run([command, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(args)}\n{done.stderr}")
    return done.stdout


def ours(model, adapter, ids, types, mask, label):
    args = ["logits", "--model", model, "--ids", " ".join(map(str, ids)), "--label", str(label), "--json"]
    if adapter:
        args += ["--adapter", adapter, "--grad"]
    if types:
        args += ["--types", " ".join(map(str, types))]
    if mask:
        args += ["--mask", " ".join(map(str, mask))]
    return json.loads(run(*args))


def compare(name, task, model, adapter, theirs, prompt, head=None, types_matter=True):
    """theirs(ids, types, mask) gives the output of transformers; prompt is the tensor whose gradient counts."""
    global count, failed
    far = {"logits": 0.0, "gradient": 0.0}
    for ids, types, mask in INPUTS:
        if not types_matter:
            types = None
        label = 1
        mine = ours(model, adapter, ids, types, mask, label)
        assert mine["task"] == task, (mine["task"], task)
        if prompt is not None:
            prompt.grad = None
        out = theirs(torch.tensor([ids]), torch.tensor([types or [0] * len(ids)]), torch.tensor([mask or [1] * len(ids)]))
        out = (head(out.last_hidden_state) if head else out.logits)[0]
        if task != "SEQ_CLS":
            out = out[len(out) - len(ids):][mine["rows"]]  # the rows of virtual tokens and of masked ones are of no interest
        else:
            out = out[None]
        got = torch.tensor(mine["logits"])
        scale = max(1, out.abs().max().item())  # logits of words reach 20, where float32 has five digits left
        far["logits"] = max(far["logits"], (got - out).abs().max().item() / scale)
        loss = torch.nn.functional.cross_entropy(out, torch.full((len(out),), label))
        far["logits"] = max(far["logits"], abs(loss.item() - mine["loss"]))
        if prompt is not None:
            loss.backward()
            g = torch.tensor(mine["grad"])
            assert g.shape == prompt.grad.shape, (g.shape, prompt.grad.shape)
            far["gradient"] = max(far["gradient"], ((g - prompt.grad).norm() / prompt.grad.norm()).item())
    bad = far["logits"] > LOGITS or far["gradient"] > GRADIENT
    for k in far:
        worst[k] = max(worst[k], far[k])
    count += 1
    failed += bad
    grad = f"{far['gradient']:.1e}" if prompt is not None else "-"
    print(f"{'FAILED' if bad else 'ok    '} {name:62s} logits {far['logits']:.1e}  prompt gradient {grad}", flush=True)


def load(cls, path, **kw):
    return cls.from_pretrained(path, **kw).eval()


def with_adapter(model, adapter):
    p = PeftModel.from_pretrained(model, adapter).eval()
    w = p.prompt_encoder["default"].embedding.weight
    w.requires_grad_(True)
    return p, w


def call(model):
    return lambda ids, types, mask: model(input_ids=ids, attention_mask=mask, token_type_ids=types)


def backbone(layout):
    """A random small model of transformers with our vocabulary, written by transformers."""
    path = os.path.join(work, "random-" + layout)
    shape = dict(vocab_size=811, hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, max_position_embeddings=64)
    config = (BertConfig if layout == "bert" else MegatronBertConfig)(layer_norm_eps=1e-12, initializer_range=0.15, **shape)
    vocab = os.path.join(work, "trained", "backbone", "vocab.txt")
    config.vocab_size = len(open(vocab).read().split())
    model = CLASSES[layout]["MLM"](config)
    for name, p in model.named_parameters():
        if p.dim() == 1:
            torch.nn.init.normal_(p, 1.0 if name.endswith("weight") else 0.0, 0.1)
    model.save_pretrained(path)
    # transformers leaves the pooler out of a MaskedLM; SEQ_CLS brings its own below.
    shutil.copy(vocab, path)
    return path


METHODS = [("prompt-tuning", []), ("p-tuning", ["--encoder", "lstm"]), ("p-tuning", ["--encoder", "mlp"]), ("prefix-tuning", []), ("p-tuning-v2", []),
           ("deep-hidden", [])]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
print(f"promptscope against transformers {transformers.__version__}, PEFT {peft.__version__}, PyTorch {torch.__version__}")
run("export", "--task", "srl", "--labels", "16", "--steps", "2", "--out", os.path.join(work, "trained"))
models = {"pretrained 2x64": (os.path.join(work, "trained", "backbone"), "megatron-bert", [])}
for layout in CLASSES:
    path = backbone(layout)
    models["random " + layout] = (path, layout, ["--model", path])

for title, (path, layout, flags) in models.items():
    kinds = CLASSES[layout]
    compare(f"{title}: no adapter, masked language model", "MLM", path, None, call(load(kinds["MLM"], path)), None)
    for method, more in METHODS:
        name = f"{title}: {method} {more[-1] if more else ''}".strip()
        # Exported by promptscope after some training: token classification (with its classifier) and masked words.
        for task in ("srl", "fact"):
            out = os.path.join(work, name.replace(" ", "-").replace(":", "") + "-" + task)
            run("export", "--task", task, "--method", method, *more, "--n", "5", "--labels", "32", "--steps", "10", *flags, "--out", out)
            model, adapter = os.path.join(out, "backbone"), os.path.join(out, "adapter")
            if task == "srl":
                p, w = with_adapter(load(kinds["TOKEN_CLS"], model, num_labels=4), adapter)
                compare(name + ", exported, TOKEN_CLS", "TOKEN_CLS", model, adapter, call(p), w)
                continue
            lm = load(kinds["MLM"], model)
            p, w = with_adapter(lm.bert, adapter)
            compare(name + ", exported, FEATURE_EXTRACTION + MLM", "MLM", model, adapter, call(p), w, lm.cls, types_matter=False)
    # Made by PEFT: sequence classification, which no task here trains, and token classification the other way round.
    for task in ("SEQ_CLS", "TOKEN_CLS"):
        base = load(kinds[task], path, num_labels=3)
        folder = os.path.join(work, f"{title}-{task}".replace(" ", "-"))
        base.save_pretrained(folder)
        compare(f"{title}: no adapter, {task}", task, folder, None, call(base), None)
        common = dict(task_type=task, num_virtual_tokens=3)
        for config in (PromptTuningConfig(**common), PromptEncoderConfig(encoder_hidden_size=16, **common),
                       PromptEncoderConfig(encoder_hidden_size=16, encoder_reparameterization_type="LSTM", **common),
                       PrefixTuningConfig(**common), PrefixTuningConfig(prefix_projection=True, encoder_hidden_size=16, **common)):
            made = get_peft_model(load(kinds[task], path, num_labels=3), config)
            made.base_model.load_state_dict(base.state_dict(), strict=False)
            adapter = folder + "-" + config.peft_type.value + str(getattr(config, "prefix_projection", getattr(config, "encoder_reparameterization_type", "")))
            made.save_pretrained(adapter)
            p, w = with_adapter(load(kinds[task], folder, num_labels=3), adapter)
            compare(f"{title}: made by PEFT, {os.path.basename(adapter)[len(os.path.basename(folder)) + 1:]}, {task}", task, folder, adapter, call(p), w)

print(f"{count} comparisons of 3 inputs, {failed} failed; largest difference of logits and loss {worst['logits']:.1e} (limit {LOGITS:.0e}),"
      f" of gradients, relative, {worst['gradient']:.1e} (limit {GRADIENT:.0e})")
sys.exit(1 if failed else 0)
