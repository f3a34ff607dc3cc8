// Measures the page as a visitor has it, in a real Chromium at 1440 × 900, and prints JSON lines (make bench-page):
//
//   load      ms from navigation to the first frame, and the steps that the lanes had done by then
//   frame     ms that Go spends on a picture (Update and Draw), pictures and steps a second, while lanes train
//   scaling   steps a second of one lane alone, and of two lanes together
//   pool      eight small trainings on one worker and on one a core, and how long the page waits between frames meanwhile
//   click     ms from letting a button of the mouse go on a cell of Scale's grid to the frame that shows it, while all workers train
//   idle      share of a core that all processes of the browser use while nothing moves, and without our page
//
// Without a GPU the browser rasters in software on the same cores, which takes steps and pictures away.
import {cpus} from 'node:os';
import {startServer, launch, open, lab, sleep} from './helpers.mjs';

const seconds = Number(process.env.SECONDS_EACH || 5);
const print = (row) => console.log(JSON.stringify(row));
const server = await startServer(), browser = await launch();
const session = await browser.newBrowserCDPSession();
const large = {context: {viewport: {width: 1440, height: 900}}};

// cpu is the processor time of the whole browser in seconds (Linux).
async function cpu() {
  const {processInfo} = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, p) => sum + p.cpuTime, 0);
}

async function visit(hash, run, options = large, lanes = 2) {
  const page = await open(browser, `${server.url}#v=1&lang=en&${hash}`, options);
  try {
    const p = lab(page);
    await p.started(lanes);
    return await run(p, page);
  } finally {
    await page.context().close();
  }
}

// rates watches lanes for a while: steps a second of each, pictures a second, what a picture costs.
async function rates(p, length = seconds) {
  const before = await p.status(), start = Date.now(), drawn = [];
  while (Date.now() - start < length * 1000) {
    await sleep(500);
    drawn.push((await p.status()).fps);
  }
  const after = await p.status(), passed = (Date.now() - start) / 1000;
  return {
    steps_per_second: after.lanes.map((lane, i) => +((lane.step - before.lanes[i].step) / passed).toFixed(1)),
    pictures_per_second: drawn.sort((a, b) => a - b)[drawn.length >> 1], ...after.frame,
  };
}

// The page's thread hears nothing of the workers until its first frame is drawn; what they say 50 ms later was done before.
const watch = {...large, before: (page) => page.addInitScript(() => {
  globalThis.marks = {};
  const hidden = setInterval(() => {
    if (!document.getElementById('loader')?.hidden) return;
    clearInterval(hidden);
    marks.frame = performance.now();
    setTimeout(() => { marks.steps = JSON.parse(globalThis.promptscope.status()).lanes.map((lane) => lane.step); }, 50);
  }, 5);
})};

try {
  for (let round = 0; round < 3; round++) {
    print({what: 'load', ...await visit('', async (p, page) => {
      await p.until('both lanes train', (s) => s.lanes.every((lane) => lane.step > 0));
      const {frame, steps} = await page.evaluate(() => globalThis.marks);
      return {first_frame_ms: Math.round(frame), steps_50_ms_later: steps};
    }, watch)});
  }
  const four = 'task=srl&backbone=4x64&steps=20000&c=prompt-tuning&d=prefix-tuning';
  for (const [name, hash] of [['two lanes', 'task=srl&backbone=2x64&steps=20000'], ['four lanes', four], ['four lanes, inspector', `${four}&panel=inspector`]]) {
    await visit(hash, async (p, page) => {
      if (hash.includes('inspector')) await p.do('inspect', '0:0:0');
      await p.until('all lanes have done 50 steps', (s) => s.lanes.every((lane) => lane.step >= 50), {timeout: 120_000});
      print({what: 'frame', name: `${name}, training`, ...await rates(p)});
      await p.do('play');
      await p.until('all lanes are paused', (s) => s.lanes.every((lane) => lane.status === 'paused'));
      const {frame} = await p.status();
      for (let {pictures} = frame; pictures < frame.pictures + 600; ({pictures} = (await p.status()).frame)) { // compilers, and then those that count
        await page.mouse.move(100 + Math.random() * 900, 650 + Math.random() * 200); // a picture for each move
        await sleep(20);
      }
      print({what: 'frame', name: `${name}, paused, the pointer moves`, ...(await p.status()).frame});
    });
  }
  for (const [name, hash] of [['one lane', 'a=p-tuning-v2&b='], ['two lanes', 'a=p-tuning-v2&b=p-tuning-v2'], ['two lanes, one clock', 'a=p-tuning-v2&b=p-tuning-v2&clock=1']]) {
    print({what: 'scaling', name, ...await visit(`task=srl&steps=20000&clock=0&${hash}`, async (p) => {
      await sleep(2000);
      return rates(p);
    }, {context: {viewport: {width: 480, height: 320}}}, 1)}); // a small picture: the cores are for the lanes
  }
  for (const size of [1, cpus().length]) {
    print({what: 'pool', workers: size, ...await visit('run=0', async (p, page) => {
      await page.evaluate(() => { // how long the page is away from a frame
        globalThis.gaps = [];
        let last = performance.now();
        (function frame() {
          requestAnimationFrame(frame);
          const now = performance.now();
          gaps.push(now - last);
          last = now;
        })();
      });
      const {ms} = JSON.parse(await page.evaluate((n) => promptscope.pool(n), size));
      const gaps = (await page.evaluate(() => globalThis.gaps)).sort((a, b) => a - b);
      return {ms, frame_gap_median_ms: +gaps[gaps.length >> 1].toFixed(1), frame_gap_p99_ms: +gaps[Math.floor(gaps.length * 0.99)].toFixed(1)};
    }, {context: {viewport: {width: 480, height: 320}}})});
  }
  print({what: 'click', workers: cpus().length, ...await visit('run=0&place=scale', async (p, page) => {
    await p.click('study-start');
    await sleep(5000);
    const cells = (await p.controls()).filter((c) => c.id === 'study-pick' && c.kind === 'button');
    await page.evaluate(() => {
      globalThis.clicks = [];
      addEventListener('mouseup', () => {
        const start = performance.now(), picked = () => JSON.parse(promptscope.controls()).filter((c) => c.id === 'study-pick' && c.chosen).map((c) => c.arg).join();
        const before = picked();
        (function frame() { requestAnimationFrame(() => { if (picked() !== before) clicks.push(performance.now() - start); else frame(); }); })();
      }, true);
    });
    const count = 100;
    for (let i = 0; i < count; i++) {
      const c = cells[(i * 7) % cells.length];
      await page.mouse.move(c.x + c.w / 2, c.y + c.h / 2);
      await page.mouse.down();
      await sleep(120);
      await page.mouse.up();
      await page.waitForFunction((n) => clicks.length > n, i, {polling: 20});
    }
    const ms = (await page.evaluate(() => clicks)).sort((a, b) => a - b);
    return {clicks: ms.length, median_ms: +ms[ms.length >> 1].toFixed(1), p99_ms: +ms[Math.floor(ms.length * 0.99)].toFixed(1)};
  })});
  const used = async () => {
    const start = Date.now(), before = await cpu();
    await sleep(20_000);
    return +(100 * (await cpu() - before) / ((Date.now() - start) / 1000)).toFixed(2);
  };
  const empty = await used(); // a browser with no page of ours
  print({what: 'idle', ...await visit('run=0', async (p, page) => {
    await page.waitForFunction(() => globalThis.promptscopeRest?.resting, null, {timeout: 60_000, polling: 500});
    return {percent_of_a_core: await used(), without_the_page: empty};
  })});
} finally {
  await browser.close();
  server.stop();
}
