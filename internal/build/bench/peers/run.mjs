// Set up with: npm install   (then: node run.mjs)
// Serves this folder on localhost with cross-origin isolation, runs bench.html in headless Chromium, prints one JSON
// object a line: per backend and method the median steps/s of ROUNDS interleaved rounds, and steps per second of CPU time
// of the page's process (comparable on a machine that is busy with other work).
// Options by environment: ROUNDS (3), SECONDS_EACH (3, per method and round), LAST_ROW_ONLY (0), BACKENDS, CHROMIUM.
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.dirname(fileURLToPath(import.meta.url)), env = process.env;
const rounds = +(env.ROUNDS || 3), seconds = +(env.SECONDS_EACH || 3), lastRowOnly = env.LAST_ROW_ONLY === '1';
const all = {
  'wasm-simd': { backend: 'wasm', threads: 1 },
  'wasm-threaded-simd-2': { backend: 'wasm', threads: 2 },
  'wasm-simd-fastgrad': { backend: 'wasm', threads: 1, fastGrad: true },
  'wasm-threaded-simd-2-fastgrad': { backend: 'wasm', threads: 2, fastGrad: true },
  cpu: { backend: 'cpu', threads: 1 },
};
const names = (env.BACKENDS || Object.keys(all).join(',')).split(',');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const server = http.createServer((q, r) => {
  const f = path.join(root, path.normalize(new URL(q.url, 'http://x').pathname));
  if (!f.startsWith(root) || !fs.existsSync(f) || !fs.statSync(f).isFile()) { r.writeHead(404); r.end(); return; }
  r.writeHead(200, {
    'content-type': types[path.extname(f)] || 'application/octet-stream',
    'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  fs.createReadStream(f).pipe(r);
});
await new Promise(ok => server.listen(0, '127.0.0.1', ok));
// a fresh temporary profile each time
const ctx = await chromium.launch({
  executablePath: env.CHROMIUM || '/usr/bin/chromium', headless: true, chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const quant = (x, q) => [...x].sort((a, b) => a - b)[Math.floor(x.length * q)];
const f = x => +x.toPrecision(4);
const cdp = await ctx.newBrowserCDPSession();
// user + system seconds of a process (Linux)
const cpu = pid => { const t = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '); return (+t[11] + +t[12]) / 100; };
const renderers = async () => (await cdp.send('SystemInfo.getProcessInfo').catch(() => ({ processInfo: [] }))).processInfo.filter(p => p.type === 'renderer').map(p => p.id);
const res = {}, info = {};
try {
  for (let k = 0; k < rounds; k++) for (const n of names) {
    const before = new Set(await renderers());
    const page = await ctx.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/bench.html`);
    if (env.VERBOSE) page.on('console', m => console.error(n + ': ' + m.text()));
    info[n] = await page.evaluate(c => init(c), { ...all[n], lastRowOnly });
    const pids = (await renderers()).filter(p => !before.has(p));
    for (const m of ['ptuning', 'ptuning2', 'full']) {
      const e = ((res[n] ??= {})[m] ??= { wall: [], cpu: [], best: 0 });
      Object.assign(e, await page.evaluate(([m, w]) => prepare(m, w), [m, n === 'cpu' ? 2 : 5]));
      if (e.failed2) continue;
      const c0 = pids.reduce((s, p) => s + cpu(p), 0);
      const ms = await page.evaluate(s => runFor(s), seconds);
      const c1 = pids.reduce((s, p) => s + cpu(p), 0);
      e.wall.push(1000 / quant(ms, 0.5)); e.best = Math.max(e.best, 1000 / quant(ms, 0.1));
      if (c1 > c0) e.cpu.push(ms.length / (c1 - c0));
    }
    await page.close();
  }
} finally { await ctx.close(); server.close(); }
// One row a line, as promptscope bench --json prints them.
for (const [n, b] of Object.entries(res)) for (const [m, e] of Object.entries(b)) {
  if (!e.wall.length || e.failed2) continue;
  console.log(JSON.stringify({workload: 'R', method: {ptuning: 'p-tuning', ptuning2: 'p-tuning-v2', full: 'full'}[m], platform: `tfjs ${n}`,
    steps_per_second: f(quant(e.wall, 0.5)), steps_per_cpu_second: e.cpu.length ? f(quant(e.cpu, 0.5)) : 0}));
}
