"""Opens every kind of export as a stranger would, from another working directory, and compares the numbers.

    ways.py PROMPTSCOPE WORK

PROMPTSCOPE is the command, WORK a folder for what it exports. Exit code 1 if one of the ways fails; an exception is a failure.
"""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import traceback
import warnings

warnings.filterwarnings("ignore")
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(1)
command, work = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
NEAR = 1e-4  # of the largest logit or 1: logits of words reach 20

# kind of export: flags, adapter, backbone, classes of transformers and PEFT, a text
KINDS = {
    "prefix, tags": ("--task srl --method p-tuning-v2 --n 4", "adapter", "backbone", "AutoModelForTokenClassification", "AutoPeftModelForTokenClassification"),
    "prompt, tags": ("--task ner --method prompt-tuning --n 4", "adapter", "backbone", "AutoModelForTokenClassification", "AutoPeftModelForTokenClassification"),
    "LoRA, classes": ("--task rel --head linear --method lora", "adapter", "backbone", "AutoModelForSequenceClassification", "AutoPeftModelForSequenceClassification"),
    "encoder, words": ("--task fact --method p-tuning --n 4", "adapter", "backbone", "AutoModel", "AutoPeftModelForFeatureExtraction"),
    "prefix, causal": ("--task fact --method p-tuning-v2 --n 4 --backbone 2x64-gpt2", "adapter", "backbone", "AutoModelForCausalLM", "AutoPeftModelForCausalLM"),
    "prefix, classes": ("--task rel --head linear --method p-tuning-v2 --n 4", "adapter", "backbone", "AutoModelForSequenceClassification", "AutoPeftModelForSequenceClassification"),
    "LoRA, words": ("--task fact --method lora", "adapter", "backbone", "AutoModelForMaskedLM", "AutoPeftModel"),
    "LoRA, causal": ("--task fact --method lora --backbone 2x64-gpt2", "adapter", "backbone", "AutoModelForCausalLM", "AutoPeftModel"),
    "prompt, causal": ("--task fact --method prompt-tuning --n 4 --backbone 2x64-gpt2", "adapter", "backbone", "AutoModelForCausalLM", "AutoPeftModelForCausalLM"),
    "joint, second": ("--task srl+ner --method p-tuning-v2 --n 4", "adapter-ner", "backbone-ner", "AutoModelForTokenClassification", "AutoPeftModelForTokenClassification"),
    "prefix, tags, post-LN": ("--task srl --method prefix-tuning --n 4 --backbone 2x64-post", "adapter", "backbone", "AutoModelForTokenClassification", "AutoPeftModelForTokenClassification"),
}


class Export:
    """One kind of export, made with the command."""

    def __init__(self, kind):
        flags, adapter, backbone, self.auto, self.auto_peft = KINDS[kind]
        self.root = os.path.join(work, kind.replace(", ", "-").replace(" ", "-"))
        done = subprocess.run([command, "export", *flags.split(), "--labels", "32", "--steps", "5", "--out", os.path.relpath(self.root)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        self.adapter, self.backbone, self.name = os.path.join(self.root, adapter), os.path.join(self.root, backbone), adapter
        with open(os.path.join(self.backbone, "vocab.txt")) as f:
            self.words = f.read().split()
        spec = importlib.util.spec_from_file_location("load", os.path.join(self.root, "load.py"))
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)

    def inputs(self):
        tokenizer = transformers.AutoTokenizer.from_pretrained(self.backbone)
        return tokenizer("the capital of saudi_arabia is [MASK]", return_tensors="pt")

    def ours(self, ids):
        args = [command, "logits", "--model", self.backbone, "--adapter", self.adapter, "--ids", " ".join(map(str, ids)), "--json"]
        return torch.tensor(json.loads(subprocess.run(args, capture_output=True, text=True, check=True).stdout)["logits"])

    def same(self, model):
        """model answers as promptscope does; hidden states go through the head for masked words first."""
        inputs = self.inputs()
        with torch.no_grad():
            out = model.eval()(**inputs)
            if "logits" in out:
                logits = out.logits[0]
            else:
                logits = transformers.AutoModelForMaskedLM.from_pretrained(self.backbone).cls(out.last_hidden_state)[0]
        if logits.dim() == 1:
            logits = logits[None]
        mine = self.ours(inputs["input_ids"][0].tolist())
        logits = logits[len(logits) - len(mine):]  # the rows of virtual tokens come first
        far = (logits - mine).abs().max().item() / max(1, mine.abs().max().item())
        assert logits.shape == mine.shape and far < NEAR, f"logits differ by {far:.1e}"
        return far


def tokens_and_model(e):
    """AutoTokenizer gives every word its own id; AutoModelFor… has the classes by name."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(e.backbone)
    lost = [w for i, w in enumerate(e.words) if tokenizer.convert_tokens_to_ids(tokenizer.tokenize(w)) != [i]]
    assert not lost, f"{len(lost)} of {len(e.words)} words have other ids: {lost[:5]}"
    model = getattr(transformers, e.auto).from_pretrained(e.backbone).eval()
    if "Classification" in e.auto:
        assert not model.config.id2label[0].startswith("LABEL_"), model.config.id2label
    with torch.no_grad():
        model(**e.inputs())
    return 0.0


def peft_model(e):
    """PeftModel.from_pretrained on AutoModelFor…"""
    model = e.script.keep_prefix(getattr(transformers, e.auto).from_pretrained(e.backbone))
    return e.same(peft.PeftModel.from_pretrained(model, e.adapter))


def auto_peft_elsewhere(e):
    """AutoPeftModelFor… from a working directory that has nothing to do with it"""
    os.chdir("/")
    model = getattr(peft, e.auto_peft).from_pretrained(e.adapter)
    e.script.keep_prefix(model)
    return e.same(model)


def auto_peft_inside(e):
    """AutoPeftModelFor… from inside the export, by a relative path"""
    os.chdir(e.root)
    model = getattr(peft, e.auto_peft).from_pretrained(e.name)
    e.script.keep_prefix(model)
    return e.same(model)


def script(e):
    """load.py, as a program and as a module, and the folder moved first"""
    os.chdir(work)
    moved = e.root + "-moved"
    shutil.copytree(e.root, moved)
    done = subprocess.run([sys.executable, os.path.join(moved, "load.py"), e.name, "the", "capital"], capture_output=True, text=True)
    assert done.returncode == 0 and "tensor" in done.stdout, done.stderr[-400:]
    model, _ = e.script.load(e.name)
    return e.same(model)


WAYS = {"tokenizer and AutoModelFor": tokens_and_model, "PeftModel": peft_model, "AutoPeftModelFor, elsewhere": auto_peft_elsewhere,
        "AutoPeftModelFor, inside": auto_peft_inside, "load.py": script}


def main():
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    good = tried = 0
    for kind in KINDS:
        os.chdir(work)
        e = Export(kind)
        for way, call in WAYS.items():
            os.chdir(work)
            tried += 1
            try:
                far = call(e)
                good += 1
                print(f"ok     {kind:24s} {way:30s} {far:.1e}", flush=True)
            except Exception as bad:  # whatever a stranger would see
                print(f"FAILED {kind:24s} {way:30s} {type(bad).__name__}: {str(bad)[:300]}", flush=True)
                if os.environ.get("TRACE"):
                    traceback.print_exc()
    print(f"transformers {transformers.__version__}, PEFT {peft.__version__}, PyTorch {torch.__version__}: {good} of {tried} ways to load work")
    sys.exit(good != tried)


if __name__ == "__main__":
    main()
