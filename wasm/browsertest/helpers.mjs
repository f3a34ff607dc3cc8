// Shared by the browser tests and shots.mjs: the server, Chromium, and polling.
//
// The page offers globalThis.promptscope for tests and scripts:
//   status()       JSON {state, lang, dark, notices: [string], lanes: [{method, status, step, loss, digest, message}]}
//                  state is the canonical link query, status one of loading paused running waiting done diverged failed,
//                  loss null when there is none; of a step of the past on show: looking, and in each lane shown, stride, branched;
//                  part of the step under way; cut_base and cut_loss of the last ablation; edits that can be undone;
//                  step_ms and flop of a step
//   controls()     JSON [{id, arg, kind, label, value, x, y, w, h}] in CSS pixels
//   do(id, value)  operates a control by name; value is a string
//   ping(lane)     Promise of the milliseconds a lane's worker took to answer
import {spawn, execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import path from 'node:path';
import {chromium} from 'playwright-core';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

// flags make WebGL2 come up without a GPU (SwiftShader); the sandbox cannot be used by root.
export const flags = [
  '--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
];

export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH || '').split(path.delimiter);
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  const found = places.find(existsSync);
  if (!found) throw new Error('no Chromium found: apt-get install chromium, or set CHROMIUM to the program');
  return found;
}

const command = path.join(repository, 'bin', 'promptscope'); // make build makes it before the tests run

// startServer runs the command's own server on a free port; its first line holds the address.
export async function startServer(dir = 'dist') {
  const child = spawn(command, ['serve', '--addr', '127.0.0.1:0', '--dir', dir], {cwd: repository, stdio: ['ignore', 'pipe', 'pipe']});
  const stop = () => child.kill();
  process.once('exit', stop);
  let errors = '';
  child.stderr.on('data', (data) => { errors += data; });
  const url = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      const match = output.match(/^[^\n]*?(https?:\/\/[^\s]+)[^\n]*\n/);
      if (match) resolve(match[1]);
      else if (output.includes('\n')) reject(new Error(`the first line of serve has no address: ${output}`));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`promptscope serve ended with ${code}: ${errors}`)));
  });
  return {url, stop};
}

// train gives the events of a run of the command, each run trained once: what a page shows is compared with them.
const trained = new Map();
export function train(args, env = {}) {
  const key = JSON.stringify([args, env]);
  if (!trained.has(key)) {
    const out = execFileSync(command, ['train', ...args.map(String), '--seed', '1', '--json'], {encoding: 'utf8', env: {...process.env, ...env}});
    trained.set(key, out.trim().split('\n').map((line) => JSON.parse(line)));
  }
  return trained.get(key);
}

export const launch = (extra = []) => chromium.launch({executablePath: findChromium(), args: [...flags, ...extra]});

// open gives a page of a fresh profile, with everything the console called an error in page.errors.
export async function open(browser, url, {context: options = {}, before} = {}) {
  const context = await browser.newContext({viewport: {width: 1100, height: 720}, locale: 'en-US', serviceWorkers: 'block', ...options});
  const page = await context.newPage();
  page.errors = [];
  page.on('console', (message) => { if (message.type() === 'error') page.errors.push(`${message.text()} (${message.location().url})`); });
  page.on('pageerror', (error) => page.errors.push(String(error.stack || error)));
  if (before) await before(page);
  await page.goto(url);
  return page;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// poll calls fn until it gives something true, and returns that. The error tells what was seen last.
export async function poll(what, fn, {timeout = 30_000, interval = 50, seen = () => ''} = {}) {
  for (const end = Date.now() + timeout; ;) {
    const result = await fn();
    if (result) return result;
    if (Date.now() > end) throw new Error(`gave up after ${timeout / 1000} s waiting until ${what}\n${await seen()}`);
    await sleep(interval);
  }
}

// lab wraps globalThis.promptscope of a page.
export function lab(page) {
  const api = {
    status: () => page.evaluate(() => JSON.parse(globalThis.promptscope.status())),
    controls: () => page.evaluate(() => JSON.parse(globalThis.promptscope.controls())),
    do: (id, value = '') => page.evaluate(([i, v]) => globalThis.promptscope.do(i, v), [id, value]),
    ping: (lane) => page.evaluate((l) => globalThis.promptscope.ping(l), lane),
    seen: async () => `page: ${(await page.evaluate(() => globalThis.promptscope?.status?.() ?? document.body.innerText)).slice(0, 2000)}\n` +
      `console: ${page.errors.join('\n')}`,
    until: (what, test, options = {}) => poll(what, async () => {
      const status = await api.status();
      return test(status) && status;
    }, {seen: api.seen, ...options}),
    started: async (least = 2) => {
      await poll('the first frame is on the screen',
        () => page.evaluate(() => typeof globalThis.promptscope === 'object' && document.getElementById('loader').hidden), {seen: api.seen, timeout: 120_000});
      return api.until('both lanes are there', (s) => s.lanes.length >= least && s.lanes.every((l) => l.status !== 'loading'), {timeout: 120_000});
    },
    // click presses a drawn control with the real mouse: first move, so that the program sees the pointer there.
    click: async (id) => {
      const c = await poll(`control ${id} is on the screen`, async () => (await api.controls()).find((k) => k.id === id), {seen: api.seen});
      await page.mouse.move(c.x + c.w / 2, c.y + c.h / 2);
      await sleep(200);
      await page.mouse.down();
      await sleep(150); // longer than a tick of the slowest software renderer
      await page.mouse.up();
    },
  };
  return api;
}

// pixels measures PNGs in a blank page: how many colours the first has, and which share of pixels differs from the second.
export async function pixels(browser, first, second = first) {
  const page = await browser.newPage();
  try {
    return await page.evaluate(async (pictures) => {
      const [a, b] = await Promise.all(pictures.map(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
      }));
      let differ = 0;
      for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) differ++;
      return {colours: new Set(a).size, differ: differ / a.length};
    }, [first, second].map((png) => png.toString('base64')));
  } finally {
    await page.close();
  }
}

// buildWasm compiles a one-file Go program for the browser.
export function buildWasm(source, output) {
  execFileSync('go', ['build', '-o', output, source], {env: {...process.env, GOOS: 'js', GOARCH: 'wasm'}, stdio: 'inherit'});
}
