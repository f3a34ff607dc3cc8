// Makes the PNG icons of the app manifest from web/favicon.svg: node icons.mjs. They are committed.
import {readFileSync} from 'node:fs';
import {launch} from './helpers.mjs';

const svg = readFileSync('../../web/favicon.svg', 'utf8'), browser = await launch();
for (const [name, size, part] of [['icon-192', 192, 1], ['icon-512', 512, 1], ['icon-maskable-512', 512, 0.72]]) { // a mask may cut off a fifth on each side
  const page = await browser.newPage({viewport: {width: size, height: size}});
  const back = part < 1 ? '#0d1117' : 'transparent';
  await page.setContent(`<style>body{margin:0;background:${back};display:grid;place-items:center;height:100vh}svg{width:${size * part}px;height:${size * part}px}</style>${svg}`);
  await page.screenshot({path: `../../web/${name}.png`, omitBackground: true});
  await page.close();
}
await browser.close();
