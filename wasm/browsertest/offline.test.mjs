// Without a network: a real service worker, on a sub-path, on a server that is then stopped or serves another build.
import {test, before, after} from 'node:test';
import assert from 'node:assert/strict';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startServer, launch, lab, open, poll, repository, train} from './helpers.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const allow = {context: {serviceWorkers: 'allow'}};

// visit opens a copy of the page in a folder of a host, and waits until it is kept.
async function visit(hash, run) {
  const root = mkdtempSync(join(tmpdir(), 'promptscope-')), site = join(root, 'a folder');
  cpSync(join(repository, 'dist'), site, {recursive: true, filter: (name) => !/\.(br|gz)$/.test(name)});
  writeFileSync(join(root, 'index.html'), ''); // of the host, which is not ours
  const server = await startServer(root);
  const address = `${server.url}a%20folder/`;
  const page = await open(browser, `${address}#v=2&lang=en${hash}`, allow), p = lab(page);
  try {
    await p.started();
    await poll('the page is kept', () => page.evaluate(async () => {
      const it = await navigator.serviceWorker?.getRegistration();
      return it?.active?.state === 'activated';
    }), {timeout: 60_000});
    await run({page, p, site, server, address});
  } finally {
    await page.context().close();
    server.stop();
    rmSync(root, {recursive: true, force: true});
  }
}

const version = (page) => page.evaluate(() => promptscopeBoot.manifest.version);

test('a second load without a network has everything and trains to the digest of the command', () => visit('&run=0&steps=20', async ({page, p, server}) => {
  server.stop();
  await page.reload();
  await p.started();
  await p.do('play', '');
  const end = await p.until('both lanes are done', (s) => s.lanes.every((l) => l.status === 'done'), {timeout: 120_000});
  assert.equal(end.lanes[1].digest, train(['--task', 'srl', '--method', 'p-tuning-v2', '--steps', 20]).at(-1).digest);
  assert.deepEqual(page.errors, []);
}));

test('a new version waits under a run, and takes over when a person wants it', () => visit('', async ({page, p, site}) => {
  await page.reload(); // now the page is answered for
  await p.started();
  const was = await version(page);
  for (const file of ['manifest.json', 'sw.js']) writeFileSync(join(site, file), readFileSync(join(site, file), 'utf8').replace(was, 'ffffffffffff'));
  await page.reload();
  await p.started();
  await page.locator('#fresh').waitFor({timeout: 60_000});
  assert.equal(await version(page), was, 'another build than the one that is kept');
  const before = await p.status();
  await p.until('the lanes train on', (s) => s.lanes[0].step > before.lanes[0].step || s.lanes[0].status === 'done');
  assert.equal(await version(page), was, 'it took over under a run');
  await page.locator('#fresh button').first().click();
  await poll('the new version is there', () => version(page).then((v) => v === 'ffffffffffff', () => false), {timeout: 60_000});
  assert.equal(await page.evaluate(async () => (await caches.keys()).length), 1, 'the old build is still kept');
}));

test('a file of another build is not mixed in', () => visit('', async ({page, p, site}) => {
  await page.reload();
  await p.started();
  writeFileSync(join(site, 'content/lessons.json'), readFileSync(join(site, 'content/lessons.json'), 'utf8') + ' ');
  await p.do('place', 'learn');
  await page.locator('#document-learn').getByText('did not arrive').waitFor();
  page.errors.length = 0; // the browser reports the answer itself
}));

test('all files are kept on request, and the lessons open without a network', () => visit('&place=about', async ({page, p, server}) => {
  await page.locator('#document-about').getByRole('button', {name: 'Keep all files'}).click();
  await poll('all are kept', () => p.status().then(async () => (await page.locator('#overlay').innerText()).includes('are kept on this device') || page.evaluate(async () => {
    const cache = await caches.open(`promptscope-${promptscopeBoot.manifest.version}`);
    return (await cache.keys()).length > Object.keys(promptscopeBoot.manifest.files).length;
  })), {timeout: 120_000, seen: p.seen});
  server.stop();
  await page.reload();
  await p.started();
  await p.do('place', 'learn');
  await page.locator('#document-learn').getByRole('button', {name: 'One model, locked'}).waitFor();
  await p.do('backbone', '4x128');
  await p.until('a large backbone is there', (s) => s.lanes.every((l) => l.backbone === '4x128' && l.status !== 'loading'), {timeout: 60_000});
}));
