// node shots.mjs FOLDER [size,…] [lang,…] [theme,…]: one PNG per size, language and theme.
// A link in STATE (such as "seed=3&task=fact") is added to each; STEPS is how far to train before the picture.
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {startServer, launch, open, lab, sleep} from './helpers.mjs';

const [folder, sizes = '1440x900,1024x768,360x740', langs = 'en,zh', themes = 'dark,light'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node shots.mjs FOLDER [1440x900,…] [en,zh] [dark,light]');
  process.exit(2);
}
const steps = Number(process.env.STEPS || 150), state = process.env.STATE ? `&${process.env.STATE}` : '';
mkdirSync(folder, {recursive: true});
const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  for (const size of sizes.split(',')) for (const lang of langs.split(',')) for (const theme of themes.split(',')) {
    const [width, height] = size.split('x').map(Number);
    const page = await open(browser, `${server.url}#v=1&lang=${lang}&theme=${theme}${state}`, {context: {viewport: {width, height}}});
    const p = lab(page);
    await p.started();
    await p.until(`${steps} steps are done`, (s) => s.lanes.every((l) => l.step >= steps || ['done', 'diverged', 'failed'].includes(l.status)),
      {timeout: 120_000});
    const file = path.join(folder, `lab-${size}-${lang}-${theme}.png`);
    await page.mouse.move(0, 0);
    await sleep(500);
    await page.screenshot({path: file});
    console.log(file, page.errors.length ? page.errors : '');
    await page.context().close();
  }
} finally {
  await browser.close();
  server.stop();
}
