// Starts the page: says what is missing, loads both programs with progress, runs app.wasm, and tells when it ended.
// Everything the Go program needs from here is globalThis.promptscopeBoot (see `boot` below).
'use strict';

(() => {
const base = new URL('./', document.baseURI);
const root = document.documentElement;
const maxScale = 2; // more device pixels than this cost time and are hardly seen
const lanesAtStart = 2;

// ---- language and theme of the loader; the Go program reads the same keys from the hash and validates them ----

const fromHash = (key, values) => values.find((v) => new RegExp(`[#&?;]${key}=${v}(?![\\w-])`).test(location.hash));
const preferred = () => ((navigator.languages || [])[0] || navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
const lang = fromHash('lang', ['zh', 'en']) || preferred();
const theme = fromHash('theme', ['dark', 'light', 'contrast']);
root.dataset.lang = lang;
root.lang = lang === 'zh' ? 'zh-CN' : 'en';
if (theme) root.dataset.theme = theme;
if (fromHash('embed', ['1'])) root.dataset.embed = '1';

const words = {
  zh: {
    loading: '正在下载程序', starting: '正在启动', reload: '重新加载', megabytes: (a, b) => `${a} / ${b} MB`,
    noWasm: '这个浏览器没有 WebAssembly（或被关闭），而模型要靠它在本机训练。请使用 2021 年以后的 Chrome、Edge、Firefox 或 Safari；若处于“锁定模式”等安全设置下，请为本页放行 WebAssembly。',
    noWebGL2: '这个浏览器没有 WebGL2（或被关闭），而画面要靠它绘制。请更新浏览器和显卡驱动，并在浏览器设置中打开“硬件加速（图形加速）”，然后重新加载。',
    fetch: (name) => `没能取到 ${name}。请检查网络，然后重新加载；若你是部署者，请确认此文件与网页放在一起（make build 会生成它）。`,
    start: (name) => `${name} 无法启动。请重新加载；若仍然如此，请更新浏览器。`,
    file: () => '这个页面是双击文件打开的（file:），浏览器不允许它读取旁边的文件。请通过网页服务器打开：在终端运行 promptscope serve，或使用桌面程序。',
    stalled: '已有一段时间没有收到数据，请检查网络；连接恢复后下载会继续',
    sandbox: () => '嵌入本页的网页没有给它自己的来源（origin），因此它读不到自己的文件。请在 iframe 的 sandbox 属性中加入 allow-same-origin。',
    offline: (name) => `现在没有网络，没能取到 ${name}。连上网络后重新加载。`,
    html: (name) => `服务器给出的 ${name} 是一个网页，不是程序。若你是部署者，请检查此文件是否存在，以及服务器是否把所有地址都指向 index.html。`,
    policy: (name) => `网站的安全策略（Content-Security-Policy）不允许运行 ${name}。若你是部署者，请在 script-src 中加入 'wasm-unsafe-eval'。`,
    changed: (name) => `网页在你打开之后更新过，${name} 已经不是这个版本的。请重新加载。`,
    ended: '程序意外结束。你的设置保存在网址里，重新加载即可回到原处。',
    other: '页面出了问题。你的设置保存在网址里，重新加载即可回到原处。',
  },
  en: {
    loading: 'Downloading the program', starting: 'Starting', reload: 'Reload', megabytes: (a, b) => `${a} of ${b} MB`,
    noWasm: 'This browser has no WebAssembly (or it is switched off), and the model needs it to train on your machine. Use Chrome, Edge, Firefox or Safari from 2021 or later; if a security setting such as Lockdown Mode is on, allow WebAssembly for this page.',
    noWebGL2: 'This browser has no WebGL2 (or it is switched off), and the picture is drawn with it. Update the browser and the graphics driver, switch on hardware (graphics) acceleration in the browser settings, then reload.',
    fetch: (name) => `Could not get ${name}. Check the connection, then reload; if you host this page, make sure that the file lies beside it (make build writes it).`,
    start: (name) => `${name} could not be started. Reload; if that does not help, update the browser.`,
    file: () => 'This page was opened as a file (file:), and browsers do not let it read the files beside it. It needs a web server: run promptscope serve in a terminal, or use the desktop program.',
    stalled: 'No data has come for a while. Check the connection; the download goes on when it is back',
    sandbox: () => 'The page around this frame gives it no origin of its own, so it cannot read its own files. Add allow-same-origin to the sandbox attribute of the iframe.',
    offline: (name) => `There is no network, so ${name} could not be loaded. Reload when you are online again.`,
    html: (name) => `The server gives a web page in place of ${name}. If you host this page, check that the file exists and that not every address leads to index.html.`,
    policy: (name) => `The site's security policy (Content-Security-Policy) does not allow ${name} to run. If you host this page, add 'wasm-unsafe-eval' to script-src.`,
    changed: (name) => `The page has been updated since you opened it: ${name} is that of another version. Reload.`,
    ended: 'The program ended unexpectedly. Your settings are in the address, so reloading brings you back.',
    other: 'Something went wrong. Your settings are in the address, so reloading brings you back.',
  },
};

// ---- the loader ----

const $ = (id) => document.getElementById(id);
const loader = $('loader'), overlay = document.createElement('div');
overlay.id = 'overlay';
root.append(overlay, loader); // outside <body>, which is scaled below
let over = false; // an error is shown; nothing replaces it

// Problem is an error with a text in both languages: a key of words, and what it is about.
class Problem extends Error {
  constructor(key, name = '', detail = '') {
    super(detail || name || key);
    Object.assign(this, {key, name, detail});
  }
  text(l) {
    const t = words[l][this.key];
    return typeof t === 'function' ? t(this.name) : t;
  }
}

function show(problem) {
  if (over) return;
  over = true;
  const second = lang === 'zh' ? 'en' : 'zh';
  $('loading').hidden = true;
  $('problem').hidden = loader.hidden = false;
  for (const [id, l] of [['problem-first', lang], ['problem-second', second]]) {
    $(id).textContent = problem.text(l);
    $(id).lang = l === 'zh' ? 'zh-CN' : 'en';
  }
  $('problem-detail').textContent = problem.detail;
  $('problem-detail').hidden = !problem.detail;
  $('reload').textContent = words[lang].reload;
  $('reload').onclick = () => location.reload(); // keeps location.hash
  $('reload').focus();
  console.error('promptscope:', problem.key, problem.name, problem.detail);
}

const patience = 15_000; // ms without a byte until that is said
let total = 0, loaded = 0, stalled = 0;
function progress(bytes) {
  loaded += bytes;
  clearTimeout(stalled);
  if (bytes && boot.downloading) boot.status(words[lang].loading);
  stalled = setTimeout(() => { if (boot.downloading) boot.status(words[lang].stalled); }, patience);
  const mb = (n) => (n / 1e6).toFixed(1);
  $('bar').value = total ? Math.min(1, loaded / total) : 0;
  $('size').textContent = words[lang].megabytes(mb(Math.min(loaded, total)), mb(total));
}

// ---- loading ----

const load = globalThis.promptscopeLoad; // undefined if web/load.js did not come, see main
const problem = (error) => error instanceof Problem ? error : new Problem(error.key || 'other', error.key ? error.name : '', error.detail || String(error.stack || error));
const get = (name) => load.get(name, base).catch((error) => { throw problem(error); });
// A program lies under a name with its hash (internal/build/site, manifest.go); a script is held to its hash by the browser.
const compile = (name) => load.module(name, base, progress, boot.manifest.files[name]?.path).catch((error) => { throw problem(error); });
const integrity = (name) => {
  const hex = boot.manifest.files[name]?.sha256;
  return hex ? `sha256-${btoa(String.fromCharCode(...hex.match(/../g).map((pair) => parseInt(pair, 16))))}` : '';
};

function script(name) {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.integrity = integrity(name);
    element.src = new URL(name, base);
    element.onload = resolve;
    element.onerror = async () => { // the browser does not say whether the file or its hash is the reason
      const there = await fetch(element.src).then((response) => response.ok, () => false);
      reject(new Problem(there ? 'changed' : 'fetch', name));
    };
    document.head.append(element);
  });
}

// ---- workers: two are started while app.wasm is still on its way ----

let trainer; // Promise of the compiled trainer.wasm and, if there are vector instructions, kernels.wasm: those of all lanes
const spare = [];

// current holds a page that has been open for a while to its build: a worker of another one would give other numbers. Without a
// connection what is there is as old as the page.
async function current() {
  const now = await fetch(new URL('manifest.json', base), {cache: 'no-cache'}).then((response) => response.json(), () => null).catch(() => null);
  if (now && now.version !== boot.manifest.version) throw new Problem('changed', 'web/worker.js');
}

// spawn starts a worker. It throws where there are none; one that a policy forbids is marked as refused later.
function spawn(checked = Promise.resolve()) {
  const worker = new Worker(new URL('web/worker.js', base));
  worker.addEventListener('message', () => globalThis.promptscopeRest?.wake());
  worker.addEventListener('error', () => globalThis.promptscopeRest?.wake());
  worker.onmessage = ({data}) => { if (data.kind === 'error') show(new Problem('start', 'trainer.wasm', data.message)); };
  worker.onerror = (event) => { // a script that importScripts cannot get is named in the message
    const message = event.message || '';
    if (!message) return void (worker.refused = true); // it never ran: forbidden, or not there
    const file = /([\w.-]+\.js)[^\w.]* failed to load/.exec(message);
    show(file ? new Problem('fetch', file[1], message) : new Problem('start', 'web/worker.js', message));
  };
  Promise.all([trainer, checked]).then(([[module, kernels]]) => worker.postMessage({kind: 'start', module, kernels, files: boot.manifest.files}),
    (error) => worker.onmessage?.({data: {kind: 'error', message: error.text?.(lang) || String(error)}}));
  return worker;
}

// open gives the lanes of a link that sets nothing their first orders: they train while app.wasm is still on its way, and it
// finds them at the barrier of the common clock. Any other link is read by the program alone.
function open(openings) {
  if (session.load()) return; // the program takes the runs up where they were
  const link = location.hash.slice(1).split('&').filter((part) => part && !/^(lang|theme)=\w+$/.test(part)).join('&');
  const opening = Object.hasOwn(openings, link) ? openings[link] : [];
  opening.slice(0, spare.length).forEach((orders, lane) => orders.forEach((order) => {
    const bytes = Uint8Array.from(atob(order), (c) => c.charCodeAt(0)).buffer;
    spare[lane].postMessage({kind: 'command', bytes}, [bytes]);
  }));
}

// ---- the address: browsers allow a page so many changes (WebKit 100 in 30 s, Gecko 200 in 10 s) and throw at the next one. So
// fifteen are made at once, and then one each 0.4 s, 90 in 30 s; the last one always. ----

const addressBurst = 15, addressEvery = 400; // ms
let wanted = null, allowance = addressBurst, addressAt = performance.now(), addressTimer = 0;
function address(query) {
  wanted = `#${query}`;
  if (!addressTimer) writeAddress();
}
function writeAddress() {
  addressTimer = 0;
  if (wanted === null || wanted === location.hash) return;
  const now = performance.now();
  allowance = Math.min(addressBurst, allowance + (now - addressAt) / addressEvery);
  addressAt = now;
  if (allowance < 1) {
    addressTimer = setTimeout(writeAddress, (1 - allowance) * addressEvery);
    return;
  }
  allowance--;
  try {
    history.replaceState(history.state, '', wanted);
    wanted = null;
  } catch { addressTimer = setTimeout(writeAddress, 5000); } // too many, of others perhaps
}
window.addEventListener('hashchange', () => { wanted = null; }); // an address that a person gave is newer

// ---- device pixels: Ebiten reads the pixel ratio once, so it runs with DisableHiDPI and the body is made
// larger by the ratio and scaled back. Ebiten sets body.style.height itself, hence min and max height. ----

let scale = 1;
// The size comes from the root: on phones innerWidth follows what overflows, and would stay as wide as the other way round.
function fit() {
  scale = Math.min(window.devicePixelRatio || 1, maxScale);
  const style = document.body.style, width = `${Math.round(root.clientWidth * scale)}px`, height = `${Math.round(root.clientHeight * scale)}px`;
  const changed = style.width !== width || style.minHeight !== height;
  style.width = width;
  style.minHeight = style.maxHeight = height;
  style.transformOrigin = '0 0';
  style.transform = scale === 1 ? 'none' : `scale(${1 / scale})`;
  return changed;
}

// watchScale looks again now and then: a zoom sends a resize, but a move to another monitor need not, and Chromium 156
// sent no change of matchMedia('(resolution: …)') either when the ratio was emulated.
function watchScale() {
  let ratio = window.devicePixelRatio;
  setInterval(() => {
    if (window.devicePixelRatio === ratio) return;
    ratio = window.devicePixelRatio;
    if (fit()) window.dispatchEvent(new Event('resize')); // Ebiten listens for it
  }, 300);
}

// ---- keys: Ebiten calls preventDefault on every key the canvas gets, which would lock the keyboard in. Keys that the program
// has no use for and combinations never reach it, and neither does Tab: it goes to the twin of the control last used, or of the
// first. Keys in the twin are not touched. ----

function onKey(event) {
  if (!(event.target instanceof HTMLCanvasElement)) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== 'Tab', ours = plain && globalThis.promptscope?.wants(event.key);
  const named = plain && event.key.length > 1; // F1, ContextMenu: no character, whose place on other keyboards may mean something here
  if (!ours && named) event.preventDefault = () => {}; // Ebitengine would keep it from the browser; others may hear it
  else if (!ours) event.stopImmediatePropagation();
  if (event.key === 'Tab') globalThis.promptscopeTwin.resume();
  if (ours && '?./'.includes(event.key) && !globalThis.promptscope.typing()) { // signs lie elsewhere on every keyboard; Ebiten knows places only
    event.stopImmediatePropagation();
    event.preventDefault();
    globalThis.promptscope.key(event.key);
  }
}

// onWheel leaves the wheel to the browser, and so to a page around the frame, where the picture has nothing to scroll; and always
// with Ctrl, which zooms.
function onWheel(event) {
  if (!(event.target instanceof HTMLCanvasElement)) return;
  if (event.ctrlKey || !globalThis.promptscope?.scrolls(event.clientX, event.clientY, event.deltaY)) event.stopImmediatePropagation();
}

// ---- what is kept of the runs in this tab, for when the page is loaded again: by a person, or by Ebitengine, which does so when
// the browser has taken the graphics context away ----

const session = (() => {
  const key = 'promptscope-run', again = ['reload', 'back_forward'].includes(performance.getEntriesByType('navigation')[0]?.type);
  const guard = (f) => { try { return f() || ''; } catch { return ''; } }; // a browser may keep nothing
  const found = again ? guard(() => sessionStorage.getItem(key)) : '';
  let last = found, gone = false;
  if (!again) guard(() => sessionStorage.removeItem(key));
  return {
    again,
    load: () => found,
    store(text) {
      last = text;
      const kept = text && gone ? JSON.stringify({...JSON.parse(text), lost: true}) : text; // the runs go on until the page is loaded again
      guard(() => kept ? sessionStorage.setItem(key, kept) : sessionStorage.removeItem(key));
    },
    lost() { gone = true; this.store(last); },
  };
})();
window.addEventListener('webglcontextlost', () => session.lost(), true);
window.addEventListener('pagehide', () => { // Ebitengine may notice, and reload, before the event comes
  if (document.querySelector('canvas')?.getContext('webgl2')?.isContextLost()) session.lost();
});

// ---- what the Go program may use ----

const boot = {
  downloading: false,
  manifest: null,                       // dist/manifest.json: {version, files: {name: {bytes, sha256}}}
  base: base.href,                      // folder of index.html, app.wasm and backbones/
  lang, overlay,                        // language the loader chose; element for the DOM twin, in CSS pixels
  get scale() { return scale; },        // device pixels per CSS pixel, 1 to 2; may change at any time
  get simd() { return globalThis.promptscopeSIMD(); }, // whether workers train with vector instructions
  newWorker() {                         // a lane's Worker, already told to start: post commands at once, do not wait for 'ready'. Throws where there are none
    const worker = spare.shift() || spawn(current()); // the first is the first lane's
    if (worker.refused) throw new Error('the browser refuses workers');
    worker.onmessage = worker.onerror = null; // from here the caller listens, and shows a failed lane
    return worker;
  },
  address,
  wake() { globalThis.promptscopeRest.wake(); },   // something happened that no event tells
  awake() { globalThis.promptscopeRest.never(); }, // lanes train on this page
  kept(key) { return localStorage.getItem(key); },      // these two throw where the browser keeps nothing
  keep(key, text) { localStorage.setItem(key, text); },
  session,
  print() { setTimeout(() => window.print()); }, // not within the turn, which it would halt
  status(text) { $('status').textContent = text; },
  ready() {                             // the first frame is on the screen
    if (over) return;
    loader.hidden = true;
    const canvas = document.querySelector('canvas');
    if (!canvas) return;
    canvas.tabIndex = -1; // clicks focus it; Tab goes to the twin
    canvas.setAttribute('aria-hidden', 'true');
    globalThis.promptscopeEmbed.ready();
    globalThis.promptscopeOffline?.start(boot);
  },
  fail(message) { show(new Problem('other', '', String(message))); },
};

async function main() {
  if (location.protocol === 'file:') throw new Problem('file');
  if (self.origin === 'null') throw new Problem('sandbox');
  if (!load) throw new Problem('fetch', 'web/load.js');
  if (!globalThis.promptscopeSIMD) throw new Problem('fetch', 'web/kernels.js');
  const canWasm = typeof WebAssembly === 'object' && typeof WebAssembly.compileStreaming === 'function' && typeof TransformStream === 'function';
  if (!canWasm) throw new Problem('noWasm');
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) throw new Problem('noWebGL2');
  gl.getExtension('WEBGL_lose_context')?.loseContext(); // browsers allow only a few contexts

  $('loading').hidden = false;
  boot.downloading = true;
  boot.status(words[lang].loading);
  boot.manifest = await (await get('manifest.json')).json().catch((error) => { throw new Problem('fetch', 'manifest.json', error.message); });
  for (const name of ['app.wasm', 'trainer.wasm', 'kernels.wasm']) total += boot.manifest.files[name]?.bytes || 0;
  progress(0);

  const kernels = globalThis.promptscopeSIMD() ? compile('kernels.wasm').catch(() => null) : null; // without them plain Go gives the same numbers, more slowly
  trainer = Promise.all([compile('trainer.wasm'), kernels]);
  trainer.catch(show);
  try {
    for (let i = 0; i < lanesAtStart; i++) spare.push(spawn());
  } catch {} // no workers: the program trains on the page, and says so
  open(boot.manifest.opening);
  const [app] = await Promise.all([compile('app.wasm'), ...['wasm_exec.js', 'web/rest.js', 'web/twin.js', 'web/doc.js', 'web/embed.js', 'web/offline.js'].map(script)]);
  boot.downloading = false;
  boot.status(words[lang].starting);

  let lastWords = ''; // what the Go program wrote; a panic comes in many small pieces
  const write = globalThis.fs.writeSync, decoder = new TextDecoder();
  globalThis.fs.writeSync = (fd, bytes) => {
    lastWords = (lastWords + decoder.decode(bytes)).slice(-8000);
    return write.call(globalThis.fs, fd, bytes);
  };
  const go = new Go();
  go.exit = (code) => { if (code) lastWords += `\nexit code ${code}`; };
  // Ebitengine asks for gamepads every frame, and from the first call on the browser looks for some sixty times a second,
  // for as long as the page is there.
  Object.defineProperty(navigator, 'getGamepads', {value: () => []});
  const instance = await WebAssembly.instantiate(app, go.importObject);
  globalThis.promptscopeBoot = boot;
  globalThis.promptscopeTwin.start(boot);
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('wheel', onWheel, {capture: true, passive: true});
  window.addEventListener('resize', fit, true); // before Ebiten's own listener
  fit();
  watchScale();
  await go.run(instance);
  const panic = lastWords.search(/^(panic|fatal error): /m);
  throw new Problem('ended', '', lastWords.slice(Math.max(panic, 0)).trim());
}

main().catch((error) => show(problem(error)));
})();
