"""Opens what promptscope exported beside this file, with transformers and PEFT.

    python load.py [ADAPTER] [WORD ...]

From Python: model, tokenizer = load.load("adapter"). Tested with transformers 4.44 and PEFT 0.14, and with 5.24 and 0.21.
"""
import importlib.util
import inspect
import os
import sys

import torch
import transformers

HERE = os.path.dirname(os.path.abspath(__file__))
# adapter: its base model, and the class that opens that
FOLDERS = {
    "adapter": ("backbone", "AutoModelForTokenClassification"),
}


def keep_prefix(model):
    """transformers 5.24 calls the argument past_key_values cache and takes the old name still, but PEFT looks for the old
    name in the signature before it gives a prefix to a classifier. So the name is put back there. Elsewhere this does nothing."""
    for module in model.modules():
        forward = getattr(type(module), "forward", None)
        try:
            signature = inspect.signature(forward)
        except (TypeError, ValueError):
            continue
        names = signature.parameters
        if "cache" not in names or "past_key_values" in names:
            continue
        old = inspect.Parameter("past_key_values", inspect.Parameter.KEYWORD_ONLY, default=None)
        rest = [p for p in names.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        last = [p for p in names.values() if p.kind is inspect.Parameter.VAR_KEYWORD]
        forward.__signature__ = signature.replace(parameters=[*rest, old, *last])
    return model


class Words(torch.nn.Module):
    """Hidden states of an adapter, and the head for masked words on them."""

    def __init__(self, hidden, head):
        super().__init__()
        self.hidden, self.head = hidden, head

    def forward(self, **inputs):
        return transformers.modeling_outputs.MaskedLMOutput(logits=self.head(self.hidden(**inputs).last_hidden_state))


def attach(model, folder):
    """The model with an adapter: of PEFT, or in a layout of our own, which brings a load.py that does it."""
    own = os.path.join(folder, "load.py")
    if os.path.exists(own):
        spec = importlib.util.spec_from_file_location("own", own)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.attach(model, folder)
    import peft

    return peft.PeftModel.from_pretrained(keep_prefix(model), folder)


def load(adapter=next(iter(FOLDERS)), words=True):
    """The model with its adapter, ready to answer, and its tokenizer."""
    folder, kind = FOLDERS[adapter]
    base = os.path.join(HERE, folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    if kind == "AutoModel" and words:
        whole = transformers.AutoModelForMaskedLM.from_pretrained(base)
        model = Words(attach(whole.base_model, os.path.join(HERE, adapter)), whole.cls)
    else:
        model = attach(getattr(transformers, kind).from_pretrained(base), os.path.join(HERE, adapter))
    return model.eval(), tokenizer


if __name__ == "__main__":
    args = sys.argv[1:]
    name = args.pop(0) if args and args[0] in FOLDERS else next(iter(FOLDERS))
    model, tokenizer = load(name)
    inputs = tokenizer(" ".join(args) or "the", return_tensors="pt")
    with torch.no_grad():
        print(model(**inputs).logits)
