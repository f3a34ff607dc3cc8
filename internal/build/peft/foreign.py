"""Folders as they come from elsewhere, and what transformers and PEFT make of them.

    foreign.py make DIR         writes the folders (numpy)
    foreign.py judge DIR NAME   adds NAME.json to each: the logits of the libraries of this Python, or what they raise
    foreign.py pack DIR FILE    packs all of it

cmd/promptscope/foreign_test.go reads the packed file: each folder gives the same numbers, or is refused by name. It was made by

    .cache/peft/bin/python foreign.py make DIR
    .cache/peft/bin/python foreign.py judge DIR old; .cache/peft-newest/bin/python foreign.py judge DIR newest
    .cache/peft/bin/python foreign.py pack DIR cmd/promptscope/testdata/foreign.tar.gz
"""
import gzip
import io
import json
import os
import shutil
import sys
import tarfile

import foreign_cases as c
from foreign_write import write_adapter, write_json, write_model


def make(root):
    for part in (c.models, c.formats, c.keys, c.classifiers, c.others, c.adapters, c.prompts):
        part()
    shutil.rmtree(root, ignore_errors=True)
    for i, (name, x) in enumerate(c.CASES.items()):
        folder = os.path.join(root, f"{i:03d}")
        write_model(os.path.join(folder, "model"), dict(x, weights=c.W if x["weights"] is None else x["weights"]))
        if x["adapter"]:
            write_adapter(os.path.join(folder, "adapter"), x["adapter"])
        more = {k: x["more"][k] for k in ("ids", "mask", "label") if k in x["more"]}
        said = dict(name=name, names=x["names"], ours=x["ours"], adapter=bool(x["adapter"]), **{"ids": c.IDS, **more})
        if x["model_class"]:
            said["class"] = x["model_class"]
        if x["task"]:
            said["task"] = x["task"]
        write_json(os.path.join(folder, "case.json"), said)
    print(len(c.CASES), "folders")


# ---- judging ----

def judge(root, name):
    import warnings
    warnings.filterwarnings("ignore")
    import transformers
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    for folder in sorted(os.listdir(root)):
        path = os.path.join(root, folder)
        with open(os.path.join(path, "case.json")) as f:
            said = json.load(f)
        try:
            out = numbers(path, said)
        except BaseException as bad:  # a SystemExit of a library too
            out = dict(raised=f"{type(bad).__name__}: {str(bad)[:200]}")
        write_json(os.path.join(path, name + ".json"), out)
        print(folder, said["name"], "raised" if "raised" in out else "numbers", out.get("raised", ""), flush=True)


def numbers(path, said):
    """The logits of the libraries, with the loss if a label is given."""
    import torch
    torch.manual_seed(0)
    model = opened(path, said)
    head = None
    if said.get("task") == "features":
        head, model = model.cls if hasattr(model, "cls") else None, model.base_model
    if said["adapter"]:
        model = with_adapter(model, os.path.join(path, "adapter"))
    inputs = dict(input_ids=torch.tensor([said["ids"]]))
    if "mask" in said:
        inputs["attention_mask"] = torch.tensor([said["mask"]])
    if "label" in said:
        wide = "Token" in type(model).__name__
        floats = said["label"] != 1 and not wide
        label = [[said["label"]] * len(said["ids"])] if wide else [float(said["label"]) if floats else said["label"]]
        inputs["labels"] = torch.tensor(label)
    with torch.no_grad():
        out = model.eval()(**inputs, return_dict=True)
    logits = head(out.last_hidden_state) if head is not None else out.logits
    rows = logits[0] if logits.dim() == 3 else logits
    if logits.dim() == 3:
        rows = rows[len(rows) - len(said["ids"]):][[i for i, m in enumerate(said.get("mask", [1] * len(said["ids"]))) if m]]
    if not torch.isfinite(rows).all():
        raise ValueError("the logits are not finite")
    answer = dict(logits=[[float(f"{v:.7g}") for v in row] for row in rows.tolist()])
    if "label" in said:
        answer["loss"] = out.loss.item()
    return answer


def opened(path, said):
    """The model by the class that the folder or the adapter's task names. Weights that it lacks would be random: that is no
    number to compare with."""
    import transformers
    folder = os.path.join(path, "model")
    with open(os.path.join(folder, "config.json")) as f:
        config = json.load(f)
    task = None
    if said["adapter"]:
        with open(os.path.join(path, "adapter", "adapter_config.json")) as f:
            task = json.load(f).get("task_type")
    family = {"bert": "Bert", "megatron-bert": "MegatronBert", "gpt2": "GPT2"}.get(config.get("model_type"), "Bert")
    name = said.get("class") or config["architectures"][0]
    kw = {}
    if task in ("SEQ_CLS", "TOKEN_CLS"):
        name, kw = family + {"SEQ_CLS": "ForSequenceClassification", "TOKEN_CLS": "ForTokenClassification"}[task], dict(num_labels=3)
    model, info = getattr(transformers, name).from_pretrained(folder, output_loading_info=True, **kw)
    lacks = [k for k in info["missing_keys"] if task is None or not k.startswith(("classifier", "score"))]
    if lacks and not (task == "TOKEN_CLS" and all("pooler" in k for k in lacks)):
        raise ValueError(f"random: {sorted(lacks)[:3]}")
    return model.float()


def with_adapter(model, folder):
    import importlib.util
    import peft
    here = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location("load", os.path.join(here, "../../export/load.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return peft.PeftModel.from_pretrained(script.keep_prefix(model), folder).float()


def pack(root, file):
    """A tar without times and owners: the same folders give the same bytes."""
    os.makedirs(os.path.dirname(file), exist_ok=True)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as t:
        for folder, _, names in sorted(os.walk(root)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                info = tarfile.TarInfo(os.path.relpath(path, root))
                info.size = os.path.getsize(path)
                with open(path, "rb") as f:
                    t.addfile(info, f)
    with open(file, "wb") as f:
        f.write(gzip.compress(buffer.getvalue(), 9, mtime=0))
    print(os.path.getsize(file), "bytes")


if __name__ == "__main__":
    {"make": make, "judge": judge, "pack": pack}[sys.argv[1]](*sys.argv[2:])
