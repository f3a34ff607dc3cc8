// Puts the vector kernels (kernels.wasm) under a Go program built with -tags wasmsimd. The kernels work in place on Go's
// memory, which exists only when the program is instantiated, so its imports are trampolines that are filled afterwards:
//
//	const kernels = promptscopeKernels(goModule, go.importObject);   // before instantiating Go
//	kernels.link(goInstance, kernelsModule);                         // before go.run; left out, the scalar Go code runs
//
// Used by web/worker.js and, under Node, by internal/build/simdexec.js.
'use strict';

// promptscopeSIMD tells whether this engine has SIMD128: the module has one function, i8x16.popcnt(i8x16.splat(i32)).
globalThis.promptscopeSIMD = () => WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]));

globalThis.promptscopeKernels = (program, imports) => {
  const table = {}; // the kernels, once linked
  imports.kernels = {ready: () => (table.gemm ? 1 : 0)};
  for (const {module, name} of WebAssembly.Module.imports(program)) {
    if (module !== 'kernels' || name === 'ready') continue;
    // Fourteen is the longest parameter list. A rest parameter takes four times as long.
    imports.kernels[name] = (a, b, c, d, e, f, g, h, i, j, k, l, m, n) => table[name](a, b, c, d, e, f, g, h, i, j, k, l, m, n);
  }
  return {
    link(instance, module) {
      Object.assign(table, new WebAssembly.Instance(module, {go: {mem: instance.exports.mem}}).exports);
    },
  };
};
