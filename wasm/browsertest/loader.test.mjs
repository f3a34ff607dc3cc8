// What a visitor sees before the program runs, and when it cannot.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {mkdtempSync, writeFileSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {startServer, launch, open, poll, buildWasm, sleep} from './helpers.mjs';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

// problem waits for the error card and returns its texts.
async function problem(page) {
  await page.locator('#problem').waitFor({state: 'visible', timeout: 30_000});
  const text = (id) => page.locator(id).innerText();
  return {first: await text('#problem-first'), second: await text('#problem-second'), detail: await page.locator('#problem-detail').textContent()};
}

async function visit(hash, options, run) {
  const page = await open(browser, server.url + hash, options);
  try {
    await run(page);
  } finally {
    await page.context().close();
  }
}

const answer = (pattern, response) => ({before: (page) => page.route(pattern, (route) => route.fulfill(response))});

test('without WebAssembly both languages name it', () =>
  visit('#lang=zh', {before: (page) => page.addInitScript(() => { delete globalThis.WebAssembly; })}, async (page) => {
    const {first, second} = await problem(page);
    assert.match(first, /没有 WebAssembly/);
    assert.match(second, /no WebAssembly/);
  }));

test('without WebGL2 both languages name it, and what to do', async () => {
  const plain = await launch(['--disable-3d-apis']);
  try {
    const page = await open(plain, server.url);
    const {first, second} = await problem(page);
    assert.match(first, /no WebGL2.*hardware \(graphics\) acceleration/);
    assert.match(second, /没有 WebGL2.*硬件加速/);
  } finally {
    await plain.close();
  }
});

for (const name of ['manifest.json', 'app.wasm', 'trainer.wasm', 'wasm_exec.js', 'web/twin.js']) {
  test(`a missing ${name} is named`, () =>
    visit('#lang=en&seed=7', answer(`**/${name.replace('.wasm', '-*.wasm')}`, {status: 404, body: 'gone'}), async (page) => {
      const {first, second} = await problem(page);
      assert.match(first, new RegExp(name.replace('.', '\\.')));
      assert.match(second, /没能取到|无法启动/);
      await page.locator('#reload').click();
      await problem(page);
      assert.match(page.url(), /#lang=en&seed=7$/); // the settings survive
    }));
}

test('a damaged program is named', () =>
  visit('', answer('**/app-*.wasm', {status: 200, contentType: 'application/wasm', body: 'not a program'}), async (page) => {
    assert.match((await problem(page)).first, /app\.wasm could not be started/);
  }));

// planted is a Go program for the browser that panics at once.
let planted;
function panicking() {
  if (planted) return planted;
  const folder = mkdtempSync(path.join(tmpdir(), 'promptscope-'));
  try {
    writeFileSync(path.join(folder, 'main.go'), 'package main\n\nfunc main() { panic("planted") }\n');
    buildWasm(path.join(folder, 'main.go'), path.join(folder, 'panic.wasm'));
    planted = {status: 200, contentType: 'application/wasm', body: readFileSync(path.join(folder, 'panic.wasm'))};
  } finally {
    rmSync(folder, {recursive: true});
  }
  return planted;
}

test('a program that panics says so, with its last words', () =>
  visit('', answer('**/app-*.wasm', panicking()), async (page) => {
    const {first, detail} = await problem(page);
    assert.match(first, /ended unexpectedly/);
    assert.match(detail, /^panic: planted/);
  }));

// Which of the two it is depends on which program is ready first.
test('a trainer that panics is an error of the page or of its lanes', () =>
  visit('', answer('**/trainer-*.wasm', panicking()), async (page) => {
    await poll('the panic is told', () => page.evaluate(() => {
      const card = document.getElementById('problem');
      if (!card.hidden) return card.innerText.includes('panic: planted');
      const lanes = globalThis.promptscope ? JSON.parse(globalThis.promptscope.status()).lanes : [];
      return lanes.length >= 2 && lanes.every((lane) => lane.status === 'failed' && lane.message.includes('panic: planted'));
    }));
  }));

test('without scripts both languages say what the page needs', () =>
  visit('', {context: {javaScriptEnabled: false}}, async (page) => {
    const text = await page.locator('#loader').innerText();
    assert.match(text, /This page needs JavaScript/);
    assert.match(text, /本页需要 JavaScript/);
  }));

for (const [lang, locale, hash] of [['en', 'en-US', ''], ['zh', 'zh-CN', ''], ['zh', 'en-US', '#v=1&lang=zh'], ['en', 'zh-CN', '#lang=en']]) {
  test(`while loading: name, promise, size and progress in ${lang} (${locale} ${hash})`, async () => {
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    const hold = (page) => page.route('**/app-*.wasm', async (route) => { await held; await route.continue(); });
    await visit(hash, {context: {locale}, before: hold}, async (page) => {
      await page.locator('#loading').waitFor({state: 'visible'});
      await poll('the size is shown', async () => / MB$/.test(await page.locator('#size').innerText()));
      const text = await page.locator('#loader').innerText();
      assert.match(text, /Promptscope\s*软提示显微镜/);
      const promise = {en: /trains before your eyes/, zh: /就在你眼前训练/};
      assert.match(text, promise[lang]);
      assert.doesNotMatch(text, promise[lang === 'en' ? 'zh' : 'en']);
      assert.match(text, lang === 'en' ? /Downloading/ : /正在下载/);
      assert.equal(await page.evaluate(() => document.documentElement.lang), lang === 'zh' ? 'zh-CN' : 'en');
      const share = () => page.locator('#bar').evaluate((bar) => bar.value);
      await poll('the trainer is loaded', async () => await share() > 0);
      assert.ok(await share() < 0.9, 'app.wasm is still missing');
      if (locale === 'en-US' && !hash) { // what comes then is the same for all
        release();
        await page.locator('#loader').waitFor({state: 'hidden', timeout: 30_000});
      }
      assert.deepEqual(page.errors, []);
    });
  });
}

test('the page is cross-origin isolated and nothing breaks its policy', () => visit('', {}, async (page) => {
  await page.locator('#loader').waitFor({state: 'hidden', timeout: 30_000});
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  assert.deepEqual(page.errors, []);
}));

test('lanes of the default link train while the program is still on its way, and go on', async () => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const before = async (page) => {
    await page.route('**/app-*.wasm', async (route) => { await held; await route.continue(); });
    await page.addInitScript(() => {
      globalThis.snapshots = [];
      globalThis.Worker = class extends Worker {
        constructor(...args) {
          super(...args);
          const lane = snapshots.push(0) - 1;
          this.addEventListener('message', ({data}) => { if (data.kind === 'snapshot') snapshots[lane]++; });
        }
      };
    });
  };
  await visit('#v=1&lang=en', {before}, async (page) => {
    await poll('both lanes tell of themselves', () => page.evaluate(() => snapshots.length === 2 && snapshots.every((n) => n > 2)));
    for (let seen = ''; seen !== (seen = await page.evaluate(() => snapshots.join()));) await sleep(1000); // they wait at the barrier
    assert.equal(await page.evaluate(() => globalThis.promptscope), undefined, 'the program is not there');
    release();
    await page.locator('#loader').waitFor({state: 'hidden', timeout: 30_000});
    const lanes = () => page.evaluate(() => JSON.parse(globalThis.promptscope.status()).lanes);
    const first = await poll('the page shows what they have done', async () => { const l = await lanes(); return l.every((lane) => lane.step > 0) && l; });
    assert.deepEqual(first.map((lane) => lane.method), ['p-tuning', 'p-tuning-v2']);
    for (const lane of first) assert.ok(lane.step >= 16, `${lane.method} is at step ${lane.step}: it has started again`);
    await poll('they go on', async () => (await lanes()).every((lane, i) => lane.step > first[i].step + 5));
    const [download] = await Promise.all([page.waitForEvent('download'), page.evaluate(() => globalThis.promptscope.do('save', 'json'))]);
    for (const {loss} of JSON.parse(readFileSync(await download.path())).lanes) { // from the first step on, which nobody heard of
      assert.ok(loss.length > 16 && loss.every((v) => v > 0), `a curve of ${loss.length} steps: ${loss.slice(0, 20)}`);
    }
    assert.deepEqual(page.errors, []);
  });
});
