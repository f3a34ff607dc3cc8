// Scale in a browser: the grid comes to the committed bits, survives a cancel and a reload, reads files, and keeps its memory.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {startServer, launch, open, lab, poll, repository, sleep} from './helpers.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const all = process.env.PROMPTSCOPE_ALL === '1';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

const desk = {viewport: {width: 1440, height: 900}};
const small = '&study-task=ner&study-points=2x16,2x32&study-methods=full,p-tuning-v2&study-seeds=2';

async function visit(hash, run, context = desk) {
  const page = await open(browser, `${server.url}#v=2&run=0&lang=en&place=scale${hash}`, {context});
  try {
    if (context !== desk) { // one face at a time
      await lab(page).started();
      await lab(page).do('study-face', 'verdict');
    }
    await page.locator('#document-scale .verdict').waitFor();
    await poll('the stored runs are there', async () => (await page.locator('#document-scale').innerText()).includes("What the lecture's figure is drawn from"), {timeout: 60_000});
    await run(page, lab(page));
    assert.deepEqual(page.errors, [], 'errors in the console');
  } finally {
    await page.context().close();
  }
}

const kept = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('promptscope') || '{}').parts?.scale?.runs || []);
const done = (page, n, timeout = 240_000) => poll(`${n} runs are done`, async () => (await kept(page)).length >= n, {timeout, interval: 100});
const words = (page) => page.locator('#document-scale').innerText();
const button = (order, arg) => `#document-scale [data-order="${order}"]${arg === undefined ? '' : `[data-arg="${arg}"]`}`;
const notice = (page, text) => poll(`the notice ${text}`, async () => (await page.locator('#said').innerText()).includes(text));

async function saved(page, kind) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button('study-save', kind)).click()]);
  return readFileSync(await download.path(), 'utf8');
}

// key is all that decides a run, as two versions write it: one leaves out a knob that the other does not have yet.
const key = (spec) => JSON.stringify(Object.entries(spec).filter(([, value]) => value).sort());
// committed is the runs of docs/results by it.
const committed = new Map(readFileSync(path.join(repository, 'docs/results/runs-1-of-1.jsonl'), 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line))
  .filter(({spec}) => !spec.Split).map((run) => [key(run.spec), run]));

// trained starts the grid, cancels it in the middle, reloads and goes on; the runs of the file must be the committed ones.
const trained = (hash, count, timeout) => visit(hash, async (page, p) => {
  await p.click('study-start');
  await done(page, Math.ceil(count / 3), timeout);
  await page.locator(button('study-cancel')).click();
  await sleep(500);
  const before = (await kept(page)).length;
  await page.reload();
  await page.locator('#document-scale .equal').waitFor();
  assert.equal((await kept(page)).length, before, 'what is done survives a reload');
  await p.click('study-start');
  await done(page, count, timeout);
  await poll('the verdict has them all', async () => (await words(page)).includes(`${count} of ${count} equal the stored runs`));
  const lines = (await saved(page, 'jsonl')).trim().split('\n').slice(1).map((line) => JSON.parse(line));
  assert.equal(lines.length, count);
  for (const {spec, digest, accuracy, backbone_sha256: sha} of lines) {
    const want = committed.get(key(spec));
    assert.ok(want, `${key(spec)} is not committed`);
    assert.deepEqual([digest, sha, accuracy.toFixed(5)], [want.digest, want.backbone_sha256, want.accuracy.toFixed(5)], key(spec));
  }
  const csv = (await saved(page, 'csv')).trim().split('\n');
  assert.match(csv[0], /^experiment,task,point,at,method,source,n,mean,sd,ci95_low,ci95_high,seed_1,digest_1/);
  assert.ok(csv.slice(1).every((line) => line.includes(',here,')), csv.join('\n'));
});

test('a grid comes to the committed bits, with a cancel and a reload between', () => trained(small, 8));
test('the three cheapest sizes of the default grid come to the committed bits, cell by cell', {skip: !all && '45 runs: in make test-all'}, () => trained('&study-points=2x16,2x32,2x64', 45, 900_000));

test('keys: Space trains and pauses, arrows pick, Enter opens the same run in the Lab', () => visit(small, async (page, p) => {
  await page.locator('canvas').focus();
  await page.keyboard.press('Space');
  await page.locator(button('study-cancel')).waitFor();
  await page.keyboard.press('Space');
  await poll('it offers to go on', async () => (await p.controls()).some((c) => c.id === 'study-start' && c.label === 'Go on with the grid'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.locator(button('study-open', '1')).waitFor();
  await page.locator(button('study-cancel')).click();
  await page.locator('canvas').focus();
  await page.keyboard.press('Enter');
  const status = await p.until('the run is opened', (s) => s.place === 'lab' && s.lanes.length === 1);
  assert.deepEqual([status.lanes[0].task, status.lanes[0].backbone, status.lanes[0].seed], ['ner', '2x16', 1]);
}));

test('the grid waits while a lane trains, and says so', {skip: !all && 'also a test of Go: in make test-all'}, () => visit(`${small}&task=srl&backbone=4x64`, async (page, p) => {
  await p.click('study-start');
  await page.locator(button('study-cancel')).waitFor();
  await p.do('place', 'lab');
  await p.do('play');
  await p.do('place', 'scale');
  await poll('the crew waits', async () => (await p.status()).running && (await page.evaluate(() => document.getElementById('document-scale') !== null)));
  await sleep(1500); // what was under way has stopped
  const before = (await kept(page)).length;
  await sleep(4000);
  assert.equal((await kept(page)).length, before, 'runs ended while a lane trained');
  await p.do('place', 'lab');
  await p.do('play');
  await p.do('place', 'scale');
  await done(page, before + 1);
}));

test('a file of a sweep is dropped and shown; one that is none changes nothing', () => visit(small, async (page, p) => {
  const drop = (text) => page.evaluate((data) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([data], 'runs.jsonl'));
    document.getElementById('document-scale').dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }, text);
  const lines = [...committed.values()].filter(({spec}) => spec.Task === 'ner' && spec.Backbone === '2x16' && ['full', 'p-tuning-v2'].includes(spec.Method) && spec.Seed <= 2);
  await drop(`{"promptscope_sweep":2}\n${lines.map((l) => JSON.stringify(l)).join('\n')}\n`);
  await notice(page, '4 runs opened, 4 of them in this grid');
  assert.match(await words(page), /From 4 of 8 runs, 4 of them from a file/);
  await drop('not a file of a sweep\n');
  await notice(page, 'Nothing was changed');
  assert.match(await words(page), /From 4 of 8 runs/);
  assert.ok((await p.status()).place === 'scale');
}));

test('the twin is a table with heads, and axe finds nothing, on a desk and on a phone', async () => {
  for (const context of [desk, ...(all ? [{viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true}] : [])]) { // the phone in make test-all
    await visit('', async (page, p) => {
      if (context !== desk) await p.do('study-face', 'grid');
      const sizes = context === desk ? 6 : 3; // a phone begins with the cheapest
      const table = await poll('the table is there', () => page.evaluate((columns) => {
        const all = [...document.querySelectorAll('table')].map((t) => [...t.rows].map((row) => [...row.children].map((cell) => cell.textContent)));
        return all.find((rows) => rows[0]?.includes('2×16') && rows.some((r) => r[0] === 'P-Tuning v2' && r.length === columns));
      }, 1 + sizes), {seen: p.seen});
      assert.deepEqual(table[0].slice(1, 3), ['2×16', '2×32']);
      await page.evaluate(axe);
      const {violations} = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), []);
    }, context);
  }
});

test('ninety runs leave the memory as it was', {skip: !all && '90 runs: in make test-all'}, () => visit('&study-task=ner&study-points=2x16&study-methods=full,p-tuning-v2,prompt-tuning,p-tuning,probe&study-seeds=18', async (page, p) => {
  const session = await browser.newBrowserCDPSession();
  const memory = async () => { // of all renderers, in MB (Linux)
    const {processInfo} = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({type}) => type === 'renderer').reduce((sum, {id}) => sum + Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) / 1024, 0);
  };
  await p.click('study-start');
  await done(page, 8);
  const first = await memory();
  await done(page, 90, 600_000);
  const last = await memory();
  console.log(`memory of the page: ${first.toFixed(0)} MB after 8 runs, ${last.toFixed(0)} after 90`);
  assert.ok(last - first < 50, `it grew by ${(last - first).toFixed(0)} MB`);
}));
