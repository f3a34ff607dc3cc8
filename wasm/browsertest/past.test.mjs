// Time travel, inspector and ablation in the page, by the twin alone, by keys alone and by touch alone. What is displayed
// is compared with the same run of the command.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {startServer, launch, open, lab, poll, repository, sleep, train} from './helpers.mjs';

let server, browser;
before(async () => { [server, browser] = await Promise.all([startServer(), launch()]); });
after(async () => {
  await browser?.close();
  server?.stop();
});

const total = 12; // steps of every run here: enough for the list of runs, few enough that each is evaluated
const param = (status, key) => new URLSearchParams(status.state).get(key);
const desk = {context: {viewport: {width: 1440, height: 900}}};
const handset = {context: {viewport: {width: 390, height: 844}, hasTouch: true}};

async function visit(options, run) {
  const page = await open(browser, `${server.url}#v=1&run=0&lang=en&task=fact&steps=${total}`, options);
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

// engine is the same run in the command: losses by step, and what it says at its end.
function engine(method) {
  const events = train(['--task', 'fact', '--method', method, '--steps', total]);
  const by = (name, value) => Object.fromEntries(events.filter((e) => e.event === name).map((e) => [e.step, e[value]]));
  return {digest: events.at(-1).digest, loss: by('step', 'loss'), heldOut: by('eval', 'eval_loss')};
}

const near = (a, b, what) => assert.equal(Math.fround(a), Math.fround(b), what);

// shows waits until both lanes show a step, and compares them with the command at that step.
async function shows(p, step) {
  const s = await p.until(`step ${step} is on show`, (st) => st.looking && st.lanes.every((lane) => lane.shown === step), {timeout: 60_000});
  for (const lane of s.lanes) {
    near(lane.loss, engine(lane.method).loss[step], `loss of ${lane.method} at step ${step}`);
    assert.equal(lane.step, total);
    assert.notEqual(lane.digest, engine(lane.method).digest);
  }
}

// ends waits until both lanes are done, and compares their digests with the command's.
async function ends(p) {
  const s = await p.until('both lanes are done', (st) => !st.looking && st.lanes.every((lane) => lane.status === 'done' && lane.shown === total), {timeout: 120_000});
  for (const lane of s.lanes) assert.equal(lane.digest, engine(lane.method).digest, lane.method);
  return s;
}

// ablated waits for the result of an ablation and compares its start with the command's own evaluation.
async function ablated(p, lane, step) {
  const s = await p.until('the ablation is done', (st) => st.lanes[lane].cut_loss > 0, {timeout: 120_000});
  near(s.lanes[lane].cut_base, engine(s.lanes[lane].method).heldOut[step], 'the loss before the ablation');
  assert.notEqual(s.lanes[lane].cut_loss, s.lanes[lane].cut_base);
  return s.lanes[lane];
}

async function saved(page, run) {
  const [download] = await Promise.all([page.waitForEvent('download'), run()]);
  return readFileSync(await download.path(), 'utf8');
}

// lossesOf reads a lane's losses out of the exported numbers.
const lossesOf = (csv, lane) => csv.trim().split('\n').map((row) => row.split(',')).filter((row) => row[0] === lane && row[6]).map((row) => Number(row[6]));

const sentence = (page, start) => poll(`a sentence that begins with ${start}`,
  async () => (await page.locator('#twin li').allTextContents()).find((text) => text.startsWith(start)));

test('the twin alone: past, going on from there, inspector, ablation, export', () => visit(desk, async (p, page) => {
  const role = (name, accessible, options = {}) => page.getByRole(name, {name: accessible, exact: true, ...options});
  await role('button', 'Train').press(' ');
  await ends(p);
  await role('slider', 'Step on show').fill('5');
  await shows(p, 5);
  await role('button', 'Back to now').press('Enter');
  await p.until('it is now', (s) => !s.looking);
  await role('slider', 'Step on show').fill('3');
  await shows(p, 3);
  await role('button', 'Continue from here').press('Enter');
  await p.until('the run was taken back', (s) => s.past === 2);
  await ends(p);
  await role('button', 'Inspect layer 2, Lane B').press('Enter');
  await p.until('the inspector is open', (s) => param(s, 'panel') === 'inspector');
  await role('radio', 'Head').press(' ');
  let text = await sentence(page, 'Inspector, lane B, layer 2, head 1');
  const {lambda} = (await p.until('there is a λ', (s) => s.lanes[1].lambda > 0)).lanes[1];
  assert.ok(text.includes(`λ of the head: ${lambda.toFixed(4)}`), `${text} has not λ ${lambda}`);
  await role('radio', 'Token').press(' ');
  text = await sentence(page, 'Inspector, lane B, virtual token v1, layer 2');
  assert.match(text, /128 numbers from -\d.\d+ to \d.\d+, gradient \S+; nearest: \S+ -?0\.\d\d/);
  await role('radio', 'Layer').press(' ');
  await role('button', 'the prompt of L2: remove').press('Enter');
  const cut = await ablated(p, 1, total);
  await poll('the twin tells it', async () => (await sentence(page, 'Inspector')).includes(`held-out loss ${cut.cut_base.toFixed(3)} → ${cut.cut_loss.toFixed(3)}`),
    {seen: () => page.locator('#twin li').allTextContents()});
  await role('button', 'Share and save').press('Enter');
  const svg = await saved(page, () => role('button', 'Picture: Panel, SVG').press('Enter'));
  assert.ok(svg.includes(`${cut.cut_base.toFixed(3)} → ${cut.cut_loss.toFixed(3)}`), 'the picture shows the change of loss');
  const csv = await saved(page, () => role('button', 'Curves as numbers, CSV').press('Enter'));
  for (const [i, lane] of ['A', 'B'].entries()) {
    const want = engine((await p.status()).lanes[i].method).loss;
    lossesOf(csv, lane).forEach((loss, k) => near(loss, want[k + 1], `${lane} at step ${k + 1}`));
  }
  await role('button', 'Close').press('Enter');
  await p.until('the sheet leads back to the inspector', (s) => param(s, 'panel') === 'inspector');
}));

test('a number of a virtual token set by hand and taken back is what the engine makes of it', () => visit(desk, async (p, page) => {
  const [layer, unit, index, value] = [0, 2, 6, 3.5]; // counted from 0; people count from 1
  const [plain, edited, undone] = JSON.parse(execFileSync('go', ['run', './wasm/browsertest/edited.go', 'p-tuning-v2', total, layer, unit, index, value].map(String),
    {cwd: repository, encoding: 'utf8'}));
  assert.deepEqual(undone, plain, 'the engine takes it back to the last bit');
  const role = (name, accessible) => page.getByRole(name, {name: accessible, exact: true});
  const shown = (want) => async (s) => {
    const lane = s.lanes[1];
    return lane.digest === want.digest && lane.edits === want.edits && lane.branched === want.branched && Math.fround(lane.eval_loss) === Math.fround(want.heldout);
  };
  const agrees = (what, want) => poll(what, async () => (await shown(want)(await p.status())), {seen: p.seen, timeout: 60_000});
  const set = async (name, to, arrived) => {
    await role('spinbutton', name).fill(String(to));
    await role('spinbutton', name).press('Enter');
    await poll(`${name} is ${to}`, arrived, {seen: p.seen});
  };
  const valueOf = async (name) => Number(await role('spinbutton', name).inputValue());
  await role('button', 'Train').press(' ');
  await ends(p);
  await agrees('it is the engine\'s run', plain);
  await role('button', 'Inspect layer 1, Lane B').press('Enter');
  await poll('the levels are there', () => role('radio', 'Token').count());
  await role('radio', 'Token').press(' ');
  await sentence(page, 'Inspector, lane B, virtual token v1');
  await set('Token', unit + 1, () => sentence(page, `Inspector, lane B, virtual token v${unit + 1}, layer ${layer + 1}`));
  await set('Number', index + 1, async () => await valueOf('Number') === index + 1);
  const says = (want) => async () => await role('spinbutton', 'Its value').count() && Math.fround(await valueOf('Its value')) === Math.fround(want);
  await poll('its value is the engine\'s', says(plain.value), {seen: p.seen});
  assert.equal(await role('button', 'Undo the last change by hand').count(), 0, 'there is nothing to undo');
  await set('Its value', value, says(edited.value));
  await agrees('the change is the engine\'s', edited);
  await poll('the twin tells the range', async () => (await sentence(page, 'Inspector')).includes(` to ${value.toFixed(3)}`));
  const held = await page.locator('#twin li').nth(1).textContent();
  assert.match(held, new RegExp(`Accuracy ${(edited.measure * 100).toFixed(1)} % at step ${total}`));
  await poll('it can be undone', () => role('button', 'Undo the last change by hand').count());
  await role('button', 'Undo the last change by hand').press('Enter');
  await agrees('it is taken back', plain);
  await poll('the number is what it was', says(undone.value));
  await poll('there is nothing to undo', async () => await role('button', 'Undo the last change by hand').count() === 0);
}));

test('a link brings back what was looked at: the step, the place in the inspector, the stretch of the chart', () => visit(desk, async (p, page) => {
  await page.getByRole('button', {name: 'Train', exact: true}).press(' ');
  await ends(p);
  await p.do('inspect', '1:1:3');
  await p.do('zoom', '2-9');
  await p.do('at', '5');
  await shows(p, 5);
  const link = await p.until('the link has it all', (s) => ['seen=5', 'span=2-9', 'open=1.1.1.0.3.0', 'panel=inspector'].every((part) => s.state.includes(part)));
  await page.reload();
  await p.started();
  const back = await p.until('the lanes stand at the step', (s) => s.lanes.every((lane) => lane.step === 5 && lane.status === 'paused'), {timeout: 60_000});
  for (const lane of back.lanes) near(lane.loss, engine(lane.method).loss[5], `loss of ${lane.method} at step 5`);
  assert.equal(back.state, link.state);
  await sentence(page, 'Inspector, lane B, virtual token v4, layer 2');
  const chart = (await p.controls()).find((c) => c.id === 'chart');
  assert.deepEqual([chart.min, chart.max], [2, 9]);
}));

test('where nothing is left to train, the round button starts over: the same run to the last bit', () => visit(desk, async (p, page) => {
  const role = (accessible) => page.getByRole('button', {name: accessible, exact: true});
  await role('Train').press(' ');
  const first = await ends(p);
  await poll('the button says so', () => role('Train again from step 0').count());
  await role('Train again from step 0').press(' ');
  await p.until('the run before is kept', (s) => s.past === 2);
  const again = await ends(p);
  assert.deepEqual(again.lanes.map((lane) => lane.digest), first.lanes.map((lane) => lane.digest));
}));

test('without the common clock the chart can run over time', () => visit(desk, async (p, page) => {
  await p.do('clock', '0');
  await page.getByRole('radio', {name: 'time', exact: true}).press(' ');
  await p.until('the axis is time', (s) => param(s, 'axis') === 'time');
  await page.getByRole('button', {name: 'Train', exact: true}).press(' ');
  const done = await ends(p);
  for (const lane of done.lanes) assert.ok(lane.step_ms > 0 && lane.flop > 1e6, JSON.stringify(lane));
  assert.equal((await p.controls()).some((c) => c.id === 'at'), false, 'a time is no step: there is nothing to drag');
  await page.getByRole('radio', {name: 'steps', exact: true}).press(' ');
  await poll('the steps can be dragged again', async () => (await p.controls()).some((c) => c.id === 'at'));
}));

test('keys alone: parts of a step, past, inspector, ablation, export', () => visit(desk, async (p, page) => {
  const active = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') || '');
  const tabTo = async (name, key = 'Tab') => {
    for (let i = 0; i < 150; i++) {
      if ((await active()) === name) return;
      await page.keyboard.press(key);
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  for (const [part, layer] of [['forward', -1], ['forward', 0], ['forward', 1], ['loss', 0], ['backward', 1], ['backward', 0], ['backward', -1], ['rest', 0],
    ['update', 0]]) {
    await page.keyboard.press(',', {delay: 150}); // longer than a tick of the slowest software renderer
    await p.until(`${part} ${layer} is done`, (s) => s.lanes.every((lane) => lane.part === part && (part === 'rest' || lane.part_layer === layer)), {timeout: 60_000});
  }
  const first = await p.until('the step is done', (s) => s.lanes.every((lane) => lane.step === 1));
  for (const lane of first.lanes) near(lane.loss, engine(lane.method).loss[1], `${lane.method} in parts`);
  await page.keyboard.press(' ');
  await ends(p);
  await page.keyboard.press('Tab');
  await tabTo('Step on show');
  await poll('the twin follows: arrows count from what it says', async () => await page.evaluate(() => document.activeElement.value) === String(total));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await shows(p, total - 2);
  await page.keyboard.press('Escape');
  await p.until('it is now', (s) => !s.looking);
  await tabTo('Inspect layer 1, Lane A', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await p.until('the inspector is open', (s) => param(s, 'panel') === 'inspector');
  await tabTo('Head 3');
  await page.keyboard.press('Enter');
  const head = await sentence(page, 'Inspector, lane A, layer 1, head 3');
  const {lambda} = (await p.status()).lanes[0];
  assert.ok(lambda > 0 && head.includes(lambda.toFixed(4)), `${head}: λ is ${lambda}`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await sentence(page, 'Inspector, lane A, virtual token v1, layer 1');
  await tabTo('whole prompt: remove');
  await page.keyboard.press('Enter');
  const cut = await ablated(p, 0, total);
  await poll('it is told', async () => (await sentence(page, 'Inspector')).includes(`${cut.cut_base.toFixed(3)} → ${cut.cut_loss.toFixed(3)}`));
  await page.keyboard.press('s');
  await p.until('the share sheet', (s) => param(s, 'panel') === 'share');
  await tabTo('Curves as numbers, CSV');
  const csv = await saved(page, () => page.keyboard.press('Enter'));
  near(lossesOf(csv, 'A').at(-1), engine('p-tuning').loss[total]);
}));

test('a finger alone: past, going on, inspector, ablation, export', () => visit(handset, async (p, page) => {
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', {type, touchPoints: points});
  const find = (id, arg) => poll(`${id} ${arg ?? ''} is on the screen`,
    async () => (await p.controls()).find((c) => c.id === id && c.enabled && (arg === undefined || c.arg === arg)), {seen: p.seen});
  const tap = async (id, arg) => {
    const c = await find(id, arg);
    assert.ok(c.h >= 43.9, `${id} is ${c.w} x ${c.h}`);
    await touch('touchStart', [{x: c.x + c.w / 2, y: c.y + c.h / 2}]);
    await sleep(200);
    await touch('touchEnd', []);
    await sleep(200);
  };
  await tap('play');
  await ends(p);
  const slider = await find('at');
  const at = (step) => ({x: slider.x + 8 + (slider.w - 16) * step / total, y: slider.y + slider.h / 2});
  await touch('touchStart', [at(total)]);
  await sleep(200);
  for (const step of [7, 6, 5, 4]) {
    await touch('touchMove', [at(step)]);
    await sleep(120);
  }
  await touch('touchEnd', []);
  await shows(p, 4);
  await tap('continue');
  await p.until('the run was taken back', (s) => s.past === 2);
  await ends(p);
  await tap('inspect', '0:1:-1');
  await p.until('the inspector is open', (s) => param(s, 'panel') === 'inspector');
  await tap('head', '1');
  await sentence(page, 'Inspector, lane A, layer 2, head 2');
  await tap('level', '1');
  const drawn = await sentence(page, 'Inspector, lane A, virtual token v1');
  assert.match(drawn, /64 numbers from/);
  for (let i = 0; i < 12 && !(await p.controls()).some((c) => c.id === 'cut' && c.arg === '3:-1:-1' && c.enabled && c.y < 800); i++) {
    await touch('touchStart', [{x: 190, y: 640}]);
    await sleep(100);
    for (let y = 620; y >= 440; y -= 60) {
      await touch('touchMove', [{x: 190, y}]);
      await sleep(60);
    }
    await touch('touchEnd', []);
    await sleep(150);
  }
  await tap('cut', '3:-1:-1');
  await ablated(p, 0, total);
  await tap('share');
  const file = JSON.parse(await saved(page, () => tap('save', 'json')));
  for (const lane of file.lanes) assert.equal(lane.digest, engine(lane.method ?? (lane.lane === 'A' ? 'p-tuning' : 'p-tuning-v2')).digest);
  await tap('close');
  await p.until('the sheet leads back to the inspector', (s) => param(s, 'panel') === 'inspector');
}));
