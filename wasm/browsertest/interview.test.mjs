// Interview in a browser: keys alone, touch alone, without storage, offline, two windows, export and import, nothing clipped.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {startServer, launch, open, lab, poll, sleep} from './helpers.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

const desk = {viewport: {width: 1440, height: 900}}, handset = {viewport: {width: 360, height: 640}, hasTouch: true, isMobile: true};
const address = (hash) => `${server.url}#v=1&run=0&place=interview${hash}`;

async function visit(hash, context, run, before) {
  const page = await open(browser, address(hash), {context, before});
  try {
    await page.locator('#document-interview .question h2, #document-interview .question input').first().waitFor();
    await run(page, lab(page));
    assert.deepEqual(page.errors, [], 'errors in the console');
  } finally {
    await page.context().close();
  }
}

const order = (id, arg) => `#document-interview [data-order="${id}"]${arg === undefined ? '' : `[data-arg="${arg}"]`}`;
const question = (page) => page.locator('#document-interview .question h2[data-begins]').innerText();
const next = (page, was) => poll('another question', async () => await question(page) !== was && question(page));
const part = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('promptscope') || '{}').parts?.interview || null);
const log = async (page) => (await part(page))?.log || [];
const everything = (page) => page.evaluate(() => document.documentElement.textContent);
const notice = (page, text) => poll(`the notice ${text}`, async () => (await page.locator('#said').innerText()).includes(text));

test('keys alone: think, reveal, grade, take back, search', () => visit('&lang=en', desk, async (page) => {
  const first = await question(page);
  await page.locator('#document-interview h1').focus();
  await page.keyboard.press('h');
  await page.getByText('The points begin with').waitFor();
  await page.keyboard.press(' ');
  await page.locator(order('card-grade', '3')).waitFor();
  await page.keyboard.press('3');
  const second = await next(page, first);
  await poll('the grade is kept', async () => (await log(page)).length === 1);
  assert.equal((await log(page))[0].grade, 3);
  await page.keyboard.press('u');
  await next(page, second);
  assert.equal(await question(page), first);
  await poll('it is taken back', async () => (await log(page)).length === 0 && (await part(page)).undone.length === 1);
  await page.keyboard.press('4');
  await next(page, first);
  await page.keyboard.press('/');
  await poll('the search has the focus', () => page.evaluate(() => document.activeElement.type === 'search'));
  await page.keyboard.type('zero prefix', {delay: 20});
  await page.locator(order('card-open', 'zero-prefix')).waitFor();
  assert.equal(await page.locator('#document-interview input[type=search]').inputValue(), 'zero prefix');
  // A document is built anew for each letter: where the list is still that of the letters before, its first card may leave under the focus.
  const hit = page.locator(order('card-open')).first(), found = page.locator('#document-interview input[type=search][value="zero prefix"]');
  await found.waitFor();
  const id = await hit.getAttribute('data-arg');
  await page.keyboard.press('Tab');
  await poll('the first that was found has the focus', () => page.evaluate((id) => document.activeElement.dataset.arg === id, id));
  await page.keyboard.press('Enter');
  await page.locator(order('card-reveal')).waitFor();
  await page.keyboard.press('/');
  await found.waitFor();
  await page.keyboard.press('Enter');
  await page.locator(order('card-reveal')).waitFor();
}));

test('a held Space shows one answer and grades nothing', () => visit('&lang=en', desk, async (page) => {
  const first = await question(page);
  await page.locator('#document-interview h1').focus();
  await page.keyboard.down(' ');
  for (let i = 0; i < 20; i++) await page.keyboard.down(' '); // repeats
  await page.keyboard.up(' ');
  await page.locator(order('card-grade', '1')).waitFor();
  await sleep(300);
  assert.equal(await question(page), first);
  assert.deepEqual(await log(page), []);
}));

for (const [lang, words] of [['en', {reveal: /^Show answer/, good: /^Good/, hint: /^A hint/, undo: /^Undo/}], ['zh', {reveal: /^看答案/, good: /^记得/, hint: /^提示/, undo: /^撤销/}]]) {
  test(`no answer is in the page before it is shown; by roles alone; accessible (${lang})`, () => visit(`&lang=${lang}&card=zero-prefix`, desk, async (page) => {
    const short = JSON.parse(readFileSync(new URL('../../dist/content/cards.json', import.meta.url))).topics.flatMap((t) => t.cards).find((c) => c.id === 'zero-prefix');
    const texts = [short.short[lang], ...short.points.map((p) => p[lang]), ...short.wrong.map((w) => w.why[lang])];
    const button = (name) => page.getByRole('button', {name});
    for (const t of texts) assert.ok(!(await everything(page)).includes(t), t);
    await button(words.hint).press('Enter');
    await button(words.reveal).press('Enter');
    await page.locator(order('card-grade', '1')).waitFor();
    for (const t of texts) assert.ok((await everything(page)).includes(t), t);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document.querySelector('#document-interview'), {runOnly: ['wcag2a', 'wcag2aa']}));
    assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
    const point = page.getByRole('checkbox').first();
    await point.press('Enter');
    await poll('the point is ticked', async () => await point.getAttribute('aria-checked') === 'true');
    await button(words.good).press('Enter');
    await poll('the list of the bank', () => page.locator(order('card-open')).count());
    await button(words.undo).press('Enter');
    await button(words.good).waitFor();
    assert.deepEqual(await log(page), []);
  }));
}

test('touch alone on the smallest phone: a card, the menu, a topic, a mock interview', () => visit('&lang=zh', handset, async (page) => {
  const first = await question(page);
  await page.locator(order('card-reveal')).tap();
  await page.locator(order('card-tick', '0')).tap();
  await page.locator(order('card-grade', '2')).tap();
  await next(page, first);
  await page.locator(order('card-menu')).tap();
  await page.locator(order('card-topic', 'p-tuning')).tap();
  await poll('a card of the topic', async () => (await page.locator('#document-interview .tags').innerText()).includes('P-Tuning'));
  await page.locator(order('card-menu')).tap();
  await page.locator(order('card-mode', 'mock')).tap();
  await page.locator(order('card-mock')).first().tap();
  for (let i = 0; i < 8; i++) {
    const was = await page.locator('#document-interview .steps').innerText();
    await page.locator(order('card-next')).tap();
    await poll('the next one', async () => await page.locator('#document-interview .steps').innerText() !== was);
  }
  await page.locator(order('card-grade', '1')).waitFor();
}));

test('every card in both languages fits the smallest phone', () => visit('&lang=en', handset, async (page, p) => {
  const bank = JSON.parse(readFileSync(new URL('../../dist/content/cards.json', import.meta.url))).topics.flatMap((t) => t.cards.map((c) => c.id));
  assert.ok(bank.length >= 80);
  const ids = bank.filter((_, i) => process.env.PROMPTSCOPE_ALL || i % 4 === 0); // make test takes a sample
  for (const lang of ['en', 'zh']) {
    await p.do('lang', lang);
    const clipped = await page.evaluate(async (ids) => {
      const out = [], frame = () => new Promise((r) => requestAnimationFrame(r));
      const root = () => document.querySelector('#document-interview');
      for (const id of ids) {
        for (const [order, arg, there] of [['card-open', id, `.question[data-about="${id}/false"]`], ['card-reveal', '', `.question[data-about="${id}/true"]`]]) {
          globalThis.promptscope.do(order, arg);
          for (let i = 0; i < 200 && !root().querySelector(there); i++) await frame();
          if (!root().querySelector(there)) { out.push(`${id} ${order}: not shown`); continue; }
          for (const element of root().querySelectorAll('*')) {
            const box = element.getBoundingClientRect();
            if (box.width && (box.right > innerWidth + 0.5 || box.left < -0.5) && !element.closest('.scroll, header')) out.push(`${id} ${order}: ${element.outerHTML.slice(0, 90)}`);
          }
          const thumb = root().querySelector('.thumb').getBoundingClientRect(), card = root().querySelector('.question').getBoundingClientRect();
          if (thumb.bottom > innerHeight + 0.5 || card.height < 150) out.push(`${id} ${order}: thumb to ${thumb.bottom}, card ${card.height}`);
        }
      }
      return out;
    }, ids);
    assert.deepEqual(clipped, []);
  }
}));

test('two windows: what one grades the other does not ask again', async () => {
  const context = await browser.newContext({...desk, locale: 'en-US'});
  const pages = [];
  for (let i = 0; i < 2; i++) {
    const page = await context.newPage();
    await page.goto(address('&lang=en'));
    await page.locator(order('card-reveal')).waitFor();
    pages.push(page);
  }
  const [a, b] = pages, first = await question(a);
  assert.equal(await question(b), first);
  await b.locator(order('card-reveal')).click();
  await a.bringToFront();
  await a.locator(order('card-reveal')).click();
  await a.locator(order('card-grade', '3')).click();
  await next(a, first);
  await b.bringToFront();
  await next(b, first);
  await b.locator(order('card-reveal')).click();
  await b.locator(order('card-grade', '4')).click();
  await poll('both grades are kept', async () => (await log(b)).length === 2);
  assert.equal(new Set((await log(b)).map((e) => e.card)).size, 2);
  await context.close();
});

test('progress goes out as a file and comes in again; a file that cannot be read changes nothing and says why', () => visit('&lang=en', desk, async (page) => {
  const first = await question(page);
  await page.locator(order('card-reveal')).click();
  await page.locator(order('card-grade', '4')).click();
  await next(page, first);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(order('export')).click()]);
  const file = readFileSync(await download.path(), 'utf8'), before = await part(page);
  const choose = async (name, text) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator(order('import')).click()]);
    await chooser.setFiles({name, mimeType: 'application/json', buffer: Buffer.from(text)});
  };
  for (const [text, why] of [[file.slice(0, -20), 'the file is incomplete'], [file.replace('"version": 1', '"version": 5'), 'a newer version wrote the file'], ['{"decks": []}', 'not a progress file']]) {
    await choose('progress.json', text);
    await notice(page, why);
    assert.deepEqual(await part(page), before, why);
  }
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.locator(order('card-reveal')).waitFor();
  assert.deepEqual(await log(page), []);
  await choose('progress.json', file);
  await notice(page, 'merged with what was here');
  await poll('it is kept', async () => (await log(page)).length === 1);
  assert.deepEqual(await part(page), before);
}));

test('without storage a session works, and it is said once', () => visit('&lang=en', desk, async (page) => {
  await poll('it is said', async () => (await page.locator('#said').innerText()).includes('keeps nothing'));
  for (let i = 0; i < 2; i++) {
    const was = await question(page);
    await page.locator(order('card-reveal')).click();
    await page.locator(order('card-grade', '4')).click();
    await next(page, was);
  }
  assert.equal((await page.locator('#said').innerText()).split('keeps nothing').length, 2, 'said more than once');
}, (page) => page.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }}))));

test('offline once the place is open', () => visit('&lang=en', desk, async (page) => {
  await page.context().setOffline(true);
  for (let i = 0; i < 3; i++) {
    const was = await question(page);
    await page.locator(order('card-reveal')).click();
    await page.locator(order('card-grade', '3')).click();
    await next(page, was);
  }
  await page.context().setOffline(false);
  page.errors = page.errors.filter((e) => !e.includes('favicon')); // which Chromium asks for again
}));

test('cards that do not come are asked for again', async () => {
  const page = await open(browser, address('&lang=en'), {context: desk, before: (page) => page.route('**/content/cards.json', (route) => route.abort(), {times: 1})});
  await page.locator(order('card-retry')).click();
  await page.locator(order('card-reveal')).waitFor();
  await page.context().close();
});

test('a proof about ablations is measured by itself', () => visit('&lang=en&card=zero-prefix', desk, async (page) => {
  await page.locator(order('card-reveal')).click();
  await page.locator(order('card-train')).click();
  await page.getByText('Holds in this run.').waitFor({timeout: 120_000});
}));

test('a proof trains beside the answer with the digest of the command, opens in the Lab, and leads back', () => visit('&lang=en&card=what-is-peft', desk, async (page, p) => {
  await page.locator(order('card-reveal')).click();
  await page.locator(order('card-train')).click();
  await page.getByText('Holds in this run.').waitFor({timeout: 120_000});
  const status = await p.status();
  for (const lane of status.lanes) assert.ok((await page.locator('#document-interview .proof').innerText()).includes(lane.digest));
  await page.locator(order('card-lab')).click();
  await p.until('the Lab shows it', (s) => s.place === 'lab');
  assert.equal(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('card'), 'what-is-peft');
  await page.getByRole('button', {name: 'Back to the question'}).focus();
  await page.keyboard.press('Enter');
  await page.locator(order('card-grade', '1')).waitFor();
  await page.locator(order('card-mine')).click();
  await p.until('the settings of before are back', (s) => s.lanes[0].task === 'srl');
}));
