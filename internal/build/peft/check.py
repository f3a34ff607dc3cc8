"""Compares promptscope with transformers and PEFT: the same folders, the same logits and prompt gradients.

    check.py PROMPTSCOPE WORK

PROMPTSCOPE is the command, WORK a folder for what it exports. Exit code 1 if a difference is larger than the tolerance or
something is raised: an exception is counted as a failure, and the rest goes on.
"""
import contextlib
import importlib.util
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
import safetensors.torch
import torch
import transformers
from peft import LoraConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from transformers import (GPT2Config, GPT2LMHeadModel, BertConfig, BertForMaskedLM, BertForSequenceClassification, BertForTokenClassification, BertModel,
                          MegatronBertConfig, MegatronBertForMaskedLM, MegatronBertForSequenceClassification,
                          MegatronBertForTokenClassification, MegatronBertModel)

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.manual_seed(7)
torch.set_num_threads(1)
command, work = sys.argv[1], sys.argv[2]

LOGITS, GRADIENT = 1e-5, 1e-4
# The script of an export, for keep_prefix: newcomers get it beside every adapter.
spec = importlib.util.spec_from_file_location("load", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../export/load.py"))
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
CLASSES = {"bert": dict(SEQ_CLS=BertForSequenceClassification, TOKEN_CLS=BertForTokenClassification, MLM=BertForMaskedLM, base=BertModel),
           "megatron-bert": dict(SEQ_CLS=MegatronBertForSequenceClassification, TOKEN_CLS=MegatronBertForTokenClassification,
                                 MLM=MegatronBertForMaskedLM, base=MegatronBertModel)}
# ids, types, mask; the second has padding, the third a hole, which PEFT and we must treat alike
INPUTS = [([2, 40, 350, 17, 600, 3], None, None),
          ([2, 99, 4, 5, 3, 0, 0], [0, 0, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 0, 0]),
          ([2, 700, 12, 8, 3], None, [1, 1, 0, 1, 1])]
worst = {"logits": 0.0, "gradient": 0.0}
count = failed = raised = 0


@contextlib.contextmanager
def attempt(name):
    """What is raised inside is a failure of its own."""
    global count, raised
    try:
        yield
    except Exception as bad:
        count += 1
        raised += 1
        print(f"RAISED {name:62s} {type(bad).__name__}: {str(bad)[:200]}", flush=True)


def run(*args):
    done = subprocess.run([command, *args], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(args)}\n{done.stderr}")
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


def compare(name, *args, **kw):
    with attempt(name):
        compare_or_raise(name, *args, **kw)


def compare_or_raise(name, task, model, adapter, theirs, trained, head=None, types_matter=True, inputs=INPUTS):
    """theirs(ids, types, mask) gives the output of transformers; trained are the tensors whose gradients count, by name; a
    prompt has one."""
    global count, failed
    far = {"logits": 0.0, "gradient": 0.0}
    for ids, types, mask in inputs:
        if not types_matter:
            types = None
        label = 1
        mine = ours(model, adapter, ids, types, mask, label)
        assert mine["task"] == task, (mine["task"], task)
        for w in (trained or {}).values():
            w.grad = None
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
        if trained:
            loss.backward()
            names = mine.get("grad_of") or list(trained)
            assert set(names) == set(trained), set(names) ^ set(trained)
            want = torch.cat([trained[n].grad.flatten() for n in names])
            g = torch.tensor(sum(mine["grad"], []))
            assert g.shape == want.shape, (g.shape, want.shape)
            far["gradient"] = max(far["gradient"], ((g - want).norm() / want.norm()).item())
    bad = far["logits"] > LOGITS or far["gradient"] > GRADIENT
    for k in far:
        worst[k] = max(worst[k], far[k])
    count += 1
    failed += bad
    grad = f"{far['gradient']:.1e}" if trained else "-"
    print(f"{'FAILED' if bad else 'ok    '} {name:62s} logits {far['logits']:.1e}  gradient {grad}", flush=True)


def load(cls, path, **kw):
    return cls.from_pretrained(path, **kw).eval()


def with_adapter(model, adapter):
    """The model with its adapter, and the adapter's tensors by their names in the file."""
    names = {n for f in os.listdir(adapter) if f.endswith(".safetensors") for n in safetensors.torch.load_file(os.path.join(adapter, f))}
    p = script.attach(model, adapter).eval()
    if "prompt_embeddings" in names:
        w = {"prompt_embeddings": p.prompt_encoder["default"].embedding.weight}
    else:
        w = {n.replace(".default", ""): x for n, x in p.named_parameters() if n.replace(".default", "") in names and "classifier" not in n and "score" not in n}
    for x in w.values():
        x.requires_grad_(True)
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


# Every method that has a form is checked: soft prompts, and what stands in the layers, of PEFT or in a layout of our own.
LISTED = [json.loads(line) for line in run("methods", "--json").splitlines()]
PROMPTS = [(m["id"], []) for m in LISTED if m["peft"] in ("PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING")] + [("p-tuning", ["--encoder", "mlp"])]
INSIDE = [m["id"] for m in LISTED if (m["peft"] or m["own"]) and m["id"] not in dict(PROMPTS)]
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
    for method, more in PROMPTS:
        name = f"{title}: {method} {more[-1] if more else ''}".strip()
        # Exported by promptscope after some training: token classification (with its classifier) and masked words.
        for task in ("srl", "fact"):
            out = os.path.join(work, name.replace(" ", "-").replace(":", "") + "-" + task)
            with attempt(f"{name}, exported, {task}"):
                run("export", "--task", task, "--method", method, *more, "--n", "5", "--labels", "32", "--steps", "10", *flags, "--out", out)
                model, adapter = os.path.join(out, "backbone"), os.path.join(out, "adapter")
                if task == "srl":
                    p, w = with_adapter(load(kinds["TOKEN_CLS"], model), adapter)
                    compare(name + ", exported, TOKEN_CLS", "TOKEN_CLS", model, adapter, call(p), w)
                    continue
                lm = load(kinds["MLM"], model)
                p, w = with_adapter(lm.bert, adapter)
                compare(name + ", exported, FEATURE_EXTRACTION + MLM", "MLM", model, adapter, call(p), w, lm.cls, types_matter=False)
    # What stands in the layers, and linear heads on [CLS]: sequence classification.
    linear = ["--head", "linear"]
    cases = [c for m in INSIDE for c in ((m, "srl", [], "TOKEN_CLS"), (m, "fact", [], "MLM"), (m, "rel", linear, "SEQ_CLS"))]
    for method, task, more, kind in cases + [("p-tuning-v2", "rel", linear, "SEQ_CLS"), ("prefix-tuning", "rel", linear, "SEQ_CLS")]:
        name = f"{title}: {method} {task}"
        out = os.path.join(work, name.replace(" ", "-").replace(":", "") + "-" + kind)
        with attempt(name):
            run("export", "--task", task, "--method", method, *more, "--labels", "32", "--steps", "10", *flags, "--out", out)
            model, adapter = os.path.join(out, "backbone"), os.path.join(out, "adapter")
            p, w = with_adapter(load(kinds[kind], model), adapter)
            compare(f"{name}, exported, {kind}", kind, model, adapter, call(p), w)
    # One prompt for two tasks, a head each.
    out = os.path.join(work, title.replace(" ", "-") + "-joint")
    with attempt(f"{title}: p-tuning-v2 srl+ner"):
        run("export", "--task", "srl+ner", "--n", "5", "--labels", "40", "--steps", "10", *flags, "--out", out)
        for part in ("srl", "ner"):
            model, adapter = os.path.join(out, "backbone-" + part), os.path.join(out, "adapter-" + part)
            p, w = with_adapter(load(kinds["TOKEN_CLS"], model), adapter)
            compare(f"{title}: p-tuning-v2 srl+ner, head of {part}, exported, TOKEN_CLS", "TOKEN_CLS", model, adapter, call(p), w)
    # Made by PEFT: sequence classification through a real pooler, which no task here trains, and token classification the other way round.
    for task in ("SEQ_CLS", "TOKEN_CLS"):
        base = load(kinds[task], path, num_labels=3)
        folder = os.path.join(work, f"{title}-{task}".replace(" ", "-"))
        base.save_pretrained(folder)
        compare(f"{title}: no adapter, {task}", task, folder, None, call(base), None)
        common = dict(task_type=task, num_virtual_tokens=3)
        for config in (PromptTuningConfig(**common), PromptEncoderConfig(encoder_hidden_size=16, **common),
                       PromptEncoderConfig(encoder_hidden_size=16, encoder_reparameterization_type="LSTM", **common),
                       PrefixTuningConfig(**common), PrefixTuningConfig(prefix_projection=True, encoder_hidden_size=16, **common)):
            adapter = folder + "-" + config.peft_type.value + str(getattr(config, "prefix_projection", getattr(config, "encoder_reparameterization_type", "")))
            name = f"{title}: made by PEFT, {os.path.basename(adapter)[len(os.path.basename(folder)) + 1:]}, {task}"
            with attempt(name):
                made = get_peft_model(script.keep_prefix(load(kinds[task], path, num_labels=3)), config)
                made.base_model.load_state_dict(base.state_dict(), strict=False)
                made.save_pretrained(adapter)
                p, w = with_adapter(load(kinds[task], folder, num_labels=3), adapter)
                compare(name, task, folder, adapter, call(p), w)
        adapter = folder + "-LORA"
        with attempt(f"{title}: made by PEFT, LORA, {task}"):
            lora = LoraConfig(task_type=task, r=3, lora_alpha=5, target_modules=["query", "key", "value"], init_lora_weights=False)
            get_peft_model(load(kinds[task], folder, num_labels=3), lora).save_pretrained(adapter)
            p, w = with_adapter(load(kinds[task], folder, num_labels=3), adapter)
            compare(f"{title}: made by PEFT, LORA, {task}", task, folder, adapter, call(p), w)

# GPT-2's layout: a causal model, whose words are the output.
folder = os.path.join(work, "random-gpt2")
lm = GPT2LMHeadModel(GPT2Config(vocab_size=811, n_embd=48, n_layer=3, n_head=4, n_positions=64, initializer_range=0.15))
lm.save_pretrained(folder)
gpt2 = lambda model: lambda ids, types, mask: model(input_ids=ids, attention_mask=mask)
compare("random gpt2: no adapter", "CAUSAL_LM", folder, None, gpt2(lm.eval()), None, types_matter=False)
for config in (PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=3), PromptEncoderConfig(task_type="CAUSAL_LM", num_virtual_tokens=3, encoder_hidden_size=16),
               PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=3), LoraConfig(task_type="CAUSAL_LM", r=3, lora_alpha=5, init_lora_weights=False)):
    name = f"random gpt2: made by PEFT, {config.peft_type.value}, CAUSAL_LM"
    with attempt(name):
        adapter = folder + "-" + config.peft_type.value
        get_peft_model(load(GPT2LMHeadModel, folder), config).save_pretrained(adapter)
        p, w = with_adapter(load(GPT2LMHeadModel, folder), adapter)
        compare(name, "CAUSAL_LM", folder, adapter, gpt2(p), w, types_matter=False)
for task in ("SEQ_CLS", "TOKEN_CLS"):
    auto = {"SEQ_CLS": transformers.GPT2ForSequenceClassification, "TOKEN_CLS": transformers.GPT2ForTokenClassification}[task]
    base = load(auto, folder, num_labels=3, pad_token_id=0)
    base.save_pretrained(f"{folder}-{task}")
    compare(f"random gpt2: no adapter, {task}", task, f"{folder}-{task}", None, gpt2(base), None, types_matter=False)
    for config in (PromptTuningConfig(task_type=task, num_virtual_tokens=3), PrefixTuningConfig(task_type=task, num_virtual_tokens=3),
                   LoraConfig(task_type=task, r=3, lora_alpha=5, init_lora_weights=False)):
        name = f"random gpt2: made by PEFT, {config.peft_type.value}, {task}"
        with attempt(name):
            adapter = f"{folder}-{task}-{config.peft_type.value}"
            get_peft_model(script.keep_prefix(load(auto, f"{folder}-{task}")), config).save_pretrained(adapter)
            p, w = with_adapter(load(auto, f"{folder}-{task}"), adapter)
            # Behind a prompt in the input SEQ_CLS reads the last token even if it is masked, which promptscope refuses.
            inputs = [INPUTS[0], INPUTS[2]] if task == "SEQ_CLS" and config.peft_type.value == "PROMPT_TUNING" else INPUTS
            compare(name, task, f"{folder}-{task}", adapter, gpt2(p), w, types_matter=False, inputs=inputs)
for method in INSIDE:
    name, out = f"pretrained gpt2: {method} fact, exported", os.path.join(work, "gpt2-" + method)
    with attempt(name):
        run("export", "--task", "fact", "--backbone", "2x64-gpt2", "--method", method, "--labels", "32", "--steps", "10", "--out", out)
        p, w = with_adapter(load(GPT2LMHeadModel, os.path.join(out, "backbone")), os.path.join(out, "adapter"))
        compare(name, "CAUSAL_LM", os.path.join(out, "backbone"), os.path.join(out, "adapter"), gpt2(p), w, types_matter=False)


def start(name, config, flags, taken="taken"):
    """An adapter trained by PEFT on our backbone begins a run. Exported after one step at a rate of almost nothing, the prompt
    or the updates are those of PEFT; the head, which has a rate of its own, has moved by one step of 1e-2."""
    global count, failed
    with attempt(name):
        model = os.path.join(work, "trained", "backbone")
        adapter = os.path.join(work, name.replace(" ", "-").replace(":", "").replace(",", ""))
        made = get_peft_model(script.keep_prefix(load(MegatronBertForTokenClassification, model)), config)
        made.save_pretrained(adapter)
        out = run("export", "--task", "srl", "--labels", "32", "--steps", "1", "--lr", "1e-30", *flags, "--start", adapter, "--out", adapter + "-again")
        theirs = safetensors.torch.load_file(os.path.join(adapter, "adapter_model.safetensors"))
        ours = safetensors.torch.load_file(os.path.join(adapter + "-again", "adapter", "adapter_model.safetensors"))
        moved = {k: (theirs[k] - ours[k]).abs().max().item() for k in theirs}
        bad = set(theirs) != set(ours) or f"head {taken}" not in out or any(m > (0.0101 if "classifier" in k else 1e-6) for k, m in moved.items())
        count += 1
        failed += bad
        print(f"{'FAILED' if bad else 'ok    '} {name:62s} largest change {max(moved.values()):.1e}", flush=True)


token = dict(task_type="TOKEN_CLS")
start("start: PROMPT_TUNING as prompt-tuning", PromptTuningConfig(num_virtual_tokens=4, **token), ["--method", "prompt-tuning"])
start("start: PROMPT_TUNING as p-tuning", PromptTuningConfig(num_virtual_tokens=4, **token), ["--method", "p-tuning", "--encoder", "none", "--placement", "prefix"])
start("start: PREFIX_TUNING as p-tuning-v2", PrefixTuningConfig(num_virtual_tokens=4, **token), ["--method", "p-tuning-v2"])
for targets, rank, alpha in ((["query", "value"], 4, 8), (["query", "key", "value"], 3, 5), (["query"], 16, 16)):
    start(f"start: LORA {'+'.join(targets)} r {rank}", LoraConfig(r=rank, lora_alpha=alpha, target_modules=targets, init_lora_weights=False, **token), ["--method", "lora"])

print(f"transformers {transformers.__version__}, PEFT {peft.__version__}, PyTorch {torch.__version__}: {count} comparisons, {failed} beyond the limit, {raised} raised;"
      f" largest difference of logits and loss {worst['logits']:.1e} (limit {LOGITS:.0e}), of gradients, relative, {worst['gradient']:.1e} (limit {GRADIENT:.0e})")
sys.exit(1 if failed or raised else 0)
