// The same bits everywhere: 200 steps of every method in the workers of the page, one lane or four, paused or not, with SIMD
// or without, against the native command. The native digests in AVX2 and in plain Go, and those of js/wasm under Node with
// the vector kernels and without, are compared in sim/train (TestGoldenDigests).
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startServer, launch, open, lab, train} from './helpers.mjs';

const steps = 200;
let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

// native is the digest of the command; plain does without AVX2.
function native(task, method, plain = false) {
  const n = method === 'search' ? ['--n', 8] : []; // the page gives all methods the same length
  return train(['--backbone', '2x16', '--task', task, '--method', method, '--steps', steps, ...n], plain ? {GODEBUG: 'cpu.avx2=off'} : {}).at(-1).digest;
}

// visit opens lanes side by side, each as fast as it can.
async function visit(in_, task, methods, more, run) {
  const lanes = ['a', 'b', 'c', 'd'].map((key, i) => `&${key}=${methods[i] || ''}`).join('');
  const page = await open(in_, `${server.url}#v=1&backbone=2x16&steps=${steps}&clock=0&task=${task}${lanes}${more}`);
  try {
    const p = lab(page);
    await p.started(methods.length);
    await run(p, page);
    const s = await p.until('all lanes are done', (st) => st.lanes.every((lane) => lane.status === 'done'), {timeout: 180_000});
    assert.deepEqual(s.lanes.map((lane) => `${lane.method} ${lane.digest}`), methods.map((m) => `${m} ${native(task, m)}`));
    assert.deepEqual(page.errors, []);
    return s;
  } finally {
    await page.context().close();
  }
}

const nothing = async () => {};

for (const [task, ...methods] of [
  ['srl', 'p-tuning', 'p-tuning-v2', 'prompt-tuning', 'prefix-tuning'],
  ['srl', 'lora', 'bitfit', 'full', 'probe'],
  ['fact', 'hand', 'search', 'deep-hidden', 'p-tuning'],
]) {
  test(`four workers at once have the digests of the command: ${task}, ${methods.join(', ')}`, () => visit(browser, task, methods, '', nothing));
}

test('one lane alone has it too, as has the command in plain Go', async () => {
  await visit(browser, 'srl', ['p-tuning-v2'], '', nothing);
  assert.equal(native('srl', 'p-tuning-v2', true), native('srl', 'p-tuning-v2'));
});

test('pauses and speeds change nothing', () => visit(browser, 'srl', ['p-tuning', 'p-tuning-v2', 'full', 'lora'], '&speed=40', async (p) => {
  for (let k = 1; k <= 3; k++) {
    await p.until(`${8 * k} steps`, (s) => s.lanes.every((lane) => lane.step >= 8 * k), {timeout: 60_000});
    await p.do('play'); // pause
    await p.until('all wait', (s) => s.lanes.every((lane) => lane.status === 'paused'));
    await p.do('step');
    await p.do('play');
  }
  await p.do('speed', '0');
}));

test('a pool of workers gives every job its own digest, however many there are', () => visit(browser, 'srl', ['p-tuning-v2'], '&run=0', async (p, page) => {
  const [one, three] = await page.evaluate(async () => [JSON.parse(await promptscope.pool(1)), JSON.parse(await promptscope.pool(3))]);
  assert.equal(new Set(one.digests).size, 8, 'eight seeds, eight runs');
  assert.deepEqual(three.digests, one.digests);
  await p.do('play');
}));

test('without SIMD the page says so once, and has the same digests', async (t) => {
  const plain = await launch(['--js-flags=--no-enable-sse4-1']); // V8 offers wasm SIMD only with SSE 4.1
  try {
    const probe = await plain.newPage();
    const simd = await probe.evaluate(() => WebAssembly.validate(new Uint8Array(
      [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11])));
    if (simd) return t.skip('SIMD cannot be switched off in this browser');
    const s = await visit(plain, 'srl', ['p-tuning', 'p-tuning-v2'], '', nothing);
    assert.equal(s.notices.filter((n) => n.includes('no-simd')).length, 1, `said once: ${s.notices}`);
  } finally {
    await plain.close();
  }
});
