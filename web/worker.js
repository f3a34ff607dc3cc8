// One training lane: a classic Web Worker that loads trainer.wasm (Go without Ebiten), relays bytes and calls tick.
//
// page → worker  {kind:'start', module, kernels, base, files}   once; module and kernels are compiled WebAssembly.Modules (kernels null:
//                                                 there are none), base the folder of the page, files what its manifest lists
//                {kind:'command', bytes}          an encoded train.Command (ArrayBuffer); kept until Go is up
//                {kind:'ping', id}                answered at once with {kind:'pong', id}
//                {kind:'buffer', bytes}           of a snapshot, back to be filled again
// worker → page  {kind:'ready'} {kind:'pong', id} {kind:'error', message}, and from Go itself {kind:'snapshot', bytes, length}
// Go registers globalThis.promptscopeTrainer = {command(Uint8Array), tick(ms) → ms until the next call: 0 now, < 0 after the next command}.
'use strict';

const root = new URL('../', self.location.href);
importScripts(new URL('wasm_exec.js', root).href, new URL('web/kernels.js', root).href);

const budget = 6; // ms per tick; the event loop answers in between (8 ms is the limit)
const buffers = []; // that came back
const early = []; // commands that came before Go was up
const loop = new MessageChannel(); // re-posting costs no 4 ms clamp as setTimeout(0) does: 1698 against 1170 steps in 1.9 s
let trainer = null, armed = false, timer = 0, failed = false, lastWords = ''; // lastWords: what Go wrote, for the error

function fail(message) {
  if (failed) return;
  failed = true;
  trainer = null;
  const panic = lastWords.search(/^(panic|fatal error): /m);
  const words = lastWords.slice(Math.max(panic, 0)).replace(/\n\ngoroutine [^]*/, ''); // the trace that follows has no names here
  self.postMessage({kind: 'error', message: `${message}\n${words}`.trim()});
}

function arm() {
  if (armed) return;
  armed = true;
  loop.port2.postMessage(0);
}

function tick() {
  armed = false;
  clearTimeout(timer);
  const wait = trainer ? trainer.tick(budget) ?? 0 : -1; // undefined: Go waited for something inside
  if (wait === 0) arm();
  else if (wait > 0) timer = setTimeout(arm, wait);
}

function command(bytes) {
  if (!trainer) return void early.push(bytes);
  trainer.command(new Uint8Array(bytes));
  arm();
}

async function start({module, kernels: vector, files}) {
  const write = globalThis.fs.writeSync, decoder = new TextDecoder();
  globalThis.fs.writeSync = (fd, bytes) => {
    lastWords = (lastWords + decoder.decode(bytes)).slice(-4000);
    return write.call(globalThis.fs, fd, bytes);
  };
  globalThis.promptscopeFiles = files; // for Go, which holds what it fetches to it
  const go = new Go();
  go.exit = () => {}; // reported below
  go.env.GOGC = '20'; // most of a lane's memory is there from the start and has no pointers: room for as much again is never given back
  const kernels = promptscopeKernels(module, go.importObject);
  const instance = await WebAssembly.instantiate(module, go.importObject);
  if (vector) kernels.link(instance, vector); // without it plain Go gives the same numbers, more slowly
  go.run(instance).then(() => fail('the trainer ended'), (error) => fail(String(error)));
  trainer = globalThis.promptscopeTrainer;
  if (!trainer) throw new Error('trainer.wasm did not register promptscopeTrainer');
  self.postMessage({kind: 'ready'});
  for (const bytes of early.splice(0)) command(bytes);
  arm();
}

// promptscopeBuffer gives Go room for n bytes of a message.
globalThis.promptscopeBuffer = (n) => {
  const buffer = buffers.pop();
  return buffer?.byteLength >= n ? buffer : new ArrayBuffer(2 ** Math.ceil(Math.log2(n)));
};

loop.port1.onmessage = tick;
self.onerror = (event) => fail(String(event.message || event));
self.onunhandledrejection = (event) => fail(String(event.reason));
self.onmessage = ({data}) => {
  if (data.kind === 'ping') self.postMessage({kind: 'pong', id: data.id});
  else if (data.kind === 'command') command(data.bytes);
  else if (data.kind === 'buffer') buffers.push(data.bytes);
  else if (data.kind === 'start') start(data).catch((error) => fail(`trainer.wasm: ${error.message || error}`));
};
