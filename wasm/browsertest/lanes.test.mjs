// Up to four lanes, each in a worker of its own: added, changed and removed in their headers, kept in the link, equal to
// the same runs of the command.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startServer, launch, open, lab, poll, train} from './helpers.mjs';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

const steps = 6;
const param = (status, key) => new URLSearchParams(status.state).get(key);
const methods = (status) => status.lanes.map((lane) => lane.method).join(' ');

const digest = (method) => train(['--task', 'fact', '--method', method, ...(method === 'lora' ? [] : ['--n', 8]), '--steps', steps]).at(-1).digest;

async function visit(hash, viewport, run) {
  const page = await open(browser, server.url + hash, {context: {viewport}});
  try {
    const p = lab(page);
    await p.started();
    await poll('the twin is there', () => page.locator('#twin .c').count(), {seen: p.seen});
    await run(p, page);
    assert.deepEqual(page.errors, [], 'errors in the console');
  } finally {
    await page.context().close();
  }
}

test('four lanes: added, changed, trained, removed', () => visit(`#v=1&run=0&lang=en&task=fact&steps=${steps}`, {width: 1440, height: 900}, async (p, page) => {
  const role = (name, accessible) => page.getByRole(name, {name: accessible, exact: true});
  await role('button', 'Add a lane').press('Enter');
  await p.until('there are three', (s) => methods(s) === 'p-tuning p-tuning-v2 prompt-tuning');
  await role('button', 'Add a lane').press('Enter');
  await p.until('there are four', (s) => methods(s) === 'p-tuning p-tuning-v2 prompt-tuning prefix-tuning');
  await poll('no more can be added', async () => await role('button', 'Add a lane').count() === 0);
  await role('radio', 'Prefix-Tuning').press(' '); // three have room at this width: tabs choose
  await role('combobox', 'Method, Lane D').selectOption('lora');
  await p.until('the fourth is LoRA', (s) => methods(s).endsWith('lora') && param(s, 'd') === 'lora');
  assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').filter((e) => /worker/.test(e.name)).length >= 4), true, 'a worker each');
  await p.do('play');
  const done = await p.until('all are done', (s) => s.lanes.every((lane) => lane.status === 'done'), {timeout: 180_000});
  for (const lane of done.lanes) assert.equal(lane.digest, digest(lane.method), lane.method);
  await poll('the twin tells of all', async () => await page.locator('#twin li').count() === 4);
  assert.equal((await page.locator('#twin table thead th').count()), 9);
  await role('radio', 'P-Tuning').press(' ');
  await role('button', 'Remove lane B').press('Enter');
  const left = await p.until('three are left', (s) => methods(s) === 'p-tuning prompt-tuning lora');
  for (const lane of left.lanes) assert.equal(lane.status, 'done', `${lane.method} does not start again`);
  assert.equal(param(left, 'b'), 'prompt-tuning');
  await page.reload();
  await p.started();
  await p.until('the link brings back three lanes', (s) => methods(s) === 'p-tuning prompt-tuning lora');
}));

test('four lanes on a phone are tabs', () => visit(`#v=1&run=0&lang=zh&task=fact&steps=${steps}&c=hand&d=search`, {width: 360, height: 640}, async (p, page) => {
  await page.getByRole('radio', {name: /Search|搜索|Discrete/}).press(' ');
  await p.until('the fourth is on show', (s) => param(s, 'lane') === '3');
  await p.do('play');
  const done = await p.until('all are done', (s) => s.lanes.every((lane) => lane.status === 'done'), {timeout: 180_000});
  assert.equal(done.lanes.length, 4);
  await p.do('at', '2');
  await poll('the lanes without a past say why', async () => /没有历史/.test(await page.locator('#twin li').last().textContent()));
}));
