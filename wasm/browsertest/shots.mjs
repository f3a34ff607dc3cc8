// node shots.mjs FOLDER [NAME,…]: a PNG of each state of the list below, or of the named ones.
import {mkdirSync, readdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {startServer, launch, open, lab, sleep} from './helpers.mjs';

const fact = 'task=fact&steps=60', roles = 'steps=80';

// Every run ends or stands still before its picture, so that the same sources give the same picture.
const done = (p) => p.until('all lanes are done', (s) => s.lanes.every((l) => ['done', 'diverged', 'failed'].includes(l.status)), {timeout: 300_000});
const inspect = (cell, level) => async (p) => {
  await done(p);
  await p.do('inspect', cell);
  if (level) await p.do('level', level);
};
const look = (step) => async (p) => {
  await done(p);
  await p.do('at', String(step));
  await p.until(`step ${step} is on show`, (s) => s.lanes.every((l) => l.shown === step));
};
const phases = (count, part) => async (p) => {
  for (let i = 0; i < count; i++) await p.do('phase');
  await p.until(`the part is ${part}`, (s) => s.lanes.every((l) => l.part === part), {timeout: 60_000});
};
const ablate = (cell, cut) => async (p) => {
  await inspect(cell)(p);
  await p.do('cut', cut);
  await p.until('the ablation is done', (s) => s.lanes.some((l) => l.cut_loss > 0), {timeout: 120_000});
};

const first = async (p) => { // without a link
  await p.until('the first steps', (s) => s.lanes.every((l) => l.step >= 8));
  await p.do('play');
};
const zoomed = async (p) => {
  await done(p);
  await p.do('pin', 'now:1');
  await p.do('seed', '7');
  await p.until('the second run has begun', (s) => s.past >= 2 && s.lanes.every((l) => l.seed === 7));
  await done(p);
  await p.do('zoom', '20-60');
};
const hover = async (p, page) => {
  await done(p);
  const chart = (await p.controls()).find((c) => c.id === 'chart');
  await page.mouse.move(chart.x + chart.w * 0.55, chart.y + chart.h * 0.5);
};
const lesson = (face) => async (p) => { // a bet is placed, and decided if it is to be seen
  await p.until('the lesson is open', (s) => s.lanes.every((l) => l.status === 'paused'));
  await p.do('learn-bet', '2');
  await p.do('learn-face', face);
  if (face !== '2') return;
  await p.do('learn-train');
  await done(p);
};

const grid = (cell) => async (p) => { // of stored runs
  await sleep(2500);
  if (cell) await p.do('study-pick', cell);
};

// name: size, language, theme, link, what to do before the picture
const shots = {
  'first': ['1440x900', 'en', 'dark', null, first],
  'first-phone': ['390x844', 'zh', 'light', null, first],
  'lab': ['1440x900', 'en', 'dark', 'steps=300', done],
  'lab-zh': ['1440x900', 'zh', 'light', fact, done],
  'accuracy': ['1440x900', 'en', 'light', `${fact}&metric=accuracy`, hover],
  'time': ['1280x800', 'zh', 'dark', `${fact}&clock=0&axis=time&panel=compare`, done],
  'four-lanes': ['1760x880', 'en', 'light', `${fact}&c=lora&d=full`, done],
  'inspector': ['1440x900', 'zh', 'dark', `${fact}&panel=inspector`, ablate('1:1:2', '3:1:-1')],
  'layer': ['1440x900', 'zh', 'light', `${roles}&panel=inspector`, inspect('1:1:-1')],
  'head': ['1280x800', 'en', 'light', `${roles}&panel=inspector`, inspect('0:1:-1', '3')],
  'compare': ['1280x800', 'en', 'dark', `${fact}&panel=compare&fair=numbers`, zoomed],
  'past': ['1024x768', 'en', 'light', fact, look(12)],
  'forward': ['1024x768', 'en', 'light', `${roles}&run=0`, phases(3, 'forward')],
  'backward': ['1024x768', 'zh', 'dark', `${fact}&run=0`, phases(6, 'backward')],
  'update': ['1024x768', 'en', 'dark', `${fact}&run=0`, phases(9, 'update')],
  'contrast': ['1024x768', 'en', 'contrast', `${fact}&metric=accuracy`, done],
  'projector': ['1280x720', 'zh', 'light', `${fact}&projector=1`, done],
  'learn': ['1440x900', 'en', 'dark', 'place=learn&lesson=every-layer', lesson('1')],
  'learn-see': ['1440x900', 'zh', 'light', 'place=learn&lesson=one-model-locked', lesson('2')],
  'learn-phone': ['390x844', 'en', 'light', 'place=learn&lesson=one-model-locked', lesson('2')],
  'interview': ['1440x900', 'zh', 'dark', 'place=interview', async () => sleep(3000)],
  'scale': ['1440x900', 'en', 'dark', 'run=0&place=scale', grid('prompt-tuning:4x64')],
  'scale-length': ['1280x720', 'zh', 'light', 'run=0&place=scale&study=length', grid('p-tuning-v2:8')],
  'scale-phone': ['390x844', 'en', 'light', 'run=0&place=scale&study-show=behind', grid('')],
  'diverged': ['768x1024', 'zh', 'light', `${fact}&lrb=1000000`, done],
  'phone': ['390x844', 'en', 'dark', roles, done],
  'phone-inspector': ['390x844', 'zh', 'light', `${fact}&panel=inspector`, inspect('1:0:0')],
  'phone-small': ['360x640', 'zh', 'dark', fact, done],
  'phone-across': ['844x390', 'en', 'dark', fact, done],
  'phone-across-small': ['640x360', 'zh', 'light', fact, done],
};

const [folder, names = Object.keys(shots).join(',')] = process.argv.slice(2);
if (!folder || !names.split(',').every((name) => shots[name])) {
  console.error(`usage: node shots.mjs FOLDER [NAME,…] with names ${Object.keys(shots).join(', ')}`);
  process.exit(2);
}
mkdirSync(folder, {recursive: true});
if (process.argv.length === 3) for (const old of readdirSync(folder)) if (old.endsWith('.png')) rmSync(path.join(folder, old)); // of states that are gone
const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  for (const name of names.split(',')) {
    const [size, lang, theme, link, act] = shots[name];
    const [width, height] = size.split('x').map(Number);
    const page = await open(browser, `${server.url}#lang=${lang}&theme=${theme}${link === null ? '' : `&v=2&${link}`}`, {context: {viewport: {width, height}}});
    const p = lab(page);
    await p.started();
    await act(p, page);
    const file = path.join(folder, `${name}-${size}-${lang}-${theme}.png`);
    if (act !== hover) await page.mouse.move(0, 0);
    await sleep(1500); // the last frame of a slow renderer
    await page.screenshot({path: file});
    console.log(file, page.errors.length ? page.errors : '');
    await page.context().close();
  }
} finally {
  await browser.close();
  server.stop();
}
