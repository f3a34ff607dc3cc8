// The lessons: walked by keys, by the twin and by touch; a bet is placed, a run decides it, and it is kept.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {startServer, launch, open, lab, pixels, poll, sleep, train} from './helpers.mjs';

let server, browser;
before(async () => { server = await startServer(); browser = await launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const all = process.env.PROMPTSCOPE_ALL === '1';
const param = (status, key) => new URLSearchParams(status.state).get(key);
const paused = (s) => s.lanes.length > 0 && s.lanes.every((l) => l.status === 'paused' && l.step === 0);
const done = (s) => s.lanes.every((l) => l.status === 'done');

async function visit(hash, run, options = {}) {
  const page = await open(browser, server.url + hash, options);
  try {
    const p = lab(page);
    await p.started();
    await page.locator('#document-learn').waitFor();
    await run(p, page);
    assert.deepEqual(page.errors, [], 'errors in the console');
  } finally {
    await page.context().close();
  }
}

const desk = {context: {viewport: {width: 1440, height: 900}}};
const title = (page) => page.locator('#document-learn h1').innerText();

for (const [lang, heading, next, won] of [['en', 'One model, locked', 'Next ›', 'You won the bet.'], ['zh', '一个上锁的模型', '下一课 ›', '猜对了。']].slice(all ? 0 : 1)) { // both with PROMPTSCOPE_ALL=1
  test(`a lesson from its text to its result, in the document alone (${lang})`, () => visit(`#v=1&lang=${lang}&place=learn`, async (p, page) => {
    const card = page.locator('#document-learn');
    await card.getByRole('button', {name: heading}).click();
    await p.until('the lesson is open and nothing has trained', (s) => param(s, 'lesson') === 'one-model-locked' && s.lanes[0].task === 'fact' && paused(s));
    assert.equal(await title(page), heading);
    assert.equal(await card.locator('.line').count(), 0, 'a result before there is one');
    await card.getByRole('radio').first().click();
    await poll('the bet is placed', () => card.getByRole('radio').first().getAttribute('aria-checked').then((v) => v === 'true'));
    await card.locator('button.main').click();
    const end = await p.until('both lanes are done', done, {timeout: 120_000});
    await card.getByText(won).waitFor();
    assert.equal(end.lanes[1].digest, train(['--task', 'fact', '--method', 'p-tuning-v2']).at(-1).digest, 'another run than the command');
    assert.ok((await card.innerText()).includes(lang === 'en' ? 'The claim holds in this run.' : '这个说法成立'));
    await card.getByRole('button', {name: next}).click();
    await p.until('the next lesson is open', (s) => param(s, 'lesson') === 'wording-decides' && paused(s));
    const {parts: {learn: kept}} = JSON.parse(await page.evaluate(() => localStorage.getItem('promptscope')));
    assert.equal(kept.lessons['one-model-locked'].bet, kept.lessons['one-model-locked'].zone);
    await page.reload();
    await lab(page).started();
    await card.getByRole('button', {name: lang === 'en' ? 'All lessons' : '全部课程'}).click();
    await card.getByText('✓').first().waitFor();
  }, desk));
}

test('keys alone: lessons turn with PgDn and PgUp, digits bet, and the settings of a person come back', () => visit('#v=1&lang=en&place=learn&task=ner&run=0', async (p, page) => {
  const card = page.locator('#document-learn');
  await page.locator('#document-learn .buttons button').first().focus();
  await page.keyboard.press('Enter');
  await p.until('the first lesson is open', (s) => param(s, 'lesson') === 'one-model-locked' && paused(s));
  await page.locator('#document-learn h1').focus();
  await page.keyboard.press('PageDown');
  await p.until('the second', (s) => param(s, 'lesson') === 'wording-decides');
  await page.keyboard.press('2');
  await poll('the second answer is chosen', () => card.getByRole('radio').nth(1).getAttribute('aria-checked').then((v) => v === 'true'));
  await page.keyboard.press('PageUp');
  await p.until('the first again', (s) => param(s, 'lesson') === 'one-model-locked');
  await card.getByRole('button', {name: 'Back to my own settings'}).focus();
  await page.keyboard.press('Enter');
  await p.until('the lab with the task from before', (s) => s.place === 'lab' && param(s, 'task') === 'ner');
}, desk));

// One lesson for each kind of action, or all of them.
const walked = all ? null : ['wording-decides', 'a-tag-for-every-word', 'computed-not-trained', 'every-layer', 'reward-or-gradient'];
for (const [lang, done] of all ? [['en', '✓ Do this'], ['zh', '✓ 动手']] : [['en', '✓ Do this']]) test(`each action is done from the card, and noticed (${lang})`, () => visit(`#v=1&lang=${lang}&place=learn`, async (p, page) => {
  const card = page.locator('#document-learn');
  const {Course: course} = await (await fetch(`${server.url}content/lessons.json`)).json();
  for (const lesson of course.Lessons) {
    if (walked && !walked.includes(lesson.ID)) continue;
    await p.do('learn-open', lesson.ID);
    await p.until(`${lesson.ID} is open`, (s) => param(s, 'lesson') === lesson.ID && s.lanes.every((l) => ['paused', 'done'].includes(l.status)), {timeout: 60_000});
    if (lesson.Do.Done.Is === 'broken') continue; // a hunt through examples, once trained
    const button = card.locator(`button[data-order="${lesson.Do.Control}"]`);
    if (await button.count()) await button.first().click();
    else await p.do('token', 'a3');
    if (lesson.Do.Done.Is === 'backward') {
      for (let i = 0; i < 6; i++) await p.do('phase', '');
    }
    if (lesson.Do.Done.Is === 'open') {
      await p.until('the inspector is open', (s) => param(s, 'panel') === 'inspector');
      // The order changes the state at once; the lesson hears of it in the next turn, which a slow machine takes its time for.
      await poll('the inspector is drawn', () => p.controls().then((all) => all.some((c) => c.id === 'unit')), {seen: p.seen});
      await p.do('panel', 'lesson');
    }
    await poll(`${lesson.ID}: the card says it is done`, () => card.innerText().then((t) => t.includes(done)), {seen: () => card.innerText()});
    if (lesson.Do.Control === 'play') await p.do('play', '');
  }
}, desk));

for (const lang of all ? ['en', 'zh'] : []) test(`all lessons by keys alone: read, bet, train, see (${lang})`, {timeout: 1_800_000}, () => visit(`#v=1&lang=${lang}&place=learn`, async (p, page) => {
  const card = page.locator('#document-learn');
  const result = () => card.locator('button[data-order="learn-again"]').count(); // one can bet again once it is there
  const {Course: course} = await (await fetch(`${server.url}content/lessons.json`)).json();
  await page.locator('#document-learn .buttons button').first().focus();
  await page.keyboard.press('Enter');
  for (const lesson of course.Lessons) {
    await p.until(`${lesson.ID} is open`, (s) => param(s, 'lesson') === lesson.ID, {timeout: 60_000});
    await poll(`${lesson.ID}: its card is shown`, () => title(page).then((t) => t === lesson.Title[lang.toUpperCase()]), {seen: () => title(page)});
    await page.locator('#document-learn h1').focus();
    await page.keyboard.press('1');
    await poll(`${lesson.ID}: the first answer is chosen`, () => card.getByRole('radio').first().getAttribute('aria-checked').then((v) => v === 'true'));
    await card.locator('button.main').focus();
    await page.keyboard.press('Enter');
    await poll(`${lesson.ID}: the run is over`, () => p.status().then(done), {timeout: 300_000});
    const act = card.locator(`button[data-order="${lesson.Do.Control}"]`).first();
    if (!await result() && await act.count()) { // it is what is done that decides the bet
      await act.focus();
      await page.keyboard.press('Enter');
    }
    await poll(`${lesson.ID}: the result is there`, result, {timeout: 60_000, seen: () => card.innerText()});
    await page.locator('#document-learn h1').focus();
    await page.keyboard.press('PageDown');
  }
}, desk));

test('one lesson by touch on a phone, a face at a time', () => visit('#v=1&lang=zh&place=learn&lesson=one-model-locked', async (p, page) => {
  const card = page.locator('#document-learn');
  await p.until('it is open', (s) => s.lanes[0].task === 'fact' && paused(s));
  assert.equal(await card.getByRole('radio').count(), 0, 'all faces at once');
  await card.getByRole('button', {name: '猜', exact: true}).tap();
  await card.getByRole('radio').last().tap();
  await card.locator('button.main').tap();
  await p.until('both lanes are done', done, {timeout: 120_000});
  await card.getByText('没猜对').waitFor();
}, {context: {viewport: {width: 390, height: 844}, hasTouch: true}}));

test('settings of one\'s own do not decide a bet, and can be put back', () => visit('#v=1&lang=en&place=learn&lesson=how-many', async (p, page) => {
  const card = page.locator('#document-learn');
  await p.until('it is open', (s) => s.lanes[0].method === 'p-tuning-v2' && paused(s));
  await p.do('task', 'ner');
  await card.getByText('does not decide the bet').waitFor();
  await card.getByRole('button', {name: 'Put them back'}).click();
  await p.until('they are back', (s) => param(s, 'task') === null && paused(s));
}, desk));

test('inside a frame: lanes and the card', () => visit('#v=1&lang=en&place=learn&lesson=every-layer&embed=1', async (p, page) => {
  await p.until('it is open', paused);
  assert.equal(await title(page), 'A prompt in every layer');
  const controls = (await p.controls()).map((c) => c.id);
  assert.ok(controls.includes('play') && !controls.includes('task'), controls.join(' '));
}, {context: {viewport: {width: 1100, height: 640}}}));

test('lessons that do not arrive are told, and come at another try', () => visit('#v=1&lang=en&place=learn', async (p, page) => {
  const card = page.locator('#document-learn');
  await card.getByText('The lessons did not arrive').waitFor();
  page.errors.length = 0; // the browser reports the failed request itself
  await page.unroute('**/content/lessons.json');
  await card.getByRole('button', {name: 'Try again'}).click();
  await card.getByRole('button', {name: 'One model, locked'}).waitFor();
}, {...desk, before: (page) => page.route('**/content/lessons.json', (route) => route.fulfill({status: 503, body: ''}))}));

test('a term rings its part of the picture and says what it means', () => visit('#v=1&lang=en&place=learn&lesson=every-layer', async (p, page) => {
  await p.until('it is open', paused);
  const before = await page.locator('canvas').screenshot();
  await page.locator('#document-learn .term[data-term="kv"]').hover();
  await page.locator('.termtip').waitFor();
  assert.match(await page.locator('.termtip').innerText(), /^key/i);
  await sleep(500);
  const {differ} = await pixels(browser, before, await page.locator('canvas').screenshot());
  assert.ok(differ > 0.0005, `the picture does not point at anything: ${differ}`);
}, desk));

test('a lesson as a plain page: no script, and the live figure in it once it is opened', async () => {
  const page = await open(browser, `${server.url}learn/en/every-layer.html`, {context: {viewport: {width: 1200, height: 900}}});
  assert.equal(await page.locator('h1').innerText(), 'A prompt in every layer');
  assert.equal(await page.locator('script').count(), 0);
  assert.equal(page.frames().length, 1 + (await page.locator('iframe').count()), 'frames');
  await page.locator('details.figure summary').click();
  const frame = page.frameLocator('iframe');
  await frame.locator('#document-learn h1').waitFor({timeout: 60_000});
  assert.deepEqual(page.errors.filter((e) => !/favicon/.test(e)), []);
  await page.context().close();
});
