// The page in the world: odd hosts, mangled links, keys and wheels that belong to others. Cases have the names they were reported by.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {startServer, launch, open, lab, poll, repository, sleep} from './helpers.mjs';

let server, browser;
before(async () => { server = await startServer(); browser = await launch(); });
after(async () => { await browser?.close(); server?.stop(); });

const param = (status, key) => new URLSearchParams(status.state).get(key);
const trains = (p) => p.until('every lane trains', (s) => s.lanes.every((l) => l.step > 2), {timeout: 60_000});

async function visit(hash, run, options = {}) {
  const page = await open(browser, server.url + hash, options);
  try { await run(lab(page), page); } finally { await page.context().close(); }
}

// host serves dist with other headers than ours; of(name, headers) may change them.
async function host(of, run) {
  const types = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json', '.css': 'text/css', '.wasm': 'application/wasm'};
  const http = createServer((request, response) => {
    const name = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html';
    const answer = {status: 200, type: types[path.extname(name)] || 'application/octet-stream', file: name};
    Object.assign(answer, of(name) || {});
    try {
      response.writeHead(answer.status, {'Content-Type': answer.type, ...(answer.headers || {})});
      response.end(readFileSync(path.join(repository, 'dist', answer.file)));
    } catch { response.end(); }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  const page = await open(browser, `http://127.0.0.1:${http.address().port}/#v=1&lang=en`);
  try { await run(lab(page), page); } finally { await page.context().close(); http.close(); }
}

const said = (page) => page.locator('#problem-first').innerText();

for (const type of ['application/octet-stream', 'text/plain']) {
  test(`wasm-octet-stream: a host that calls WebAssembly ${type}`, () => host((name) => name.endsWith('.wasm') && {type}, async (p) => {
    await p.started();
    await trains(p);
  }));
}

test('kernels that do not come leave plain Go', () => host((name) => name.startsWith('kernels-') && {status: 404}, async (p) => {
  await p.started();
  await trains(p);
}));

test('a page in place of a program is named', () => host((name) => name.startsWith('trainer-') && {file: 'index.html', type: 'text/html'}, async (p, page) => {
  await poll('it is told', async () => /trainer\.wasm/.test(await said(page)) && /web page/.test(await said(page)));
}));

test('a policy that forbids WebAssembly is named', () => host((name) => name === 'index.html' && {headers: {'Content-Security-Policy': "script-src 'self'"}}, async (p, page) => {
  await poll('it is told', async () => /security policy/.test(await said(page)));
}));

test('file-url: opened by a double click', async () => {
  const page = await open(browser, `file://${path.join(repository, 'dist', 'index.html')}#v=1&lang=en`);
  await poll('it is told', async () => /web server/.test(await said(page)) && /promptscope serve/.test(await said(page)));
  await page.context().close();
});

test('link-amp: a link that went through a page or a chat', () => visit('#v=1&amp;run=0&amp;task=ner&amp;n=4', async (p, page) => {
  await p.started();
  const good = (s) => param(s, 'task') === 'ner' && param(s, 'n') === '4' && s.notices.length === 0;
  await p.until('it was opened as meant', good);
  await page.evaluate(() => { location.hash = 'v=1&run=0&seed=7'; });
  await p.until('another one', (s) => param(s, 'seed') === '7');
  await page.evaluate(() => { location.hash = 'v%3D1%26run%3D0%26task%3Dner%26n%3D4%E3%80%82'; });
  await p.until('clicked later, encoded whole and at the end of a sentence', good);
}));

test('function-keys: keys that mean nothing here are the browser\'s', () => visit('#v=1&run=0', async (p, page) => {
  await p.started();
  await page.evaluate(() => {
    window.seen = {};
    addEventListener('keydown', (e) => { window.seen[e.key] = e.defaultPrevented; });
    document.querySelector('canvas').focus();
  });
  for (const key of ['F1', 'F3', 'F6', 'F7', 'F10', 'ContextMenu', 'q', '/', 'PageDown', '1']) await page.keyboard.press(key);
  await page.keyboard.press('s');
  await p.until('ours still work', (s) => param(s, 'panel') === 'share');
  const {s, ...others} = await page.evaluate(() => window.seen);
  assert.deepEqual(Object.entries(others).filter(([, prevented]) => prevented), []);
  assert.equal(s, true);
}));

test('wheel-over-frame: where the picture has nothing to scroll, the article scrolls', async () => {
  const http = createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/html'});
    response.end(`<body style="margin:0"><p style="height:1500px">above</p><iframe src="${server.url}#v=1&embed=1&task=fact&run=0" width="860" height="600"></iframe><p style="height:3000px">below</p>
      <script>addEventListener('message', (e) => { if (e.data.event === 'ready') window.ready = true; });</script>`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  // Our own server lets only its origin frame the page: the headers are taken away on the way.
  const page = await open(browser, `http://127.0.0.1:${http.address().port}/`, {context: {viewport: {width: 1000, height: 800}, bypassCSP: true}, before: (page) => page.route(`${server.url}**`, async (route) => {
    const response = await route.fetch(), headers = response.headers();
    for (const name of ['content-security-policy', 'cross-origin-resource-policy', 'cross-origin-embedder-policy', 'x-frame-options']) delete headers[name];
    await route.fulfill({response, headers});
  })});
  await page.evaluate(() => scrollTo(0, 1400));
  await poll('the frame is ready', () => page.evaluate(() => window.ready), {timeout: 60_000});
  await sleep(500);
  await page.mouse.move(430, 400);
  await page.mouse.wheel(0, 300);
  await poll('the article has scrolled', () => page.evaluate(() => scrollY > 1450));
  await page.context().close();
  http.close();
});
