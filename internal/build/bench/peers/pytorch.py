#!/usr/bin/python3
"""Training speed of PyTorch (CPU) on the reference encoder workload: forward + backward + Adam, one fixed batch.

Pre-LN encoder, L=4 d=128 heads=4 ff=512 vocab=1024, 24 tokens (+8 virtual), batch 16, GELU(tanh), tied output
head evaluated at one masked position per example. Needs Debian's python3-torch; run with /usr/bin/python3.
Weights and data are the same numbers as in bench.js, so the losses can be compared.

usage: pytorch.py [--threads 1,2] [--rounds 3] [--seconds 4] [--last-row-only]
"""
import argparse
import json
import math
import statistics
import time

import torch
import torch.nn.functional as F

L, D, H, FF, V, S, P, B, LR, EPS = 4, 128, 4, 512, 1024, 24, 8, 16, 1e-3, 1e-5
DH = D // H


def make_data():
    x = 12345
    sc = 2 * 0.02 * math.sqrt(3)

    def rnd():
        nonlocal x
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        return x >> 8

    def uni(*shape):
        n = math.prod(shape)
        return torch.tensor([(rnd() / 16777216 - 0.5) * sc for _ in range(n)], dtype=torch.float32).reshape(shape)

    w = {"E": uni(V, D), "Pos": uni(S, D)}
    w["layers"] = [{"Wqkv": uni(D, 3 * D), "Wo": uni(D, D), "W1": uni(D, FF), "W2": uni(FF, D)} for _ in range(L)]
    w["prompt"] = uni(P, D)
    w["prefix"] = [(uni(P, D), uni(P, D)) for _ in range(L)]
    tok = [rnd() % V for _ in range(B * S)]
    mask, label = [], []
    for b in range(B):
        mask.append(rnd() % S)
        label.append(rnd() % V)
        tok[b * S + mask[b]] = 0
    return w, torch.tensor(tok).reshape(B, S), torch.tensor(mask), torch.tensor(label)


def build(method, data, last_row_only):
    w, tok, mask, label = data
    train = []
    full = method == "full"

    def par(t, on=None):
        t = t.clone()
        if full if on is None else on:
            t.requires_grad_(True)
            train.append(t)
        return t

    E, Pos = par(w["E"]), par(w["Pos"])
    # F.linear wants [out, in]
    layers = [dict(g1=par(torch.ones(D)), b1=par(torch.zeros(D)), g2=par(torch.ones(D)), b2=par(torch.zeros(D)),
                   Wqkv=par(s["Wqkv"].t().contiguous()), bqkv=par(torch.zeros(3 * D)),
                   Wo=par(s["Wo"].t().contiguous()), bo=par(torch.zeros(D)),
                   W1=par(s["W1"].t().contiguous()), c1=par(torch.zeros(FF)),
                   W2=par(s["W2"].t().contiguous()), c2=par(torch.zeros(D))) for s in w["layers"]]
    gf, bf, bv = par(torch.ones(D)), par(torch.zeros(D)), par(torch.zeros(V))
    prompt = par(w["prompt"], True) if method == "ptuning" else None
    prefix = [(par(k, True), par(v, True)) for k, v in w["prefix"]] if method == "ptuning2" else None
    nv = P if prompt is not None else 0
    T = S + nv
    rows, pos = torch.arange(B), mask + nv

    def heads(x, t):
        return x.reshape(B, t, H, DH).transpose(1, 2)

    def forward():
        x = F.embedding(tok, E) + Pos
        if prompt is not None:
            x = torch.cat([prompt.expand(B, P, D), x], 1)
        for l, p in enumerate(layers):
            h = F.layer_norm(x, (D,), p["g1"], p["b1"], EPS)
            tq = T
            if last_row_only and l == L - 1:
                tq = 1
                q = F.linear(h[rows, pos], p["Wqkv"][:D], p["bqkv"][:D])
                k, v = F.linear(h, p["Wqkv"][D:], p["bqkv"][D:]).split(D, -1)
                x = x[rows, pos].unsqueeze(1)
            else:
                q, k, v = F.linear(h, p["Wqkv"], p["bqkv"]).split(D, -1)
            q, k, v = heads(q, tq), heads(k, T), heads(v, T)
            if prefix is not None:
                pk, pv = (t.reshape(1, P, H, DH).transpose(1, 2).expand(B, H, P, DH) for t in prefix[l])
                k, v = torch.cat([pk, k], 2), torch.cat([pv, v], 2)
            a = torch.softmax((q @ k.transpose(-1, -2)) * (1 / math.sqrt(DH)), -1)
            o = (a @ v).transpose(1, 2).reshape(B, tq, D)
            x = x + F.linear(o, p["Wo"], p["bo"])
            f = F.layer_norm(x, (D,), p["g2"], p["b2"], EPS)
            x = x + F.linear(F.gelu(F.linear(f, p["W1"], p["c1"]), approximate="tanh"), p["W2"], p["c2"])
        z = x.squeeze(1) if last_row_only else x[rows, pos]
        return F.cross_entropy(F.linear(F.layer_norm(z, (D,), gf, bf, EPS), E, bv), label)

    opt = torch.optim.Adam(train, lr=LR, betas=(0.9, 0.999), eps=1e-8)

    def step():
        opt.zero_grad(set_to_none=True)
        loss = forward()
        loss.backward()
        opt.step()
        return loss.item()

    return step


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--threads", default="1,2")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--seconds", type=float, default=4)
    ap.add_argument("--last-row-only", action="store_true")
    ap.add_argument("--workload", default="R", choices=["R", "S"])
    a = ap.parse_args()
    if a.workload == "S":  # cmd/promptscope/bench_step.go has both
        global L, D, FF, V, S, DH
        L, D, FF, V, S, DH = 2, 64, 256, 512, 14, 16
    data = make_data()
    res = {}
    for _ in range(a.rounds):
        for th in map(int, a.threads.split(",")):
            torch.set_num_threads(th)
            for m in ("ptuning", "ptuning2", "full"):
                step = build(m, data, a.last_row_only)
                losses = [step() for _ in range(5)]
                ms, t0, c0 = [], time.perf_counter(), time.process_time()
                while time.perf_counter() - t0 < a.seconds:
                    t = time.perf_counter()
                    step()
                    ms.append(time.perf_counter() - t)
                e = res.setdefault(f"threads={th}", {}).setdefault(m, {"r": []})
                e.setdefault("c", []).append(len(ms) / (time.process_time() - c0))
                e["r"].append(1 / statistics.median(ms))
                e["best"] = max(e.get("best", 0), round(1 / sorted(ms)[len(ms) // 10], 2))
                e["losses"] = [round(x, 5) for x in losses]
    # One row a line, as promptscope bench --json prints them.
    names = {"ptuning": "p-tuning", "ptuning2": "p-tuning-v2", "full": "full"}
    for threads, by_method in res.items():
        for m, e in by_method.items():
            print(json.dumps({"workload": a.workload, "method": names[m], "platform": "pytorch " + threads,
                              "steps_per_second": round(statistics.median(e["r"]), 2), "steps_per_cpu_second": round(statistics.median(e["c"]), 2)}))


if __name__ == "__main__":
    main()
