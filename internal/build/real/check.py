"""A real BERT on labelled sentences: promptscope beside transformers and PEFT.

    check.py PROMPTSCOPE MODEL WORK [--speed]

PROMPTSCOPE is the command, MODEL the folder of a real checkpoint, WORK a folder for data and adapters. Exit code 1 if one of the
claims does not hold. --speed measures steps a second beside PyTorch instead, in turns, and judges nothing.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import time
import warnings

warnings.filterwarnings("ignore")
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
command, model, work = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
failed = 0
STEPS, BATCH, NEAR, POINTS = 100, 16, 1e-4, 2.0
TURNS = int(os.environ.get("TURNS", 3))


def judge(what, good, figure):
    global failed
    failed += not good
    print(f"{'ok  ' if good else 'FAIL'} {what}: {figure}", flush=True)


def call(*args, stdin=None):
    done = subprocess.run([command, *map(str, args)], input=stdin, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, args))}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def data(kind, count, seed):
    """Two files: what trains and, made from another seed, what scores."""
    out = []
    for name, n, s in (("train", count, seed), ("held", count // 4, seed + 1000)):
        path = os.path.join(work, f"{kind}-{name}.{'conll' if kind == 'tag' else 'tsv'}")
        with open(path, "w", encoding="utf-8") as f:
            f.write(subprocess.run([sys.executable, os.path.join(here, "sentences.py"), kind, str(n), str(s)], capture_output=True, text=True, check=True).stdout)
        out.append(path)
    return out


def rows(path):
    return [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]


# Texts to compare: ours, and what tokenizers stumble over.
ODD = ["Café Müller, naïve façade — “quoted”…", "北京欢迎你，我们去看长城。", "한국어와 日本語のテキスト", "ça coûte 5 € ou $6?", "e\u0301 combining", "ALL CAPS AND #hashtags @you",
       "a" * 120, "tab\tinside", "Ελληνικά και русский", "emoji 🙂 and\u200bzero width", "[MASK] and [SEP] as text", "1.5e-3 x_y_z a/b\\c", "\u00a0no-break\u3000wide", "İstanbul ŞIK ß ﬁ"]


def texts(kind):
    if kind == "tag":
        return ["Anna Becker met Li Wei in São Paulo .", "Nobody in Zürich knew Pavel Novák", "北京 is far from Kyoto ."] + [
            " ".join(r[0] for r in s) for s in sentences(data("tag", 160, 7)[0])][:60]
    base = [r[0] if kind == "label" else "\t".join(r[:2]) for r in rows(data(kind, 200, 7)[0])]
    odd = [t.replace("\t", " ") for t in ODD]
    return (odd if kind == "label" else [f"{a}\t{b}" for a, b in zip(odd, odd[1:])]) + base[:200 - len(odd)]


def sentences(path):
    return [[line.split("\t") for line in block.split("\n")] for block in open(path, encoding="utf-8").read().strip().split("\n\n")]


AUTO = {"label": transformers.AutoModelForSequenceClassification, "pair": transformers.AutoModelForSequenceClassification, "tag": transformers.AutoModelForTokenClassification}


def exported(kind, method):
    """Trains here, opens in PEFT, and compares the numbers of every text."""
    train, held = data(kind, 120, 1)
    out = os.path.join(work, f"{kind}-{method}")
    shutil.rmtree(out, ignore_errors=True)
    call("train", "--json", "--model", model, "--data", train, "--held-out", held, "--method", method, "--steps", 20, "--out", out)
    note = json.load(open(os.path.join(out, "promptscope.json"), encoding="utf-8"))
    theirs = AUTO[kind].from_pretrained(model, num_labels=len(note["labels"]))
    theirs = peft.PeftModel.from_pretrained(theirs, out).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    asked = texts(kind)
    answers = call("predict", "--logits", "--model", model, "--adapter", out, stdin="\n".join(asked) + "\n")
    worst = 0.0
    for text, ours in zip(asked, answers, strict=True):
        if kind == "tag":
            inputs = tokenizer([text.split()], is_split_into_words=True, return_tensors="pt")
            words = inputs.word_ids()
            at = [words.index(w) for w in range(len(text.split()))]
        else:
            inputs, at = tokenizer(*text.split("\t"), return_tensors="pt", truncation=True, max_length=note["max_tokens"]), None
        with torch.no_grad():
            logits = theirs(**inputs).logits[0]
        if at is not None:
            logits = logits[[i + logits.shape[0] - len(words) for i in at]]
        mine = torch.tensor(ours["logits"])
        worst = max(worst, (mine - (logits if at is not None else logits[None])).abs().max().item())
    judge(f"{kind}, {method}: logits of {len(asked)} texts in PEFT", worst < NEAR, f"{worst:.1e}")


def peft_trained(kind, method, seed, rate, head, steps):
    """The same setting in PEFT: rates, steps, warm-up, clip, examples a step; its own start and order."""
    torch.manual_seed(seed)
    train, held = (rows(p) for p in data(kind, 400 if kind == "label" else 300, 1))
    labels = sorted({r[-1] for r in train})
    config = {"p-tuning-v2": peft.PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=8), "lora": peft.LoraConfig(task_type="SEQ_CLS", r=8, lora_alpha=16, target_modules=["query", "value"])}[method]
    net = peft.get_peft_model(AUTO[kind].from_pretrained(model, num_labels=len(labels), hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0), config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)

    def batch(some):
        pairs = [r[1] for r in some] if len(some[0]) == 3 else None
        return tokenizer([r[0] for r in some], pairs, return_tensors="pt", padding=True), torch.tensor([labels.index(r[-1]) for r in some])

    heads = [p for n, p in net.named_parameters() if p.requires_grad and "classifier" in n]
    rest = [p for n, p in net.named_parameters() if p.requires_grad and "classifier" not in n]
    optimiser = torch.optim.Adam([{"params": rest, "lr": rate}, {"params": heads, "lr": head}])
    warm = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / warm, (steps - s) / max(1, steps - warm)))
    order, r = [], random.Random(seed)
    for _ in range(steps):
        if len(order) < BATCH:
            order = list(range(len(train)))
            r.shuffle(order)
        inputs, gold = batch([train[order.pop()] for _ in range(BATCH)])
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(**inputs).logits, gold).backward()
        torch.nn.utils.clip_grad_norm_(rest + heads, 1.0)
        optimiser.step()
        schedule.step()
    net.eval()
    right = 0
    with torch.no_grad():
        for i in range(0, len(held), BATCH):
            inputs, gold = batch(held[i:i + BATCH])
            right += (net(**inputs).logits.argmax(-1) == gold).sum().item()
    return 100 * right / len(held)


def trained(kind, method, rate, head=1e-2, steps=STEPS):
    """Three seeds of both; ours must not be behind by more than two points."""
    train, held = data(kind, 400 if kind == "label" else 300, 1)
    mine, theirs = [], []
    for seed in (1, 2, 3):
        done = call("train", "--json", "--model", model, "--data", train, "--held-out", held, "--method", method, "--steps", steps, "--lr", rate, "--seed", seed)[-1]
        mine.append(100 * done["eval_accuracy"])
        theirs.append(peft_trained(kind, method, seed, rate, head, steps))
    a, b = sum(mine) / 3, sum(theirs) / 3
    judge(f"{kind}, {method}: held out after {steps} steps at rate {rate}, mean of three seeds, PEFT's own training beside", a > b - POINTS, f"{a:.1f} % and {b:.1f} %")


def converges():
    """Every method that can give labels trains at its recommended rate."""
    train, held = data("label", 200, 3)
    for line in call("methods", "--json"):
        done = None
        try:
            done = call("train", "--json", "--model", model, "--data", train, "--held-out", held, "--method", line["id"], "--steps", 60)
        except RuntimeError as bad:
            if "needs a gap" in str(bad):
                continue
            judge(f"{line['id']} at its recommended rate", False, str(bad).splitlines()[-1])
            continue
        first, last = (next(x for x in done if x["event"] == "eval"), done[-1])
        judge(f"{line['id']} at its recommended rate: held-out loss", last["event"] == "done" and last["eval_loss"] < first["eval_loss"], f"{first['eval_loss']:.3f} -> {last['eval_loss']:.3f}, {100 * last['eval_accuracy']:.1f} %")


def stable():
    """Any number of cores gives the same bits."""
    train, held = data("label", 120, 5)
    digests = {call("train", "--json", "--model", model, "--data", train, "--held-out", held, "--steps", 6, "--cores", k)[-1]["digest"] for k in (1, 2, 4, 16)}
    judge("digest with 1, 2, 4 and 16 cores", len(digests) == 1, " ".join(digests))


def flat(tokens, count):
    """Sentences of exactly so many pieces, [CLS] and [SEP] among them."""
    r, words = random.Random(tokens), "the a of and to in is was for on that by this with you it not or be are".split()
    path = os.path.join(work, f"flat-{tokens}-{count}.tsv")
    with open(path, "w") as f:
        for _ in range(count):
            f.write(" ".join(r.choice(words) for _ in range(tokens - 2)) + "\t" + r.choice("ab") + "\n")
    return path


def ours_rate(train, held, method, batch, cores):
    """Steps a second of the whole trainer: the difference of a long and a short run."""
    at = []
    for steps in (5, 20):
        done = call("train", "--json", "--model", model, "--data", train, "--held-out", held, "--method", method, "--steps", steps, "--batch", batch, "--cores", cores)[-1]
        at.append(done["seconds"])
    return 15 / (at[1] - at[0])


def torch_rate(path, method, batch, threads):
    torch.set_num_threads(threads)
    kinds = {"p-tuning-v2": peft.PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=8), "prompt-tuning": peft.PromptTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=8)}
    net = peft.get_peft_model(AUTO["label"].from_pretrained(model, num_labels=2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0), kinds[method])
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    some = rows(path)[:batch]
    inputs, gold = tokenizer([r[0] for r in some], return_tensors="pt"), torch.tensor(["ab".index(r[1]) for r in some])
    params = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(params, lr=1e-3)

    def step():
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(**inputs).logits, gold).backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        optimiser.step()

    for _ in range(3):
        step()
    begin = time.time()
    for _ in range(10):
        step()
    return 10 / (time.time() - begin)


def speed():
    cores = os.cpu_count()
    print(f"PyTorch {torch.__version__}, transformers {transformers.__version__}, PEFT {peft.__version__}; steps a second, medians of {TURNS} turns")
    print("tokens batch method         ours/1  torch/1  ratio   ours/k  k-fold  torch/k")
    for tokens, batch in ((24, 8), (24, 16), (64, 8), (64, 16)):
        train, held = flat(tokens, 200), flat(tokens, 4)
        for method in ("prompt-tuning", "p-tuning-v2"):
            turns = [(ours_rate(train, held, method, batch, 1), torch_rate(train, method, batch, 1), ours_rate(train, held, method, batch, cores), torch_rate(train, method, batch, cores)) for _ in range(TURNS)]
            a, b, c, d = (sorted(t[i] for t in turns)[TURNS // 2] for i in range(4))
            print(f"{tokens:6} {batch:5} {method:14} {a:6.2f}  {b:7.2f}  {a / b:5.2f}  {c:7.2f}  {c / a:6.2f}  {d:7.2f}   k = {cores}", flush=True)


os.makedirs(work, exist_ok=True)
if "--speed" in sys.argv:
    speed()
    sys.exit()
for kind, methods in {"label": ["p-tuning-v2", "p-tuning", "lora"], "pair": ["p-tuning-v2", "prompt-tuning"], "tag": ["p-tuning-v2", "prompt-tuning", "lora"]}.items():
    for method in methods:
        exported(kind, method)
stable()
converges()
trained("label", "p-tuning-v2", 3e-2)
trained("pair", "p-tuning-v2", 3e-2)
sys.exit(failed > 0)
