"""Cuts a real checkpoint down to what fits a repository, and records what transformers makes of it.

    cut.py MODEL OUT

MODEL is the folder of all-MiniLM-L6-v2 (internal/build/real/model.sh), OUT the fixture: its first two layers, 64 positions and the word
pieces that the sentences need, in bfloat16, and expected.json with ids and output rows for sentences that tokenizers stumble over.
"""
import json
import os
import subprocess
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers
from safetensors.torch import load_file, save_file

model, out = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
LAYERS, POSITIONS = 2, 64
SENTENCES = ["The lamb curry was worse than last year; Anna Becker said the same.", "Café Müller, naïve façade — “quoted”…", "北京欢迎你。", "ça coûte 5 € ou $6?",
             "ALL CAPS and e\u0301 combining", "To be fair, check-in made the whole evening, and I mean it!", "unbelievably playing", "[MASK] is the word", "\u00a0wide\u3000space\u200b", "a" * 120]

made = "".join(subprocess.run([sys.executable, os.path.join(here, "sentences.py"), kind, "200", "1"], capture_output=True, text=True, check=True).stdout for kind in ("label", "pair", "tag"))
whole = transformers.BertTokenizer(os.path.join(model, "vocab.txt"))
need = set(whole.all_special_ids)
for text in SENTENCES + made.replace("\t", "\n").splitlines():
    need.update(whole(text).input_ids)
old = sorted(need)
words = whole.convert_ids_to_tokens(old)

tensors = {}
for name, t in load_file(os.path.join(model, "model.safetensors")).items():
    if name == "embeddings.word_embeddings.weight":
        t = t[old]
    elif name == "embeddings.position_embeddings.weight":
        t = t[:POSITIONS]
    elif name.endswith("position_ids"):
        t = t[:, :POSITIONS]
    elif name.startswith("encoder.layer.") and int(name.split(".")[2]) >= LAYERS:
        continue
    tensors[name] = (t.bfloat16() if t.is_floating_point() else t).contiguous()

os.makedirs(out, exist_ok=True)
save_file(tensors, os.path.join(out, "model.safetensors"), metadata={"format": "pt"})
config = json.load(open(os.path.join(model, "config.json")))
config.update(num_hidden_layers=LAYERS, max_position_embeddings=POSITIONS, vocab_size=len(old))
json.dump(config, open(os.path.join(out, "config.json"), "w"), indent=2)
with open(os.path.join(out, "vocab.txt"), "w", encoding="utf-8") as f:
    f.write("\n".join(words) + "\n")
json.dump({"tokenizer_class": "BertTokenizer", "do_lower_case": True}, open(os.path.join(out, "tokenizer_config.json"), "w"))

tokenizer, net = transformers.BertTokenizer(os.path.join(out, "vocab.txt")), transformers.BertModel.from_pretrained(out, torch_dtype=torch.float32).eval()
expected = []
for text in SENTENCES:
    inputs = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        got = net(**inputs)
    expected.append({"text": text, "ids": inputs.input_ids[0].tolist(), "first": [round(x, 6) for x in got.last_hidden_state[0, 0].tolist()],
                     "pooled": [round(x, 6) for x in got.pooler_output[0].tolist()]})
with open(os.path.join(out, "expected.json"), "w", encoding="utf-8") as f:
    json.dump(expected, f, ensure_ascii=False)
    f.write("\n")
