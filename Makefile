# The script runner of Promptscope. `make run` is all a newcomer needs; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
ADDR ?= 127.0.0.1:0
BASE ?=
GO ?= go
TOOLS := internal/build
MODULES := wasm/browsertest/node_modules/.package-lock.json
JS := GOOS=js GOARCH=wasm
# make test-all has another one, which counts; and it sets PROMPTSCOPE_ALL=1: everything, where make test takes a sample.
GOTEST ?= $(GO) test
ALL := $(filter 1,$(PROMPTSCOPE_ALL))
# What runs side by side prints one after the other, where make can do that (3.81, which macOS has, cannot).
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

.PHONY: help run serve build release check-size deps test test-all test-go test-float64 test-wasm test-browser test-peft test-peft-old test-peft-newest test-real test-anki screenshots lessons \
	desktop pretrain results bench bench-page bench-peers bench-build soak fmt check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Variables: ADDR=HOST:PORT for run and serve (default: a free local port), BASE=https://… for build (the page's address, for the sitemap)"

run: build ## build everything, serve the page on a local port and open it in the browser
	@bin/promptscope serve --addr $(ADDR) --dir dist | $(TOOLS)/open.sh

serve: build ## as run, without opening a browser
	@bin/promptscope serve --addr $(ADDR) --dir dist

build: ## build the page into dist/ and the command into bin/
	$(GO) run ./$(TOOLS)/site -out dist -base "$(BASE)"
	$(GO) build -o bin/promptscope ./cmd/promptscope

release: build ## build, and add .br and .gz files for static hosting (brotli 11: about two minutes)
	$(GO) run ./$(TOOLS)/site -out dist -base "$(BASE)" -compress -quality 11 -check

# The check comes first and alone: it leaves both builds of every package in Go's cache, where the four side by side find
# them. Node's test runner comes last, and its summary is the last thing printed.
test: deps ## everything that must hold, with a sample of what grows with content; installs what it needs (root on Debian) or says what is missing
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory -j2 $(SYNC) test-go test-float64 test-wasm check-size
	@$(MAKE) --no-print-directory test-browser

# One after the other, all of them whatever fails. Under an hour; test-peft is not in it, since it downloads PyTorch.
test-all: deps ## everything, whole, and a summary at the end
	@$(TOOLS)/all.sh check test-go test-float64 test-wasm check-size test-browser

deps:
	@$(TOOLS)/deps.sh

test-go: ## Go tests (make check has vetted them)
	$(GOTEST) -vet=off ./...

# A finite difference has digits to spare in float64, so this is about the gradients: the packages that have them, and of
# sim/train, where 64 bits are slow and change nothing else, the tests that are named after them.
test-float64: ## the gradients again with 64-bit numbers
ifdef ALL
	$(GOTEST) -short -tags float64 ./sim/...
else
	$(GOTEST) -short -tags float64 ./sim/fmath ./sim/kernel ./sim/nn ./sim/optim ./sim/tune ./sim/diag
	$(GOTEST) -short -tags float64 -run Gradient ./sim/train
endif

# -short: Go on wasm is several times slower, and only what differs between platforms needs to be seen twice. The build
# without the vector kernels differs from the one with them in sim/kernel alone, and has the digests of every method.
test-wasm: ## the numerics again as js/wasm, under Node: with the vector kernels, and in plain Go
	$(JS) $(GOTEST) -vet=off -short -timeout 30m -tags wasmsimd -exec "$(CURDIR)/$(TOOLS)/simdexec.sh" ./sim/...
ifdef ALL
	$(JS) $(GOTEST) -vet=off -short -timeout 30m -exec "$(CURDIR)/$(TOOLS)/wasmexec.sh" ./sim/...
else
	$(JS) $(GOTEST) -vet=off -short -exec "$(CURDIR)/$(TOOLS)/wasmexec.sh" ./sim/fmath ./sim/kernel ./sim/nn ./sim/tune
	$(JS) $(GOTEST) -vet=off -short -exec "$(CURDIR)/$(TOOLS)/wasmexec.sh" -run Golden ./sim/train
endif

check-size: ## build the page and compare its size with internal/build/site/budget.json
	$(GO) run ./$(TOOLS)/site -out dist -check

# Two files at a time, each with a browser of its own: a page mostly waits, for the picture or for its workers.
test-browser: build $(MODULES) ## the page in a real Chromium (CHROMIUM=/path/to/it to choose one, ONLY='words of a test' for a part)
	cd wasm/browsertest && node --test --test-reporter=spec --test-concurrency=2 $(if $(ONLY),--test-name-pattern='$(ONLY)') *.test.mjs

# Not part of make test: it needs PyTorch twice. The old environment downloads 60 MB of Python packages, the newest 5 GB, once.
test-peft: test-peft-old test-peft-newest ## exports and adapters against transformers and PEFT: releases of 2024 and the newest

test-peft-old: VENV = .cache/peft
test-peft-newest: VENV = .cache/peft-newest
test-peft-old test-peft-newest: test-peft-%:
	$(GO) build -trimpath -o bin/promptscope ./cmd/promptscope
	$(TOOLS)/peft/venv.sh $(VENV) $*
	$(VENV)/bin/python $(TOOLS)/peft/ways.py bin/promptscope .cache/peft-work/ways-$*
	$(VENV)/bin/python $(TOOLS)/peft/check.py bin/promptscope .cache/peft-work/check-$*

# Not part of make test either: it downloads a model of 84 MB once, and needs the old environment of test-peft.
test-real: VENV = .cache/peft
test-real: ## a real BERT on labelled sentences, beside transformers and PEFT: texts, adapters, training (SPEED=1: steps a second instead)
	$(GO) build -trimpath -o bin/promptscope ./cmd/promptscope
	$(TOOLS)/peft/venv.sh $(VENV) old
	$(TOOLS)/real/model.sh .cache/minilm
	$(VENV)/bin/python $(TOOLS)/real/check.py bin/promptscope .cache/minilm .cache/real-work $(if $(SPEED),--speed)

# Not part of make test either: 15 MB of Python packages.
test-anki: ## the cards in Anki's own importer: notes, cards and decks are counted
	$(GO) build -trimpath -o bin/promptscope ./cmd/promptscope
	[[ -x .cache/anki/bin/python ]] || { python3 -m venv .cache/anki && .cache/anki/bin/pip install --quiet anki==26.9.3; }
	.cache/anki/bin/python $(TOOLS)/anki/check.py bin/promptscope .cache/anki-work

$(MODULES): wasm/browsertest/package-lock.json
	cd wasm/browsertest && npm ci --no-audit --no-fund --loglevel=error

screenshots: build $(MODULES) ## docs/screenshots: sizes × languages × themes
	cd wasm/browsertest && node shots.mjs ../../docs/screenshots

lessons: ## train what decides each lesson and draw its lanes for the lessons' pages (a minute); the pictures are committed
	$(GO) run ./$(TOOLS)/lessons

desktop: ## the offline desktop program, into bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/promptscope-desktop ./cmd/promptscope-desktop

# From a minute for 2x16 to half an hour for 4x192. What was interrupted goes on where it was.
pretrain: ## train all backbones again from their seeds (an hour; the result is the same to the last bit)
	$(GO) build -trimpath -o bin/promptscope ./cmd/promptscope
	for dir in sim/backbone/pretrained/*/; do bin/promptscope pretrain --backbone "$$(basename "$$dir")" --out "$$dir" --replace; done

# Rates are per second of processor time, and products stand beside a peak loop of the same run: a busy machine
# changes the figures less than the wall clock says. Some ten minutes each.
bench: bench-build ## steps and products per second, natively, under Node and in Chromium: a table, and bin/bench.jsonl
	@$(TOOLS)/bench/bench.sh bin/bench.jsonl
	@$(GO) run ./$(TOOLS)/bench bin/bench.jsonl

bench-peers: bench-build ## the same beside PyTorch and TensorFlow.js, in turns: bin/peers.jsonl (Debian's python3-torch and libopenblas0; downloads TensorFlow.js)
	@$(TOOLS)/bench/bench.sh bin/peers.jsonl peers
	@$(GO) run ./$(TOOLS)/bench bin/peers.jsonl

bench-page: build $(MODULES) ## the page in Chromium: loading, cost of a picture, lanes side by side, an idle page: JSON lines
	@cd wasm/browsertest && node page.mjs

soak: build $(MODULES) ## four lanes in Chromium for MINUTES (20): memory, pace, workers
	@cd wasm/browsertest && node soak.mjs

bench-build: $(MODULES)
	@$(GO) build -trimpath -o bin/promptscope ./cmd/promptscope
	@$(JS) $(GO) build -tags wasmsimd -trimpath -o bin/promptscope.wasm ./cmd/promptscope

# Hours on two cores from nothing; with the committed runs there is nothing to train, and only the page is written.
results: ## docs/results.md: train the runs that are missing, write the tables and the verdicts
	$(GO) run ./cmd/promptscope results

fmt: ## format all Go files
	gofmt -w $$(ls -d */ | grep -v -e '^dist/' -e '^bin/' -e '^docs/')

check: ## formatting and go vet, for this machine and for the page
	@unformatted=$$(gofmt -l $$(ls -d */ | grep -v -e '^dist/' -e '^bin/' -e '^docs/')); \
	if [[ -n $$unformatted ]]; then echo "not formatted (make fmt does it):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(JS) $(GO) vet ./...
	$(JS) $(GO) vet -tags wasmsimd ./sim/... ./wasm/trainer

clean: ## remove everything that is built
	rm -rf dist bin .cache wasm/browsertest/node_modules
