"""The folders of foreign.py: what people have, as changes of small models and adapters."""
import json

import numpy as np

# Small enough that gzip sees one folder while it packs the next.
V, C, L, H, F, P = 24, 8, 2, 2, 16, 16
IDS = [2, 17, 5, 9, 3]


def brain(a):
    """a rounded to bfloat16 towards zero, so that the packed file is small."""
    return (np.ascontiguousarray(a, "<f4").view("<u4") & 0xFFFF0000).view("<f4")


class Random:
    def __init__(self, seed):
        self.r = np.random.default_rng(seed)

    def __call__(self, *shape, scale=0.4, mean=0.0):
        return brain(mean + self.r.normal(0, scale, shape))


def patched(base, patch):
    """base with the keys of patch; ... takes a key out."""
    out = {**base, **patch}
    return {k: v for k, v in out.items() if v is not ...}


BERT = dict(architectures=["BertForMaskedLM"], attention_probs_dropout_prob=0.1, hidden_act="gelu", hidden_dropout_prob=0.1, hidden_size=C, initializer_range=0.02,
            intermediate_size=F, layer_norm_eps=1e-12, max_position_embeddings=P, model_type="bert", num_attention_heads=H, num_hidden_layers=L, pad_token_id=0,
            type_vocab_size=2, vocab_size=V)
MEGATRON = {**BERT, "architectures": ["MegatronBertForMaskedLM"], "model_type": "megatron-bert"}
GPT2 = dict(activation_function="gelu_new", architectures=["GPT2LMHeadModel"], layer_norm_epsilon=1e-5, model_type="gpt2", n_embd=C, n_head=H, n_layer=L, n_positions=P, vocab_size=V,
            attn_pdrop=0.1, embd_pdrop=0.1, resid_pdrop=0.1)


def bert_weights(layout="bert", seed=1):
    n, t = Random(seed), {}

    def norm(name):
        t[name + ".weight"], t[name + ".bias"] = n(C, scale=0.1, mean=1), n(C, scale=0.1)

    def dense(name, out, inner):
        t[name + ".weight"], t[name + ".bias"] = n(out, inner), n(out, scale=0.1)

    e = "bert.embeddings."
    t[e + "word_embeddings.weight"], t[e + "position_embeddings.weight"], t[e + "token_type_embeddings.weight"] = n(V, C), n(P, C), n(2, C)
    if layout == "bert":
        norm(e + "LayerNorm")
    for l in range(L):
        p = f"bert.encoder.layer.{l}."
        for q in ("query", "key", "value"):
            dense(p + "attention.self." + q, C, C)
        dense(p + "attention.output.dense", C, C)
        norm(p + ("attention.output.LayerNorm" if layout == "bert" else "attention.ln"))
        dense(p + "intermediate.dense", F, C)
        dense(p + "output.dense", C, F)
        norm(p + ("output.LayerNorm" if layout == "bert" else "ln"))
    if layout != "bert":
        norm("bert.encoder.ln")
    dense("cls.predictions.transform.dense", C, C)
    norm("cls.predictions.transform.LayerNorm")
    t["cls.predictions.bias"] = n(V, scale=0.1)
    return t


def gpt2_weights(seed=2):
    n, t = Random(seed), {}
    T = "transformer."
    t[T + "wte.weight"], t[T + "wpe.weight"] = n(V, C), n(P, C)

    def norm(name):
        t[name + ".weight"], t[name + ".bias"] = n(C, scale=0.1, mean=1), n(C, scale=0.1)

    for l in range(L):
        p = f"{T}h.{l}."
        norm(p + "ln_1")
        norm(p + "ln_2")
        for k, i, o in (("attn.c_attn", C, 3 * C), ("attn.c_proj", C, C), ("mlp.c_fc", C, 4 * C), ("mlp.c_proj", 4 * C, C)):
            t[p + k + ".weight"], t[p + k + ".bias"] = n(i, o), n(o, scale=0.1)
    norm(T + "ln_f")
    return t


n = Random(9)
POOLER = {"bert.pooler.dense.weight": n(C, C), "bert.pooler.dense.bias": n(C, scale=0.1)}
CLASSIFIER = {"classifier.weight": n(3, C), "classifier.bias": n(3, scale=0.1)}
SCORE = {"score.weight": n(3, C)}
OWN = n(V, C)
W = bert_weights()
M = bert_weights("megatron-bert")
G = gpt2_weights()
WORDS, DECODER, BIAS = "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight", "cls.predictions.bias"

CASES = {}


def case(name, names="", config={}, base=BERT, weights=None, adapter=None, model_class=None, task=None, files=None, raw=None, shards=None, ours=False, **more):
    """A folder. names is a pattern for the message if it is refused: what is in the way. config patches base. files are further
    ones, raw replaces config.json. model_class and task say how the libraries are to open it. ours: they raise and we do
    not, on purpose."""
    assert name not in CASES, name
    CASES[name] = dict(names=names, config=patched(base, config), weights=weights, adapter=adapter, model_class=model_class, task=task, files=files or {}, raw=raw, shards=shards, ours=ours, more=more)


def renamed(t, *pairs):
    out = {}
    for k, v in t.items():
        for a, b in pairs:
            k = k.replace(a, b)
        out[k] = v
    return out


def without(t, *parts):
    return {k: v for k, v in t.items() if not any(p in k for p in parts)}


def adapter(config, tensors, dtype="F32", dtypes={}, name="adapter_model.safetensors", meta={"format": "pt"}):
    return dict(config={k: v for k, v in config.items() if v is not ...}, tensors=tensors, dtype=dtype, dtypes=dtypes, file=name, meta=meta)


def lora(patch={}, extra={}, rank=2, layers=(0, 1), parts=("query", "value"), task="SEQ_CLS", drop=(), prefix="bert.", **kw):
    r, t = Random(5), {}
    for l in layers:
        for q in parts:
            p = f"base_model.model.{prefix}encoder.layer.{l}.attention.self.{q}."
            t[p + "lora_A.weight"], t[p + "lora_B.weight"] = r(rank, C), r(C, rank)
    if task in ("SEQ_CLS", "TOKEN_CLS"):
        t["base_model.model.classifier.weight"], t["base_model.model.classifier.bias"] = r(3, C), r(3)
    c = dict(auto_mapping=None, base_model_name_or_path="x", bias="none", fan_in_fan_out=False, inference_mode=True, init_lora_weights=True, layers_pattern=None, layers_to_transform=None,
             lora_alpha=4, lora_dropout=0.0, modules_to_save=["classifier", "score"] if task in ("SEQ_CLS", "TOKEN_CLS") else None, peft_type="LORA", r=rank, revision=None,
             target_modules=list(parts), task_type=task)
    return adapter({**c, **patch}, {**without(t, *drop), **extra} if drop else {**t, **extra}, **kw)


def attn_lora(patch={}, extra={}, rank=2, module="attn.c_attn", inner=C, out=3 * C, task="CAUSAL_LM", **kw):
    r, t = Random(6), {}
    for l in range(L):
        p = f"base_model.model.transformer.h.{l}.{module}."
        t[p + "lora_A.weight"], t[p + "lora_B.weight"] = r(rank, inner), r(out, rank)
    c = dict(base_model_name_or_path="x", bias="none", fan_in_fan_out=True, inference_mode=True, lora_alpha=4, peft_type="LORA", r=rank, target_modules=[module.split(".")[-1]], task_type=task)
    return adapter({**c, **patch}, {**t, **extra}, **kw)


def prompt(kind="PROMPT_TUNING", patch={}, extra={}, count=3, task="SEQ_CLS", head="classifier", dim=C, heads=H, layers=L, drop=(), **kw):
    r = Random(7)
    t = {"prompt_embeddings": r(count, dim * (2 * layers if kind == "PREFIX_TUNING" else 1))}
    if task in ("SEQ_CLS", "TOKEN_CLS"):
        t[f"base_model.{head}.weight"] = r(3, C)
        if head == "classifier":
            t["base_model.classifier.bias"] = r(3)
    c = dict(auto_mapping=None, base_model_name_or_path="x", inference_mode=True, num_attention_heads=heads, num_layers=layers, num_transformer_submodules=1, num_virtual_tokens=count,
             peft_type=kind, revision=None, task_type=task, token_dim=dim)
    if kind == "PREFIX_TUNING":
        c.update(encoder_hidden_size=C, prefix_projection=False)
    if kind == "P_TUNING":
        c.update(encoder_reparameterization_type="MLP", encoder_hidden_size=C, encoder_num_layers=2, encoder_dropout=0.0)
    return adapter({**c, **patch}, {**{k: v for k, v in t.items() if k not in drop}, **extra}, **kw)


def models():
    """Kinds of models."""
    case("bert plain")
    for act in ("gelu_python", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"):
        case("act " + act, "hidden_act", dict(hidden_act=act))
    for act in ("relu", "silu", "quick_gelu", "gelu_10", "nonsense"):
        case("act " + act, "hidden_act", dict(hidden_act=act))
    case("act null", "hidden_act", dict(hidden_act=None))
    distance = {f"bert.encoder.layer.{l}.attention.self.distance_embedding.weight": Random(7 + l)(2 * P - 1, C // H) for l in range(L)}
    case("positions absolute", "", dict(position_embedding_type="absolute"))
    case("positions null", "position_embedding_type", dict(position_embedding_type=None))
    case("positions relative_key", "position_embedding_type", dict(position_embedding_type="relative_key"), weights={**W, **distance})
    case("positions relative_key_query", "position_embedding_type", dict(position_embedding_type="relative_key_query"), weights={**W, **distance})
    case("positions alibi", "position_embedding_type", dict(position_embedding_type="alibi"))
    case("distance embedding alone", "distance_embedding", weights={**W, **distance})
    case("decoder", "is_decoder", dict(is_decoder=True, architectures=["BertLMHeadModel"]))
    case("decoder false", "", dict(is_decoder=False, add_cross_attention=False))
    case("LM head, not decoder", "", dict(architectures=["BertLMHeadModel"]))
    case("cross attention", "add_cross_attention|is_decoder", dict(is_decoder=True, add_cross_attention=True))
    case("untied", "decoder|tie", dict(tie_word_embeddings=False), weights={**W, DECODER: OWN, "cls.predictions.decoder.bias": W[BIAS]})
    case("untied, equal", "", dict(tie_word_embeddings=False), weights={**W, DECODER: W[WORDS], "cls.predictions.decoder.bias": W[BIAS]})
    case("untied, without", "decoder|words", dict(tie_word_embeddings=False))
    case("tied copy", "", weights={**W, DECODER: W[WORDS]})
    case("tied, other copy", "decoder|tie", weights={**W, DECODER: OWN})
    case("bias under the other name", "", weights=renamed(W, (BIAS, "cls.predictions.decoder.bias")))
    case("two biases", "decoder.bias", weights={**W, "cls.predictions.decoder.bias": OWN[:, 0].copy()})
    case("words under the other name", "", weights=renamed(W, (WORDS, DECODER)))
    case("no model_type", "model_type", dict(model_type=...))
    case("no model_type, no architectures", "model_type", dict(model_type=..., architectures=...), model_class="BertForMaskedLM")
    case("no model_type, bare names", "model_type", dict(model_type=..., architectures=...), weights=renamed(without(W, "cls."), ("bert.", "")), model_class="BertModel")
    case("no model_type, another class", "RobertaForMaskedLM|model_type", dict(model_type=..., architectures=["RobertaForMaskedLM"]), model_class="BertForMaskedLM", ours=True)
    for kind in ("roberta", "electra", "distilbert", "gptj"):
        case("model_type " + kind, "model_type", dict(model_type=kind), model_class="BertForMaskedLM")
    case("gamma and beta", "", weights=renamed(W, ("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")))
    case("gamma and weight", "LayerNorm", weights={**W, "bert.embeddings.LayerNorm.gamma": W["bert.embeddings.LayerNorm.weight"] + 1})
    case("bare names with a head", "", weights=renamed(W, ("bert.", "")), ours=True)
    case("bare model", "head", dict(architectures=["BertModel"]), weights=renamed({**without(W, "cls."), **POOLER}, ("bert.", "")), model_class="BertForMaskedLM")
    case("module. in front", "missing", weights={"module." + k: v for k, v in W.items()})
    case("position_ids", "", weights={**W, "bert.embeddings.position_ids": np.arange(P)[None]}, dtypes={"bert.embeddings.position_ids": "I64"})
    case("token_type_ids", "", weights={**W, "bert.embeddings.token_type_ids": np.zeros((1, P))}, dtypes={"bert.embeddings.token_type_ids": "I64"})
    nsp = {"cls.seq_relationship.weight": Random(8)(2, C), "cls.seq_relationship.bias": Random(8)(2)}
    case("for pretraining", "", dict(architectures=["BertForPreTraining"]), weights={**W, **POOLER, **nsp}, model_class="BertForMaskedLM")
    case("unknown tensor", "bert.extra", weights={**W, "bert.extra.weight": n(C, C)})
    case("prefix of the P-Tuning v2 repository", "prefix_encoder", weights={**W, "prefix_encoder.embedding.weight": n(4, 2 * L * C)})
    case("adapter layers inside", "adapter", weights={**W, "bert.encoder.layer.0.output.adapters.a.down.weight": n(4, C)})
    case("next sentence", "head|pooler", dict(architectures=["BertForNextSentencePrediction"]), weights={**without(W, "cls."), **POOLER, **nsp}, model_class="BertForMaskedLM")
    case("question answering", "qa_outputs", dict(architectures=["BertForQuestionAnswering"]), weights={**without(W, "cls."), "qa_outputs.weight": n(2, C), "qa_outputs.bias": n(2)})
    case("multiple choice", "classifier", dict(architectures=["BertForMultipleChoice"]), weights={**without(W, "cls."), **POOLER, "classifier.weight": n(1, C), "classifier.bias": n(1)})
    case("classifier in a masked model", "classifier", weights={**W, **CLASSIFIER})
    case("half a head", "transform", weights=without(W, "transform.LayerNorm"))
    case("a bias is missing", "missing", weights=without(W, "layer.1.output.dense.bias"))
    case("an infinite weight", "finite", weights={**W, BIAS: np.full(V, np.inf, "f4")})


def formats():
    """How the same numbers are stored."""
    for d in ("F16", "BF16", "F64"):
        case("all " + d, "", **{"dtype": d})
    key = "bert.encoder.layer.0.intermediate.dense.weight"
    case("one F64", "", dtypes={key: "F64"})
    for d in ("F8_E4M3", "F8_E5M2", "I8", "U8", "I64"):
        case("one weight " + d, d, dtypes={key: d})
    case("no metadata", "", meta=None)
    names = sorted(W)
    halves = {"model-00001-of-00002.safetensors": names[:20], "model-00002-of-00002.safetensors": names[20:]}
    case("two shards", "", shards=halves)
    case("shards, one is missing", "model-00002", shards={**halves, "model-00002-of-00002.safetensors": None})
    case("shards, a tensor in neither", "missing|not in", shards={**halves, "model-00002-of-00002.safetensors": names[21:]}, listed={names[20]: "model-00002-of-00002.safetensors"})
    case("shards, a tensor in both", "puts|twice", shards={**halves, "model-00002-of-00002.safetensors": names[19:]}, listed={names[19]: "model-00001-of-00002.safetensors"}, ours=True)
    case("pytorch_model.bin", "pytorch_model.bin", files={"pytorch_model.bin": b"PK"}, weights={})
    case("tf_model.h5", "tf_model.h5", files={"tf_model.h5": b"HDF"}, weights={})
    case("an adapter as a model", "this is an adapter", files={"adapter_model.safetensors": b"", "adapter_config.json": b"{}"}, weights={})


def keys():
    """Keys of config.json."""
    for name, patch in {"unknown null": dict(novelty=None), "unknown false": dict(novelty=False), "unknown empty": dict(novelty=[], other={}, third=""),
                        "dropout": dict(hidden_dropout_prob=0.5), "chunks": dict(chunk_size_feed_forward=1), "hidden states": dict(output_hidden_states=True),
                        "torchscript": dict(torchscript=True), "labels": dict(id2label={"0": "A", "1": "B", "2": "C"}), "eps": dict(layer_norm_eps=1e-5), "no eps": dict(layer_norm_eps=...),
                        "no types": dict(type_vocab_size=...), "cache": dict(use_cache=False), "generation": dict(max_length=99, top_k=3, temperature=2.0), "no pruning": dict(pruned_heads={}),
                        "notes": dict(_name_or_path="x/y", transformers_version="4.1.1", torch_dtype="float32", directionality="bidi", pooler_type="first_token_transform")}.items():
        case("key " + name, "", patch)
    for name, (names, patch) in {"unknown": ("novelty", dict(novelty=3)), "pruned heads": ("pruned_heads", dict(pruned_heads={"0": [1]})), "quantised": ("quantization_config", dict(quantization_config={"bits": 8})),
                                 "no heads": ("num_attention_heads", dict(num_attention_heads=...)), "no width of FFN": ("intermediate|more numbers", dict(intermediate_size=...)),
                                 "float heads": ("num_attention_heads", dict(num_attention_heads=2.5)), "text heads": ("num_attention_heads", dict(num_attention_heads="2")), "code": ("auto_map", dict(auto_map={"AutoModel": "x.Y"})),
                                 "encoder-decoder": ("is_encoder_decoder", dict(is_encoder_decoder=True)), "one layer less": ("layer.1", dict(num_hidden_layers=1)), "one layer more": ("layer.2|more numbers", dict(num_hidden_layers=3)),
                                 "wider": ("config needs|more numbers", dict(hidden_size=12)), "more words": ("config needs|more numbers", dict(vocab_size=32)), "null heads": ("num_attention_heads", dict(num_attention_heads=None))}.items():
        case("key " + name, names, patch)
    case("key float width", "", dict(hidden_size=8.0), ours=True)
    case("key twice", "twice", raw=json.dumps(BERT).replace('"hidden_act": "gelu"', '"hidden_act": "relu", "hidden_act": "gelu"'))
    case("config is no object", "config.json", raw="[1]")
    case("config is cut", "config.json", raw=json.dumps(BERT)[:99])


def classifiers():
    seq, token = dict(architectures=["BertForSequenceClassification"]), dict(architectures=["BertForTokenClassification"])
    three = dict(id2label={"0": "A", "1": "B", "2": "C"}, label2id={"A": 0, "B": 1, "C": 2})
    enc = without(W, "cls.")
    case("sequence classifier", "", {**seq, **three}, weights={**enc, **POOLER, **CLASSIFIER})
    case("token classifier", "", {**token, **three}, weights={**enc, **CLASSIFIER})
    case("classifier, no architectures", "architectures", {**three, "architectures": ...}, weights={**enc, **POOLER, **CLASSIFIER}, model_class="BertForSequenceClassification")
    case("classifier, other number of labels", "classes", {**seq, "id2label": {"0": "A", "1": "B"}}, weights={**enc, **POOLER, **CLASSIFIER})
    case("classifier without bias", "classifier.bias", {**seq, **three}, weights={**enc, **POOLER, "classifier.weight": CLASSIFIER["classifier.weight"]})
    case("classifier without pooler", "pooler", {**seq, **three}, weights={**enc, **CLASSIFIER})
    case("classifier is missing", "classifier", {**seq, **three}, weights={**enc, **POOLER})
    case("many labels", "", {**seq, **three, "problem_type": "multi_label_classification"}, weights={**enc, **POOLER, **CLASSIFIER})
    one = {"classifier.weight": CLASSIFIER["classifier.weight"][:1], "classifier.bias": CLASSIFIER["classifier.bias"][:1]}
    case("regression", "", {**seq, "id2label": {"0": "A"}, "label2id": {"A": 0}}, weights={**enc, **POOLER, **one}, label=2)
    case("regression said", "", {**seq, "id2label": {"0": "A"}, "label2id": {"A": 0}, "problem_type": "regression"}, weights={**enc, **POOLER, **one}, label=0)
    case("token classifier of one", "one number", {**token, "id2label": {"0": "A"}, "label2id": {"A": 0}}, weights={**enc, **one}, label=0)
    case("label of many labels", "problem_type", {**seq, **three, "problem_type": "multi_label_classification"}, weights={**enc, **POOLER, **CLASSIFIER}, label=1)
    case("classifier with a mask", "", {**seq, **three}, weights={**enc, **POOLER, **CLASSIFIER}, mask=[1, 1, 0, 1, 1])
    case("classifier padded on the left", "mask", {**seq, **three}, weights={**enc, **POOLER, **CLASSIFIER}, mask=[0, 1, 1, 1, 1])
    case("tags padded on the left", "", {**token, **three}, weights={**enc, **CLASSIFIER}, mask=[0, 0, 1, 1, 1])


def others():
    case("megatron plain", "", base=MEGATRON, weights=M)
    case("megatron gelu_new", "", dict(hidden_act="gelu_new"), base=MEGATRON, weights=M)
    case("megatron decoder", "is_decoder", dict(is_decoder=True), base=MEGATRON, weights=M)
    case("megatron relative", "position_embedding_type", dict(position_embedding_type="relative_key"), base=MEGATRON, weights=M)
    case("megatron without the last norm", "missing", base=MEGATRON, weights=without(M, "encoder.ln"))
    case("megatron called bert", "missing", dict(model_type="bert"), base=MEGATRON, weights=M, model_class="BertForMaskedLM")
    case("megatron, no model_type", "", dict(model_type=...), base=MEGATRON, weights=M)
    g = dict(base=GPT2, weights=G)
    T = "transformer."
    three = dict(id2label={"0": "A", "1": "B", "2": "C"}, label2id={"A": 0, "B": 1, "C": 2})
    case("gpt2 plain", "", **g)
    case("gpt2 bare names", "", base=GPT2, weights=renamed(G, (T, "")))
    case("gpt2 unscaled", "scale_attn_weights", dict(scale_attn_weights=False), **g)
    case("gpt2 unscaled null", "scale_attn_weights", dict(scale_attn_weights=None), **g)
    case("gpt2 scaled by layer", "scale_attn_by_inverse_layer_idx", dict(scale_attn_by_inverse_layer_idx=True), **g)
    case("gpt2 upcast", "", dict(reorder_and_upcast_attn=True), **g)
    for act in ("gelu_pytorch_tanh", "gelu"):
        case("gpt2 act " + act, "", dict(activation_function=act), **g)
    case("gpt2 act relu", "activation_function", dict(activation_function="relu"), **g)
    case("gpt2 n_inner null", "", dict(n_inner=None), **g)
    case("gpt2 n_ctx", "", dict(n_ctx=P), **g)
    case("gpt2 other names of sizes", "", dict(n_embd=..., n_layer=..., n_head=..., n_positions=..., hidden_size=C, num_hidden_layers=L, num_attention_heads=H, max_position_embeddings=P), **g)
    case("gpt2 two sizes", "hidden_size", dict(hidden_size=16), **g)
    case("gpt2 tied copy", "", base=GPT2, weights={**G, "lm_head.weight": G[T + "wte.weight"]})
    case("gpt2 own head", "lm_head|tie", base=GPT2, weights={**G, "lm_head.weight": OWN})
    case("gpt2 untied, own head", "lm_head|tie", dict(tie_word_embeddings=False), base=GPT2, weights={**G, "lm_head.weight": OWN})
    case("gpt2 untied, without", "lm_head", dict(tie_word_embeddings=False), **g)
    case("gpt2 words under the other name", "", base=GPT2, weights=renamed(G, (T + "wte.weight", "lm_head.weight")))
    buffers = {f"{T}h.{l}.attn.bias": np.tri(P)[None, None] for l in range(L)}
    case("gpt2 buffers", "", base=GPT2, weights={**G, **buffers, **{f"{T}h.{l}.attn.masked_bias": np.float32(-1e4) for l in range(L)}})
    case("gpt2 U8 buffers", "", base=GPT2, weights={**G, **buffers}, dtypes={k: "U8" for k in buffers})
    case("gpt2 infinite buffer", "masked_bias", base=GPT2, weights={**G, f"{T}h.0.attn.masked_bias": np.float32(-np.inf)})
    case("gpt2 cross attention", "add_cross_attention", dict(add_cross_attention=True), **g)
    case("gpt2 cross attention tensors", "crossattention", base=GPT2, weights={**G, f"{T}h.0.crossattention.c_attn.weight": n(C, 2 * C)})
    case("gpt2 padded on the left", "", mask=[0, 0, 1, 1, 1], **g)
    case("gpt2 score", "", {"architectures": ["GPT2ForSequenceClassification"], "pad_token_id": 23, **three}, base=GPT2, weights={**G, **SCORE})
    case("gpt2 score, padded", "", {"architectures": ["GPT2ForSequenceClassification"], "pad_token_id": 3, **three}, base=GPT2, weights={**G, **SCORE}, ids=[2, 17, 5, 3, 3], mask=[1, 1, 1, 0, 0])
    case("gpt2 score, padded on the left", "pad", {"architectures": ["GPT2ForSequenceClassification"], "pad_token_id": 2, **three}, base=GPT2, weights={**G, **SCORE}, ids=[2, 2, 17, 5, 3], mask=[0, 0, 1, 1, 1])
    case("gpt2 score, a pad between", "pad", {"architectures": ["GPT2ForSequenceClassification"], "pad_token_id": 5, **three}, base=GPT2, weights={**G, **SCORE})
    case("gpt2 score in a language model", "score", base=GPT2, weights={**G, **SCORE})
    case("gpt2 tags", "", {"architectures": ["GPT2ForTokenClassification"], **three}, base=GPT2, weights={**G, **CLASSIFIER})
    case("gpt2 two heads", "multiple_choice_head", dict(architectures=["GPT2DoubleHeadsModel"]), base=GPT2, weights={**G, "multiple_choice_head.summary.weight": n(1, C), "multiple_choice_head.summary.bias": n(1)})


def adapters():
    """LoRA."""
    base = dict(weights={**W, **POOLER})

    def add(name, names, a, **kw):
        case("lora " + name, names, adapter=a, **{**base, **kw})

    add("plain", "", lora())
    add("key too", "", lora(parts=("query", "key", "value")))
    add("key alone", "", lora(parts=("key",)))
    add("tags", "", lora(task="TOKEN_CLS"))
    add("no task", "", lora(task=None), weights=W)
    add("causal task on bert", "", lora(task="CAUSAL_LM"), weights=W)
    add("feature extraction", "", lora(task="FEATURE_EXTRACTION", prefix=""), weights=W, task="features")
    add("alpha 0.5", "", lora(dict(lora_alpha=0.5)))
    add("default rank and alpha", "", lora(dict(r=..., lora_alpha=...), rank=8))
    add("pattern", "", lora(dict(target_modules=r".*attention\.self\.(query|value)")))
    add("pattern of Python", "target_modules", lora(dict(target_modules=r".*(?<=self\.)(query|value)")))
    add("pattern of one layer", "", lora(dict(target_modules=r".*layer\.1\.attention\.self\.(query|value)"), layers=(1,)))
    add("one layer", "", lora(dict(layers_to_transform=[1]), layers=(1,)))
    add("one layer, a number", "", lora(dict(layers_to_transform=1, layers_pattern="layer"), layers=(1,)))
    add("one layer, tensors of two", "layers_to_transform|target", lora(dict(layers_to_transform=[1])))
    add("tensors that are not targets", "target_modules", lora(dict(target_modules=["query"])))
    add("targets without tensors", "missing", lora(dict(target_modules=["query", "key", "value"])))
    add("half an update", "missing", lora(drop=("layer.1.attention.self.value.lora_B",)))
    r = Random(11)
    D = "base_model.model.bert.encoder.layer."
    add("dense", "dense", lora(dict(target_modules=["query", "value", "dense"]), extra={f"{D}{l}.attention.output.dense.lora_{m}.weight": r(*s) for l in range(L) for m, s in (("A", (2, C)), ("B", (C, 2)))}))
    add("words", "lora_embedding|word_embeddings", lora(dict(target_modules=["query", "value", "word_embeddings"]),
        extra={"base_model.model.bert.embeddings.word_embeddings.lora_embedding_A": r(2, V), "base_model.model.bert.embeddings.word_embeddings.lora_embedding_B": r(C, 2)}))
    for name, patch in {"rslora": dict(use_rslora=True), "dora": dict(use_dora=True), "rank_pattern": dict(rank_pattern={"query": 2}), "alpha_pattern": dict(alpha_pattern={"query": 16}), "bias": dict(bias="all"),
                        "lora_bias": dict(lora_bias=True), "layer_replication": dict(layer_replication=[[0, 1], [0, 1]]), "trainable_token_indices": dict(trainable_token_indices=[1]),
                        "alora_invocation_tokens": dict(alora_invocation_tokens=[3]), "exclude_modules": dict(exclude_modules=["query"]), "target_parameters": dict(target_parameters=["x.weight"]),
                        "use_qalora": dict(use_qalora=True), "novelty": dict(novelty=True), "layers_pattern": dict(layers_to_transform=[1], layers_pattern="blocks")}.items():
        add(name, name.split()[0], lora({**patch}))
    for init in ("pissa", "olora", "pissa_niter_4", "eva", "corda", "loftq", "orthogonal"):
        add("init " + init, "init_lora_weights", lora(dict(init_lora_weights=init)))
    for init in (True, False, "gaussian"):
        add(f"init {init}", "", lora(dict(init_lora_weights=init)))
    add("keys at rest", "", lora(dict(peft_version="0.20.0", alora_invocation_tokens=None, arrow_config=None, corda_config=None, ensure_weight_tying=False, eva_config=None, exclude_modules=None,
        layer_replication=None, loftq_config={}, lora_bias=False, megatron_config=None, megatron_core="megatron.core", qalora_group_size=16, rank_pattern={}, alpha_pattern={}, target_parameters=None,
        trainable_token_indices=None, use_dora=False, use_qalora=False, use_rslora=False, runtime_config={"ephemeral_gpu_offload": False})))
    add("fan_in_fan_out", "", lora(dict(fan_in_fan_out=True)))
    P_ = "base_model.model.bert."
    add("pooler", "pooler", lora(dict(modules_to_save=["classifier", "pooler"]), extra={P_ + "pooler.dense.weight": r(C, C), P_ + "pooler.dense.bias": r(C)}))
    add("pooler tensor alone", "pooler", lora(extra={P_ + "pooler.dense.weight": r(C, C)}))
    add("saved norm", "LayerNorm", lora(dict(modules_to_save=["classifier", "LayerNorm"]), extra={P_ + "embeddings.LayerNorm.weight": r(C), P_ + "embeddings.LayerNorm.bias": r(C)}))
    add("saved words", "word_embeddings", lora(extra={P_ + "embeddings.word_embeddings.weight": r(V, C)}))
    add("saved words, more rows", "word_embeddings", lora(extra={P_ + "embeddings.word_embeddings.weight": r(V + 4, C)}))
    add("saved head of words", "cls", lora(dict(modules_to_save=["cls"]), extra={"base_model.model.cls.predictions.bias": r(V)}, task=None), weights=W)
    add("rank above the FFN", "rank r 40", lora(rank=40))
    add("rank above the width", "rank r 20", lora(rank=20))
    add("rank of the width", "", lora(rank=8))
    add("rank 0", "r 0", lora(dict(r=0)))
    add("other rank", "config needs", lora(dict(r=3)))
    add("alpha 0", "lora_alpha", lora(dict(lora_alpha=0)))
    add("third layer", "layer 2|layers", lora(layers=(0, 1, 2)))
    add("bare names", "bare", lora(prefix=""))
    add("F16", "", lora(dtype="F16"))
    add("F64", "", lora(dtype="F64"))
    add("I8", "I8", lora(dtypes={D + "0.attention.self.query.lora_A.weight": "I8"}))
    add("no classifier", "classifier", lora(drop=("classifier",)))
    add("as .bin", "adapter_model.bin", lora(name="adapter_model.bin"))
    add("of gpt2 on bert", "c_attn", attn_lora(task=None), weights=W)
    g = dict(base=GPT2, weights=G)
    add("gpt2 c_attn", "", attn_lora(), **g)
    add("gpt2 c_attn, fan_in_fan_out false", "", attn_lora(dict(fan_in_fan_out=False)), **g)
    add("gpt2 c_attn, rank 7", "", attn_lora(rank=7), **g)
    add("gpt2 c_proj", "c_proj", attn_lora(module="attn.c_proj", out=C), **g)
    add("gpt2 c_attn and c_fc", "c_fc", attn_lora(dict(target_modules=["c_attn", "c_fc"]), extra={f"base_model.model.transformer.h.{l}.mlp.c_fc.lora_{m}.weight": r(*s) for l in range(L) for m, s in (("A", (2, C)), ("B", (4 * C, 2)))}), **g)
    add("of bert on gpt2", "query", lora(task=None), **g)


def prompts():
    base = dict(weights={**W, **POOLER})

    def add(name, names, a, **kw):
        case(name, names, adapter=a, **{**base, **kw})

    for kind in ("PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING"):
        add(f"{kind} plain", "", prompt(kind))
        add(f"{kind} tags", "", prompt(kind, task="TOKEN_CLS"))
        add(f"{kind} F64", "", prompt(kind, dtype="F64"))
        add(f"{kind} F16", "", prompt(kind, dtype="F16"))
        add(f"{kind} words", "", prompt(kind, task="FEATURE_EXTRACTION"), weights=W, task="features")
        add(f"{kind} heads null", "", prompt(kind, dict(num_attention_heads=None)))
        add(f"{kind} layers null", "", prompt(kind, dict(num_layers=None)))
        add(f"{kind} width null", "", prompt(kind, dict(token_dim=None)))
        add(f"{kind} saved pooler", "pooler", prompt(kind, extra={"base_model.bert.pooler.dense.weight": n(C, C), "base_model.bert.pooler.dense.bias": n(C)}))
        add(f"{kind} said pooler", "pooler", prompt(kind, dict(modules_to_save=["classifier", "pooler"]), extra={"base_model.bert.pooler.dense.weight": n(C, C), "base_model.bert.pooler.dense.bias": n(C)}))
        add(f"{kind} stray tensor", "stray", prompt(kind, extra={"stray": n(2)}))
        add(f"{kind} other count", "virtual tokens", prompt(kind, dict(num_virtual_tokens=5)))
        add(f"{kind} unknown key", "novelty", prompt(kind, dict(novelty="x")))
        add(f"{kind} new keys at rest", "", prompt(kind, dict(peft_version="0.20.0", modules_to_save=None, **({"init_weights": False} if kind == "PREFIX_TUNING" else {}))))
        add(f"{kind} masked", "", prompt(kind, task="TOKEN_CLS"), mask=[1, 1, 0, 1, 1])
        add(f"{kind} gpt2", "", prompt(kind, task="CAUSAL_LM"), base=GPT2, weights=G)
    add("PREFIX_TUNING width and layers null", "token_dim and num_layers", prompt("PREFIX_TUNING", dict(token_dim=None, num_layers=None)))
    add("PREFIX_TUNING projection", "", prompt("PREFIX_TUNING", dict(prefix_projection=True)))
    add("PREFIX_TUNING other heads", "num_attention_heads", prompt("PREFIX_TUNING", heads=4))
    add("PREFIX_TUNING of three layers", "num_layers", prompt("PREFIX_TUNING", layers=3))
    add("P_TUNING LSTM", "", prompt("P_TUNING", dict(encoder_reparameterization_type="LSTM")))
    add("PROMPT_TUNING of two submodules", "num_transformer_submodules", prompt(patch=dict(num_transformer_submodules=2)))
    add("PROMPT_TUNING of another width", "config needs|token_dim", prompt(patch=dict(token_dim=12), dim=12), weights={**W, **POOLER})
    add("PROMPT_TUNING without rows", "prompt_embeddings", prompt(drop=("prompt_embeddings",)))
    add("PROMPT_TUNING I64", "I64", prompt(dtypes={"prompt_embeddings": "I64"}))
    add("PROMPT_TUNING text start", "", prompt(patch=dict(prompt_tuning_init="RANDOM", prompt_tuning_init_text=None, tokenizer_name_or_path=None)))
    for kind in ("ADALORA", "MULTITASK_PROMPT_TUNING", "LOHA", "OFT"):
        add("kind " + kind, kind, prompt(patch=dict(peft_type=kind)))
    add("kind IA3", "num_attention_heads", prompt(patch=dict(peft_type="IA3")))  # which is read, but has no such key
    for task in ("QUESTION_ANS", "SEQ_2_SEQ_LM"):
        add("task " + task, task, prompt(patch=dict(task_type=task)))
    add("a model as an adapter", "adapter_config.json", dict(config=None, tensors={}, dtype="F32", dtypes={}, file="model.safetensors", meta=None))
    g = dict(base=GPT2, weights=G)
    add("PREFIX_TUNING gpt2 score", "", prompt("PREFIX_TUNING", task="SEQ_CLS", head="score"), config=dict(pad_token_id=23), **g)
    add("PROMPT_TUNING gpt2 score", "", prompt(task="SEQ_CLS", head="score"), config=dict(pad_token_id=23), **g)
    add("PREFIX_TUNING gpt2 classifier of bert", "classifier", prompt("PREFIX_TUNING", task="SEQ_CLS"), config=dict(pad_token_id=23), **g)
    add("PREFIX_TUNING score on bert", "score", prompt("PREFIX_TUNING", task="SEQ_CLS", head="score"))
