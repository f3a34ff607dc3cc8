// What is around the picture: the accessible twin, keys, touch, help, sharing, teachers' links, embedding, exports.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {startServer, launch, open, lab, pixels, poll, sleep} from './helpers.mjs';
import {sample} from './sample.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

async function visit(hash, run, options = {}) {
  const page = await open(browser, server.url + hash, options);
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

const desk = {context: {viewport: {width: 1440, height: 900}}};
const handset = {context: {viewport: {width: 390, height: 844}, hasTouch: true}};
const param = (status, key) => new URLSearchParams(status.state).get(key);
const inAddress = (page, key) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get(key);
const said = (page) => page.locator('#said').innerText();

// saved waits for the download that run starts, and returns its name and text.
async function saved(page, run) {
  const [download] = await Promise.all([page.waitForEvent('download'), run()]);
  return {name: download.suggestedFilename(), data: readFileSync(await download.path())};
}

// lossOfCSV finds the last loss of a lane.
function lossOfCSV(text, lane) {
  const rows = text.trim().split('\n').map((row) => row.split(','));
  return Number(rows.filter((row) => row[0] === lane && row[6]).at(-1)[6]);
}

for (const [lang, theme, words] of [
  ['en', 'dark', {task: 'Task', method: 'Method, Lane B', place: 'Place in row', number: 'Virtual tokens', steps: 'Steps', train: 'Train', next: 'Next example',
    trace: /^Trace the attention of/, measure: 'Accuracy', share: 'Share and save', csv: 'Curves as numbers, CSV', close: 'Close', lane: /^Lane A: P-Tuning, done, step 6/, done: /Training is done at step 6/}],
  ['zh', 'light', {task: '任务', method: '方法，B 栏', place: '虚拟词元位置', number: '虚拟词元数', steps: '步数', train: '训练', next: '下一个样例',
    trace: /^查看注意力/, measure: '准确率', share: '分享与保存', csv: '曲线数据，CSV', close: '关闭', lane: /^A 栏：P-Tuning，已完成，第 6 步/, done: /训练已完成，第 6 步/}],
]) {
  test(`the twin alone operates everything (${lang}, ${theme})`, () => visit(`#v=2&run=0&lang=${lang}&theme=${theme}`, async (p, page) => {
    const role = (name, accessible, options = {}) => page.getByRole(name, {name: accessible, exact: typeof accessible === 'string', ...options});
    const until = (what, test) => p.until(what, test);
    await role('combobox', words.task).selectOption('fact');
    await until('the task is fact', (s) => param(s, 'task') === 'fact');
    await role('combobox', words.method).selectOption('full');
    await until('lane B is fine-tuned', (s) => s.lanes[1].method === 'full');
    await role('combobox', words.place).selectOption('infix');
    await until('the place is the middle', (s) => param(s, 'placement') === 'infix');
    await role('spinbutton', words.number).fill('5');
    await role('spinbutton', words.number).press('Enter');
    await until('n is 5', (s) => param(s, 'n') === '5');
    await role('spinbutton', words.number).press('ArrowUp');
    await until('n is 6', (s) => param(s, 'n') === '6');
    await role('spinbutton', words.steps).fill('6');
    await role('spinbutton', words.steps).press('Enter');
    await until('there are six steps', (s) => param(s, 'steps') === '6');
    await role('button', words.next).press('Enter');
    await until('the third example is shown', (s) => param(s, 'example') === '2');
    await poll('the number says so', async () => (await page.locator('#twin [role=spinbutton]').evaluateAll((list) => list.map((e) => e.value))).includes('3'));
    await role('button', words.trace).nth(1).press('Enter');
    await until('the second word is traced', (s) => param(s, 'row') === '1');
    await role('radio', words.measure).press(' ');
    await until('the chart shows the measure', (s) => param(s, 'metric') === 'accuracy');
    await role('button', words.train).press(' ');
    const done = await p.until('both lanes are done', (s) => s.lanes.every((lane) => lane.status === 'done'), {timeout: 120_000});
    await poll('the twin tells the result', async () => words.lane.test(await page.locator('#twin li').first().textContent()),
      {seen: () => page.locator('#twin').innerText()});
    const sentence = await page.locator('#twin li').first().textContent();
    assert.ok(sentence.includes(done.lanes[0].loss.toFixed(3)), `${sentence} has not the loss ${done.lanes[0].loss}`);
    const cells = await page.locator('#twin table tbody tr').last().locator('th, td').allTextContents();
    assert.equal(cells[2], `${(done.lanes[0].eval_accuracy * 100).toFixed(1)} %`);
    await poll('the end is read out', async () => words.done.test(await page.locator('#said').textContent()), {seen: () => said(page)});
    await role('button', words.share).press('Enter');
    const {name, data} = await saved(page, () => role('button', words.csv).press('Enter'));
    assert.equal(name, 'promptscope-fact.csv');
    assert.equal(Math.fround(lossOfCSV(data.toString(), 'A')), Math.fround(done.lanes[0].loss));
    await role('button', words.close).press('Enter');
    await until('the sheet is closed', (s) => param(s, 'panel') === null);
  }, desk));
}

test('the keyboard alone operates everything', () => visit('#v=2&run=0&lang=en', async (p, page) => {
  const active = () => page.evaluate(() => ({name: document.activeElement.getAttribute('aria-label'), tag: document.activeElement.tagName}));
  const tabTo = async (name, key = 'Tab') => {
    for (let i = 0; i < 120; i++) {
      if ((await active()).name === name) return;
      await page.keyboard.press(key);
    }
    assert.fail(`Tab does not reach ${name}; it is on ${JSON.stringify(await active())}`);
  };
  await page.mouse.move(700, 500);
  assert.equal((await active()).tag, 'CANVAS');
  await page.keyboard.press('?');
  await page.locator('#document-help').waitFor();
  await page.keyboard.press('?');
  await page.locator('#document-help').waitFor({state: 'detached'});
  assert.equal((await active()).tag, 'CANVAS', 'the focus is where it was');
  await page.keyboard.press('Tab');
  assert.notEqual((await active()).tag, 'CANVAS');
  await tabTo('Task');
  const ring = async () => (await p.controls()).find((c) => c.focused);
  await poll('the picture shows the focus', async () => (await ring())?.id === 'task');
  const passive = await page.screenshot();
  await page.keyboard.press('ArrowUp');
  await p.until('the task before', (s) => s.lanes[0].task === 'rel');
  await tabTo('Speed', 'Shift+Tab');
  await page.keyboard.press('Home');
  await p.until('the slowest speed', (s) => param(s, 'speed') === '0.1');
  await page.keyboard.press('End');
  await p.until('no limit', (s) => param(s, 'speed') === null);
  await tabTo('Place in row');
  await page.keyboard.press('ArrowDown');
  await p.until('the next place', (s) => param(s, 'placement') === 'infix');
  await tabTo('Virtual tokens', 'Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await p.until('one virtual token less', (s) => param(s, 'n') === '7');
  await tabTo('MLP for K, V');
  await page.keyboard.press(' ');
  await p.until('the switch is on', (s) => param(s, 'projection') === '1');
  await page.keyboard.press('.');
  await p.until('one step is done', (s) => s.lanes.every((lane) => lane.step === 1));
  await page.keyboard.press('l');
  await p.until('Chinese', (s) => s.lang === 'zh');
  await poll('the page says so', () => page.evaluate(() => document.documentElement.lang === 'zh-CN'));
  await page.keyboard.press('l');
  await page.keyboard.press('t');
  await p.until('the next theme', (s) => param(s, 'theme') !== null && s.lang === 'en');
  await page.keyboard.press('?');
  await page.locator('#document-help').waitFor();
  assert.match(await page.locator('#document-help').innerText(), /train or pause/);
  await page.keyboard.press('Escape');
  await page.locator('#document-help').waitFor({state: 'detached'});
  await page.keyboard.press('s');
  await p.until('the share sheet', (s) => param(s, 'panel') === 'share');
  await poll('the focus is in the sheet', async () => (await active()).name === 'Close', {seen: async () => JSON.stringify(await active())});
  await tabTo('Curves as numbers, JSON');
  const {data} = await saved(page, () => page.keyboard.press('Enter'));
  const file = JSON.parse(data), status = await p.status();
  assert.equal(file.lanes[0].digest, status.lanes[0].digest);
  assert.equal(file.lanes[1].loss.length, 1);
  await page.keyboard.press('Escape');
  await p.until('the sheet is closed', (s) => param(s, 'panel') === null);
  const {differ} = await pixels(browser, passive, await page.screenshot());
  assert.ok(differ > 0.001);
}, desk));

test('the focus comes back to a word that was away while its lane loaded', () => visit('#v=2&run=0&lang=en', async (p, page) => {
  let send;
  const held = new Promise((resolve) => { send = resolve; });
  await page.context().route('**/backbones/4x128/model.safetensors', async (route) => { await held; await route.continue(); });
  const words = page.getByRole('button', {name: /^Trace the attention of/});
  await words.nth(2).focus();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  const word = await focused();
  await p.do('backbone', '4x128');
  await poll('the words are away', async () => await words.count() === 0);
  assert.equal(await focused(), null);
  assert.ok(await page.getByRole('button', {name: 'Next example', exact: true}).isEnabled(), 'the examples can be walked');
  send();
  await poll('the focus is on the word again', async () => await focused() === word, {seen: focused});
}, desk));

test('a finger operates everything at 390 x 844', () => visit('#v=2&run=0&lang=en', async (p, page) => {
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', {type, touchPoints: points});
  const tap = async (id, arg) => {
    const c = await poll(`${id} ${arg ?? ''} is on the screen`, async () => (await p.controls()).find((k) => k.id === id && k.enabled && (arg === undefined || k.arg === arg)), {seen: p.seen});
    assert.ok(c.h >= 43.9, `${id} is ${c.w} x ${c.h}`);
    const at = {x: c.x + c.w / 2, y: c.y + c.h / 2};
    await touch('touchStart', [at]);
    await sleep(180);
    await touch('touchEnd', []);
    await sleep(180);
  };
  await tap('task');
  await tap('task', 'fact');
  await p.until('the task is fact', (s) => param(s, 'task') === 'fact');
  await tap('lane', '1');
  await p.until('lane B is shown', (s) => param(s, 'lane') === '1');
  await tap('settings');
  await p.until('the settings are open', (s) => param(s, 'panel') === 'settings');
  await tap('b');
  await tap('b', 'full');
  await p.until('lane B is fine-tuned', (s) => s.lanes[1].method === 'full');
  await tap('placement');
  await tap('placement', 'suffix');
  await p.until('the place is the end', (s) => param(s, 'placement') === 'suffix');
  await tap('n', '+');
  await p.until('n is 9', (s) => param(s, 'n') === '9');
  await tap('close');
  await p.until('the settings are closed', (s) => param(s, 'panel') === null);
  await tap('step');
  await p.until('one step is done', (s) => s.lanes.every((lane) => lane.step === 1));
  await tap('settings');
  await tap('share');
  await p.until('the share sheet', (s) => param(s, 'panel') === 'share');
  const {name, data} = await saved(page, () => tap('save', 'json'));
  assert.equal(name, 'promptscope-fact.json');
  assert.equal(JSON.parse(data).lanes[0].digest, (await p.status()).lanes[0].digest);
  await tap('close');
  await p.until('the sheet is closed', (s) => param(s, 'panel') === null);
}, handset));

async function accessible(page, look) {
  const {violations, passes} = await page.evaluate(() => globalThis.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  assert.deepEqual(violations.map((v) => `${look}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(' ').slice(0, 600)}`), []);
  assert.ok(passes.length > 15, `${look}: only ${passes.length} rules applied`);
}

const looks = ['dark', 'light', 'contrast'].flatMap((theme) => ['en', 'zh'].map((lang) => [lang, theme]));

for (const [name, link, options] of [
  ['the lab', '', desk], ['the help', '&panel=help', desk], ['the help on a phone', '&panel=help', handset],
  ['sharing', '&panel=share', desk], ['the settings of a phone', '&panel=settings', handset], ['embedded and locked', '&embed=1&lock=all', {}],
]) {
  test(`axe finds nothing: ${name}`, () => visit(`#v=2&run=0${link}`, async (p, page) => {
    await page.evaluate(axe);
    for (const [lang, theme] of sample(name, looks, 2)) {
      await page.evaluate((hash) => { location.hash = hash; }, `v=2&run=0&lang=${lang}&theme=${theme}${link}`);
      await p.until(`the page is ${theme} in ${lang}`, (s) => s.lang === lang && param(s, 'theme') === theme);
      await poll('its elements are too', () => page.evaluate((l) => document.documentElement.lang.startsWith(l), lang));
      if (link.includes('help')) await page.locator('#document-help').waitFor();
      await sleep(400); // the twin follows five times a second
      await accessible(page, `${lang}, ${theme}`);
    }
  }, options));
}

test('the help can be searched, follows the language, and leaves the lanes free', () => visit('#v=2&run=0&panel=help&lang=en', async (p, page) => {
  const help = page.locator('#document-help');
  await help.waitFor();
  await help.getByRole('searchbox').fill('virtual');
  const found = await help.locator('article:visible').count();
  assert.ok(found > 3 && found < await help.locator('article').count());
  await help.getByRole('searchbox').fill('zzz');
  assert.match(await help.innerText(), /no such term/);
  await help.getByRole('searchbox').fill(''); // the words stay when the help is made anew
  await p.do('lang', 'zh');
  await poll('the help is Chinese', async () => /虚拟词元/.test(await page.locator('#document-help').innerText()));
  const box = await page.locator('#document-help').boundingBox();
  assert.ok(box.x > 900, `the help begins at ${box.x}`);
  await page.getByRole('button', {name: '关闭'}).last().click();
  await page.locator('#document-help').waitFor({state: 'detached'});
}, desk));

test('typing in the search starts nothing', () => visit('#v=2&run=0&panel=help&lang=en', async (p, page) => {
  await page.locator('#document-help input').pressSequentially('rl. t');
  const s = await p.status();
  assert.ok(!s.running && s.lang === 'en' && s.lanes.every((lane) => lane.step === 0) && param(s, 'theme') === null);
}, desk));

test('pictures and curves are saved: PNG and SVG of the view and of a part', () => visit('#v=2&run=0&lang=zh&theme=light', async (p, page) => {
  await p.do('step');
  await p.until('one step is done', (s) => s.lanes.every((lane) => lane.step === 1));
  const svg = await saved(page, () => p.do('save', 'svg:view'));
  assert.equal(svg.name, 'promptscope-srl-view.svg');
  assert.match(svg.data.toString(), /^<svg [^]*P-Tuning v2[^]*<\/svg>\n$/);
  const part = await saved(page, () => p.do('save', 'svg:chart'));
  assert.ok(part.data.length < svg.data.length / 3);
  for (const [what, least] of [['png:view', 1440], ['png:lane-b', 500]]) {
    const png = (await saved(page, () => p.do('save', what))).data;
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.readUInt32BE(16) >= least * 2 * 0.9, `${what} is ${png.readUInt32BE(16)} wide`);
    assert.ok((await pixels(browser, png)).colours > 50);
  }
  const drawn = await pixels(browser, await page.screenshot({clip: {x: 0, y: 0, width: 1440, height: 700}}));
  assert.ok(drawn.colours > 50, 'the page goes on drawing');
}, desk));

test('the link is copied, and a refusal is told', () => visit('#v=2&run=0&panel=share&lang=en&n=5', async (p, page) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', {name: 'Copy the link'}).press('Enter');
  await poll('it is told', async () => /The link is copied/.test(await page.locator('#said').textContent()));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${server.url}#v=2&lang=en&n=5&run=0`);
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); });
  await page.getByRole('button', {name: 'Copy the link'}).press('Enter');
  await poll('the refusal is told', async () => /could not be copied/.test(await page.locator('#said').textContent()));
}, desk));

test("a teacher's link hides and locks for mouse, keys, twin and script", () => visit('#v=2&run=0&lang=en&hide=seed,task&lock=n,play', async (p, page) => {
  const ids = (await p.controls()).map((c) => c.id);
  for (const id of ['seed', 'die', 'task']) assert.ok(!ids.includes(id), `${id} is there`);
  assert.equal(await page.getByRole('combobox', {name: 'Task'}).count(), 0);
  assert.ok(await page.getByRole('spinbutton', {name: 'Virtual tokens', exact: true}).isDisabled());
  assert.match(await page.getByRole('spinbutton', {name: 'Virtual tokens', exact: true}).getAttribute('title'), /teacher's link/);
  assert.match(await p.do('n', '4'), /held by the link/);
  await p.click('play');
  await page.keyboard.press(' ');
  await sleep(300);
  const s = await p.status();
  assert.ok(!s.running && param(s, 'n') === null);
  await p.do('b', 'probe');
  await p.until('what is free can be changed', (st) => st.lanes[1].method === 'probe');
}, desk));

test('embedded, it answers the page around it as docs/embed.md says', async () => {
  const context = await browser.newContext({viewport: {width: 900, height: 700}, locale: 'en-US'});
  const page = await context.newPage();
  const frame = '<!DOCTYPE html><title>around</title><iframe title="lab" width="860" height="640" src="./#v=2&embed=1&run=0&lock=task&seed=3"></iframe>';
  await page.route('**/around.html', (route) => route.fulfill({contentType: 'text/html', body: frame}));
  try {
    await page.addInitScript(() => {
      globalThis.heard = [];
      if (window === window.parent) addEventListener('message', ({data}) => globalThis.heard.push(data));
    });
    await page.goto(`${server.url}around.html`);
    const heard = (test) => poll(`a message ${test}`, () => page.evaluate((t) => globalThis.heard.find((m) => new Function('m', `return ${t}`)(m)), test),
      {timeout: 60_000, seen: async () => JSON.stringify(await page.evaluate(() => globalThis.heard)).slice(0, 2000)});
    const ask = (message) => page.evaluate((m) => document.querySelector('iframe').contentWindow.postMessage({promptscope: 1, ...m}, '*'), message);
    await heard('m.event === "ready"');
    await ask({type: 'listen', id: 1});
    assert.equal((await heard('m.id === 1')).status.lanes.length, 2);
    await ask({type: 'do', id: 2, control: 'n', value: '4'});
    assert.equal((await heard('m.id === 2')).error, '');
    assert.match((await heard('m.event === "state"')).state, /n=4/);
    await ask({type: 'do', id: 3, control: 'task', value: 'fact'});
    assert.match((await heard('m.id === 3')).error, /held by the link/);
    let id = 100;
    await poll('both lanes are loaded', async () => {
      await ask({type: 'status', id: ++id});
      return (await heard(`m.id === ${id}`)).status.lanes.every((lane) => lane.status === 'paused' && lane.eval_step === 0);
    }, {timeout: 60_000, interval: 300});
    await ask({type: 'do', id: 4, control: 'step'});
    const step = await heard('m.event === "step" && m.lane === 1 && m.step === 1');
    assert.ok(step.loss > 0);
    await ask({type: 'nonsense', id: 5});
    assert.match((await heard('m.id === 5')).error, /there are status, controls, do, listen/);
    await ask({type: 'status', id: 6});
    const {status} = await heard('m.id === 6');
    assert.equal(status.lanes[0].seed, 3);
    await ask({type: 'controls', id: 7});
    const others = (await heard('m.id === 7')).controls.map((c) => c.id).filter((id) => !['play', 'token', 'example', 'metric', 'scale', 'chart', 'at'].includes(id));
    assert.deepEqual(others, [], 'controls that an embedded page should not have');
  } finally {
    await context.close();
  }
});

test('a projector gets everything larger, and clicks and twin land where it is drawn', () => visit('#v=2&run=0&lang=en&projector=1', async (p, page) => {
  const play = (await p.controls()).find((c) => c.id === 'play');
  assert.ok(play.w > 60, `play is ${play.w} wide`);
  const twin = await page.getByRole('button', {name: 'Train', exact: true}).boundingBox();
  assert.ok(Math.abs(twin.x - play.x) < 2 && Math.abs(twin.width - play.w) < 2, JSON.stringify([twin, play]));
  await p.click('step');
  await p.until('one step is done', (s) => s.lanes.every((lane) => lane.step === 1));
}, desk));

test('a lost graphics context costs a reload, not the settings', () => visit('#v=2&run=0&n=5&task=fact&lang=zh', async (p, page) => {
  const reloaded = page.waitForEvent('load', {timeout: 30_000});
  await page.evaluate(() => document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext());
  await reloaded;
  await p.started();
  const s = await p.status();
  assert.equal(s.state, 'v=2&lang=zh&task=fact&n=5&run=0');
  page.errors.length = 0; // Chromium writes a line about the lost context
}));

test('without storage everything works', () => visit('#v=2&run=0', async (p, page) => {
  await p.do('n', '4');
  await poll('the link holds the state', () => inAddress(page, 'n') === '4');
}, {before: (page) => page.addInitScript(() => {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
    Object.defineProperty(globalThis, name, {get() { throw new DOMException('denied', 'SecurityError'); }});
  }
})}));

test('a hidden tab trains on and is right when it is shown again', () => visit('#v=2&speed=20&clock=0&lang=en', async (p, page) => {
  await p.until('training', (s) => s.lanes.every((lane) => lane.step >= 2));
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', {enabled: false});
  const other = await page.context().newPage();
  await other.bringToFront();
  const was = (await p.status()).lanes[0].step;
  await sleep(1500);
  await page.bringToFront();
  await other.close();
  await p.until('it went on', (s) => s.lanes[0].step > was + 3);
  await poll('the twin follows', async () => Number((await page.locator('#twin li').first().textContent()).match(/step (\d+)/)?.[1]) > was,
    {seen: () => page.locator('#twin').innerText()});
}, desk));

test('a tab that was hidden says so: in its title, in a notice, and in the live region', () => visit('#v=2&speed=20&lang=en', async (p, page) => {
  const hide = (hidden) => page.evaluate((h) => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => h});
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await p.until('training', (s) => s.lanes.every((lane) => lane.step >= 2));
  const title = await page.title();
  await hide(true);
  await poll('the title says it', async () => (await page.title()) === `${title} · in the background`);
  await sleep(2300); // shorter absences are not worth a word
  await hide(false);
  await poll('the title is as before', async () => (await page.title()) === title);
  await p.until('a notice says it', (s) => s.notices.some((n) => /This tab was hidden for \d+ s; training (went on from step \d+ to \d+|stood at step \d+)/.test(n)));
  await poll('it is read out', async () => /This tab was hidden/.test(await page.locator('#said').textContent()), {seen: () => said(page)});
}, desk));
