// Runs a js/wasm program that was built with -tags wasmsimd under Node, with the vector kernels: what Go's
// wasm_exec_node.js does, and linking them. SIMD=off leaves them out, as an engine without SIMD would.
'use strict';

globalThis.require = require;
globalThis.fs = require('fs');
globalThis.path = require('path');
globalThis.performance ??= require('perf_hooks').performance;
globalThis.crypto ??= require('crypto').webcrypto;
require(path.join(process.env.GOROOT, 'lib/wasm/wasm_exec.js'));
require('../../web/kernels.js');

const go = new Go();
go.argv = process.argv.slice(2);
go.env = {TMPDIR: require('os').tmpdir(), ...process.env};
go.exit = process.exit;

const program = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
const kernels = promptscopeKernels(program, go.importObject);
const instance = new WebAssembly.Instance(program, go.importObject);
if (process.env.SIMD !== 'off') {
  if (!promptscopeSIMD()) throw new Error('this Node has no SIMD; it must be version 16.4 or later');
  kernels.link(instance, new WebAssembly.Module(fs.readFileSync(path.join(__dirname, '../../sim/kernel/kernels.wasm'))));
}
process.on('exit', (code) => {
  if (code !== 0 || go.exited) return;
  go._pendingEvent = {id: 0}; // a deadlock: let Go print its stacks
  go._resume();
});
go.run(instance);
