// Keeps the page for when there is no network. One build is kept whole: what it needs to start at once, the rest when it is first
// asked for, or all of it when a person wants so. Nothing of another build is ever given to a page of this one.
//
// The page builder puts the version and the names of the files in front of this (internal/build/site, offline.go):
//   const version = '…', core = ['index.html', …];
'use strict';

const prefix = 'promptscope-', name = prefix + version;
const address = (file) => new URL(file, self.registration.scope).href;

self.addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open(name);
  for (const file of core) await keep(cache, file); // one by one: the page may still be loading
})()));

// activate runs when no page of the build before is left, or a person has asked for the new one.
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const old of await caches.keys()) if (old.startsWith(prefix) && old !== name) await caches.delete(old);
})()));

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.href.startsWith(self.registration.scope)) event.respondWith(answer(event.request, url));
});

// answer gives what is kept, else what the network has, if that is of this build.
async function answer(request, url) {
  let file = decodeURI(url.pathname.slice(new URL(self.registration.scope).pathname.length));
  if (file === '' || file.endsWith('/')) file += 'index.html';
  const cache = await caches.open(name);
  const kept = await cache.match(address(file));
  if (kept) return kept;
  const known = await hashes(cache);
  if (!known.has(file)) return fetch(request); // none of ours
  try {
    return await keep(cache, file, known);
  } catch (error) {
    return error.response || Response.error();
  }
}

// keep fetches a file, holds it to its hash, and keeps it. What is of another build is refused: 409.
async function keep(cache, file, known) {
  const response = await fetch(address(file), {cache: 'no-cache'});
  if (!response.ok) throw Object.assign(new Error(`${file}: ${response.status}`), {response});
  const data = await response.clone().arrayBuffer();
  const want = (known || await hashes(cache)).get(file);
  if (want && want !== hex(await crypto.subtle.digest('SHA-256', data))) {
    throw Object.assign(new Error(`${file} is of another build`), {response: new Response('', {status: 409, statusText: 'of another version'})});
  }
  if (file === 'manifest.json' && JSON.parse(new TextDecoder().decode(data)).version !== version) throw new Error('the site has changed meanwhile');
  await cache.put(address(file), response.clone());
  return response;
}

// hashes are those of the build's files by where they lie. manifest.json is the first of core, so it is kept before the others.
async function hashes(cache) {
  const kept = await cache.match(address('manifest.json'));
  const {files} = kept ? await kept.json() : {files: {}};
  return new Map(Object.entries(files).map(([file, f]) => [f.path || file, f.sha256]));
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');

self.addEventListener('message', (event) => event.waitUntil(orders[event.data.kind]?.(event)));

const orders = {
  // take lets this build take over. Other windows would lose theirs under a run, so there must be none.
  async take(event) {
    const windows = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
    event.source.postMessage({kind: windows.length > 1 ? 'others' : 'taken'});
    if (windows.length <= 1) await self.skipWaiting();
  },

  // all keeps every file, and says how far it is.
  async all(event) {
    const cache = await caches.open(name), known = await hashes(cache), files = [...known.keys()];
    try {
      for (const [i, file] of files.entries()) {
        if (!await cache.match(address(file))) await keep(cache, file, known);
        if (i % 8 === 0) event.source.postMessage({kind: 'kept', done: i, of: files.length});
      }
      event.source.postMessage({kind: 'kept', done: files.length, of: files.length});
    } catch (error) {
      event.source.postMessage({kind: 'failed', why: String(error.message)});
    }
  },
};
