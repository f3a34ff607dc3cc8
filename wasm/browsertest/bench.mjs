// Runs `promptscope bench` as js/wasm in a worker of a real Chromium, and prints what it prints:
//
//   node bench.mjs ../../bin/promptscope.wasm --workload R --json      SIMD=off leaves the vector kernels out
//
// The program must be built with -tags wasmsimd. Processor time is that of the worker's process, which this script reads
// from /proc; elsewhere than on Linux wall time stands for it.
import http from 'node:http';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {launch, repository} from './helpers.mjs';

const [program, ...argv] = process.argv.slice(2);
const goroot = execFileSync('go', ['env', 'GOROOT'], {encoding: 'utf8'}).trim();
const worker = `
  importScripts('/wasm_exec.js', '/kernels.js');
  const cpu = () => { const q = new XMLHttpRequest(); q.open('GET', '/cpu', false); q.send(); return +q.responseText; };
  if (cpu() > 0) globalThis.promptscopeCPU = cpu;
  const text = new TextDecoder();
  globalThis.fs.writeSync = (fd, bytes) => { postMessage({fd, text: text.decode(bytes, {stream: true})}); return bytes.length; };
  globalThis.fs.write = (fd, bytes, offset, length, position, done) => done(null, globalThis.fs.writeSync(fd, bytes.subarray(offset, offset + length)));
  onmessage = async ({data}) => {
    const get = async (name) => WebAssembly.compile(await (await fetch(name)).arrayBuffer());
    const go = new Go(), program = await get('/program.wasm'), kernels = promptscopeKernels(program, go.importObject);
    go.argv = data.argv;
    let code = 0;
    go.exit = (c) => { code = c; };
    const instance = await WebAssembly.instantiate(program, go.importObject);
    if (data.simd) kernels.link(instance, await get('/kernels.wasm'));
    await go.run(instance);
    postMessage({code});
  };`;
const files = {
  '/': ['text/html', () => '<!doctype html><title>bench</title>'],
  '/worker.js': ['text/javascript', () => worker],
  '/wasm_exec.js': ['text/javascript', () => readFileSync(path.join(goroot, 'lib/wasm/wasm_exec.js'))],
  '/kernels.js': ['text/javascript', () => readFileSync(path.join(repository, 'web/kernels.js'))],
  '/kernels.wasm': ['application/wasm', () => readFileSync(path.join(repository, 'sim/kernel/kernels.wasm'))],
  '/program.wasm': ['application/wasm', () => readFileSync(program)],
  '/cpu': ['text/plain', () => String(seconds())],
};

// seconds is the processor time of all threads of the renderers, in nanoseconds on Linux.
let renderers = [];
function seconds() {
  let sum = 0;
  for (const pid of renderers) {
    try {
      for (const task of readdirSync(`/proc/${pid}/task`)) sum += +readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0];
    } catch { /* not Linux, or the thread has ended */ }
  }
  return sum / 1e9;
}

const server = http.createServer((request, response) => {
  const [type, body] = files[request.url] || [];
  response.writeHead(type ? 200 : 404, {'content-type': type || 'text/plain', 'cache-control': 'no-store'});
  response.end(type ? body() : '');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launch(['--js-flags=--stack-size=4000']);
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const session = await browser.newBrowserCDPSession();
  renderers = (await session.send('SystemInfo.getProcessInfo')).processInfo.filter((p) => p.type === 'renderer').map((p) => p.id);
  await page.exposeFunction('out', (fd, text) => { (fd === 2 ? process.stderr : process.stdout).write(text); });
  process.exitCode = await page.evaluate(({argv, simd}) => new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js');
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({data}) => ('code' in data ? resolve(data.code) : window.out(data.fd, data.text));
    worker.postMessage({argv, simd});
  }), {argv: ['promptscope', ...argv], simd: process.env.SIMD !== 'off'});
} finally {
  await browser.close();
  server.close();
}
