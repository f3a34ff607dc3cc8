// The same bits everywhere: 200 steps of every method in the workers of the page against the native command, in AVX2 and in
// plain Go. The command's own digests as js/wasm, with and without SIMD, are in sim/train (TestGoldenDigests).
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {startServer, launch, open, lab, poll, repository} from './helpers.mjs';

const steps = 200;
let server, browser, folder, command;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'digest-'));
  command = path.join(folder, 'promptscope');
  execFileSync('go', ['build', '-o', command, './cmd/promptscope'], {cwd: repository});
  [server, browser] = await Promise.all([startServer(), launch()]);
});
after(async () => {
  await browser?.close();
  server?.stop();
  rmSync(folder, {recursive: true, force: true});
});

// native is the digest of the command; plain does without AVX2.
function native(task, method, plain = false) {
  const out = execFileSync(command, ['train', '--backbone', '2x16', '--task', task, '--method', method, '--steps', String(steps), '--seed', '1', '--json'],
    {encoding: 'utf8', env: {...process.env, GODEBUG: plain ? 'cpu.avx2=off' : ''}});
  return JSON.parse(out.trim().split('\n').at(-1)).digest;
}

const link = (task, a, b, more = '') => `v=1&task=${task}&backbone=2x16&a=${a}&b=${b}&steps=${steps}&clock=0${more}`;

// done waits until both lanes have ended a run of these methods, and returns their digests.
async function done(p, a, b) {
  const s = await p.until(`${a} and ${b} are done`, (st) => st.lanes[0].method === a && st.lanes[1].method === b &&
    st.lanes.every((lane) => lane.status === 'done'), {timeout: 120_000});
  return s.lanes.map((lane) => lane.digest);
}

async function visit(in_, hash) {
  const page = await open(in_, `${server.url}#${hash}`);
  const p = lab(page);
  await p.started();
  return [page, p];
}

const pairs = [['srl', 'p-tuning', 'p-tuning-v2'], ['srl', 'prompt-tuning', 'prefix-tuning'], ['srl', 'lora', 'bitfit'], ['srl', 'full', 'probe'],
  ['fact', 'search', 'deep-hidden'], ['rel', 'p-tuning', 'p-tuning-v2']];

test('200 steps of every method have the digest of the native command, with AVX2 and without', async () => {
  const [page, p] = await visit(browser, link(...pairs[0]));
  try {
    for (const [task, a, b] of pairs) {
      await page.evaluate((hash) => { location.hash = hash; }, link(task, a, b));
      await poll('the link is taken', async () => new URLSearchParams((await p.status()).state).get('task') === task || task === 'srl', {seen: p.seen});
      const digests = await done(p, a, b);
      for (const [i, method] of [a, b].entries()) {
        assert.equal(digests[i], native(task, method), `${task} ${method}`);
        assert.equal(digests[i], native(task, method, true), `${task} ${method} in plain Go`);
      }
    }
    assert.deepEqual(page.errors, []);
  } finally {
    await page.context().close();
  }
});

test('pauses change nothing, nor do four lanes at once', async () => {
  const [[one, p], [two, q]] = await Promise.all([visit(browser, link('srl', 'p-tuning', 'p-tuning-v2', '&speed=60')), visit(browser, link('srl', 'full', 'lora'))]);
  try {
    for (let k = 1; k <= 3; k++) {
      await p.until(`${8 * k} steps`, (s) => s.lanes.every((lane) => lane.step >= 8 * k));
      await p.do('play'); // pause
      await p.until('both wait', (s) => s.lanes.every((lane) => lane.status === 'paused'));
      await p.do('play');
    }
    await p.do('speed', '0');
    assert.deepEqual(await done(p, 'p-tuning', 'p-tuning-v2'), [native('srl', 'p-tuning'), native('srl', 'p-tuning-v2')]);
    assert.deepEqual(await done(q, 'full', 'lora'), [native('srl', 'full'), native('srl', 'lora')]);
  } finally {
    await one.context().close();
    await two.context().close();
  }
});

test('without SIMD the page says so once, and has the same digest', async (t) => {
  const plain = await launch(['--js-flags=--no-enable-sse4-1']); // V8 offers wasm SIMD only with SSE 4.1
  try {
    const [page, p] = await visit(plain, link('srl', 'p-tuning', 'p-tuning-v2'));
    if (await page.evaluate(() => globalThis.promptscopeSIMD())) return t.skip('SIMD cannot be switched off in this browser');
    assert.deepEqual(await done(p, 'p-tuning', 'p-tuning-v2'), [native('srl', 'p-tuning'), native('srl', 'p-tuning-v2')]);
    assert.equal((await p.status()).notices.filter((n) => n.includes('no-simd')).length, 1);
    assert.deepEqual(page.errors, []);
  } finally {
    await plain.close();
  }
});
