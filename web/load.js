// Loads a WebAssembly file, for the page and for its workers: whatever type the host gives it, and with an error that names the
// file and what is in the way.
'use strict';

// promptscopeLoad compiles a file. arrived is told the bytes of each piece, after decompression: Content-Length is that of the
// compressed file. path is where it lies, if that is not its name. An error has a key of the loader's texts (web/boot.js, words), the file's name, and the browser's words.
globalThis.promptscopeLoad = (() => {
class LoadError extends Error {
  constructor(key, name, detail) {
    super(`${name}: ${detail}`);
    Object.assign(this, {key, name, detail});
  }
}

async function get(name, base, path = name, options = {}) {
  let response;
  try {
    response = await fetch(new URL(path, base), options);
  } catch (error) {
    const offline = globalThis.navigator?.onLine === false;
    throw new LoadError(new URL(base).protocol === 'file:' ? 'file' : offline ? 'offline' : 'fetch', name, String(error.message));
  }
  if (!response.ok) throw new LoadError('fetch', name, `${response.status} ${response.statusText}`.trim());
  return response;
}

async function module(name, base, arrived = () => {}, path = name) {
  const response = await get(name, base, path);
  if (/^text\/html/i.test(response.headers.get('Content-Type') || '')) throw new LoadError('html', name, response.headers.get('Content-Type'));
  const count = new TransformStream({transform(chunk, to) { arrived(chunk.byteLength); to.enqueue(chunk); }});
  const typed = new Response(response.body.pipeThrough(count), {headers: {'Content-Type': 'application/wasm'}}); // hosts say many things
  try {
    return await WebAssembly.compileStreaming(typed);
  } catch (error) {
    const policy = /Content Security Policy|unsafe-eval|wasm-eval/i.test(error.message);
    throw new LoadError(policy ? 'policy' : error instanceof WebAssembly.CompileError ? 'start' : 'fetch', name, String(error.message));
  }
}

return {get, module};
})();
