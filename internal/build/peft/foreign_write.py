"""Writes folders of models and adapters with numpy alone, in ways that no library would."""
import json
import os
import struct

import numpy as np

NUMPY = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I8": "i1", "U8": "u1"}


def save(path, tensors, dtype="F32", dtypes={}, meta={"format": "pt"}):
    """dtypes: {name: format} for exceptions. A format that numpy lacks gets zeros of its width."""
    head, body = ({"__metadata__": meta} if meta else {}), b""
    for name, a in tensors.items():
        d = dtypes.get(name, dtype)
        if d == "BF16":
            raw = (np.ascontiguousarray(a, "<f4").view("<u4") >> 16).astype("<u2").tobytes()
        elif d in NUMPY:
            raw = np.ascontiguousarray(a).astype(NUMPY[d]).tobytes()
        else:
            raw = bytes(np.size(a))
        head[name] = {"dtype": d, "shape": list(np.shape(a)), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    js = json.dumps(head, separators=(",", ":")).encode()
    js += b" " * (-len(js) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(js)) + js + body)


def write_json(path, value):
    with open(path, "w") as f:
        json.dump(value, f, indent=1)


def write_model(folder, x):
    os.makedirs(folder)
    if x["raw"] is not None:
        with open(os.path.join(folder, "config.json"), "w") as f:
            f.write(x["raw"])
    else:
        write_json(os.path.join(folder, "config.json"), x["config"])
    for name, data in x["files"].items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    weights = x["weights"]
    kw = {k: x["more"][k] for k in ("dtype", "dtypes", "meta") if k in x["more"]}
    if x["shards"]:
        where = {}
        for file, names in x["shards"].items():
            if names is not None:
                save(os.path.join(folder, file), {k: weights[k] for k in names})
        for file, names in x["shards"].items():
            where.update({k: file for k in names or []})
        if None in x["shards"].values():
            where.update({k: f for k in sorted(weights)[20:] for f, v in x["shards"].items() if v is None})
        where.update(x["more"].get("listed", {}))
        write_json(os.path.join(folder, "model.safetensors.index.json"), dict(metadata=dict(total_size=1), weight_map=where))
    elif weights:
        save(os.path.join(folder, "model.safetensors"), weights, **kw)


def write_adapter(folder, a):
    os.makedirs(folder)
    if a["config"] is None:
        write_json(os.path.join(folder, "config.json"), {"model_type": "bert"})
    else:
        write_json(os.path.join(folder, "adapter_config.json"), a["config"])
    save(os.path.join(folder, a["file"]), a["tensors"], dtype=a["dtype"], dtypes=a["dtypes"], meta=a["meta"])
