// Which methods fit which tasks, joint tasks and the head of a classification, operated through the twin alone.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startServer, launch, open, lab, poll} from './helpers.mjs';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

async function visit(hash, run) {
  const page = await open(browser, server.url + hash, {context: {viewport: {width: 1440, height: 900}}});
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

const param = (status, key) => new URLSearchParams(status.state).get(key);
const box = (page, name) => page.getByRole('combobox', {name, exact: true});

for (const [lang, words] of [
  ['en', {task: 'Task', a: 'Method, Lane A', b: 'Method, Lane B', gap: 'needs a [MASK]; this task has none', head: 'needs a linear head; this task has none', control: 'control, not from the literature',
    moved: /Linear probe: needs a linear head.*using Full fine-tuning/, answer: 'Answer by', figures: /Span F1 .* roles [0-9.]+ %, names [0-9.]+ %/}],
  ['zh', {task: '任务', a: '方法，A 栏', b: '方法，B 栏', gap: '需要 [MASK]，此任务没有', head: '需要线性头，此任务没有', control: '对照，非文献中的方法',
    moved: /线性探针：需要线性头.*改用 全量微调/, answer: '答案取自', figures: /片段 F1 .*角色 [0-9.]+ %，实体 [0-9.]+ %/}],
]) {
  test(`menus say which methods fit the task, and why others do not (${lang})`, () => visit(`#v=1&run=0&b=probe&lang=${lang}`, async (p, page) => {
    const options = (name) => box(page, name).locator('option').evaluateAll((list) => list.map((o) => [o.value, o.disabled, o.textContent]));
    const find = async (name, value) => (await options(name)).find((o) => o[0] === value);
    const hand = await find(words.a, 'hand');
    assert.ok(hand[1] && hand[2].endsWith(words.gap), `${hand}`);
    assert.ok((await find(words.a, 'deep-hidden'))[2].endsWith(words.control));
    assert.equal((await find(words.a, 'p-tuning-v2'))[1], false);
    await p.do('a', 'hand').catch(() => {});
    assert.equal((await p.status()).lanes[0].method, 'p-tuning', 'a method that is off was taken');

    await box(page, words.task).selectOption('fact');
    const s = await p.until('lane B has moved', (s) => s.lanes[1].method === 'full' && s.lanes[1].task === 'fact');
    assert.deepEqual(s.notices, ['b=probe cannot do the task, using full']);
    await poll('it is read out', async () => words.moved.test(await page.locator('#said').textContent()));
    await poll('the probe is off', async () => (await find(words.b, 'probe'))?.[1]);
    assert.ok((await find(words.b, 'probe'))[2].endsWith(words.head));
    assert.equal((await find(words.a, 'hand'))[1], false);
  }));

  if (lang === 'en' || process.env.PROMPTSCOPE_ALL === '1') test(`a joint task has two figures, a classification the choice of its head (${lang})`, () => visit(`#v=1&run=0&task=srl%2Bner&labels=40&steps=20&lang=${lang}`, async (p, page) => {
    await p.do('play');
    const done = await p.until('both lanes are done', (s) => s.lanes.every((l) => l.status === 'done'), {timeout: 120_000});
    const [roles, names] = done.lanes[1].parts;
    assert.ok(roles.task === 'srl' && names.task === 'ner' && Math.abs((roles.accuracy + names.accuracy) / 2 - done.lanes[1].eval_accuracy) < 1e-6, JSON.stringify(done.lanes[1].parts));
    await poll('the twin names both', async () => words.figures.test(await page.locator('#twin li').nth(1).textContent()), {seen: () => page.locator('#twin').innerText()});

    assert.equal(await box(page, words.answer).count(), 0, 'tags have no choice of head');
    await box(page, words.task).selectOption('rel');
    const both = await p.until('the relations', (s) => s.lanes[1].task === 'rel' && s.lanes[1].total > 0, {timeout: 120_000});
    await box(page, words.answer).selectOption('linear');
    const linear = await p.until('the linear head trains too', (s) => s.lanes[1].trainable > both.lanes[1].trainable, {timeout: 120_000});
    assert.equal(linear.lanes[1].trainable - both.lanes[1].trainable, 4 * 64 + 4);
    assert.equal(param(linear, 'answer'), 'linear');
  }));
}
