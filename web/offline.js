// Registers the service worker once the page stands, and tells of a new version: it is loaded when a person wants it, never under a
// run. Everything works without it.
'use strict';

globalThis.promptscopeOffline = (() => {
const words = {
  zh: {fresh: '有新版本', load: '重新加载', later: '以后再说', others: '请先关闭本页的其他窗口，再重新加载。'},
  en: {fresh: 'There is a new version', load: 'Reload', later: 'Later', others: 'Close the other windows of this page first, then reload.'},
};
let registration = null, bar = null, listen = () => {};

const patience = 3000; // ms after the first picture: what is kept is fetched again, and the first steps come before that

// start is called with the loader's boot object when the first picture is on the screen.
async function start(boot) {
  if (!('serviceWorker' in navigator) || !window.isSecureContext || self !== top) return; // a frame keeps nothing for others
  navigator.serviceWorker.addEventListener('message', ({data}) => {
    if (data.kind === 'others') bar.querySelector('span').textContent = words[boot.lang].others;
    if (data.kind === 'kept' || data.kind === 'failed') listen(data);
  });
  await new Promise((resolve) => setTimeout(resolve, patience));
  try {
    registration = await navigator.serviceWorker.register(new URL('sw.js', boot.base), {scope: boot.base, updateViaCache: 'none'});
  } catch (error) {
    console.info('promptscope: not kept for offline:', String(error.message || error)); // private windows, policies
    return;
  }
  if (!registration) return; // blocked
  const look = () => { if (registration.waiting && navigator.serviceWorker.controller) tell(boot); };
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  look();
}

// tell shows that a new version is there.
function tell(boot) {
  if (bar) return;
  const t = words[boot.lang], button = (text, f) => Object.assign(document.createElement('button'), {type: 'button', textContent: text, onclick: f});
  bar = Object.assign(document.createElement('div'), {id: 'fresh'});
  bar.setAttribute('role', 'status');
  bar.lang = boot.lang === 'zh' ? 'zh-CN' : 'en';
  bar.append(Object.assign(document.createElement('span'), {textContent: t.fresh}), button(t.load, take), button(t.later, () => bar.remove()));
  document.documentElement.append(bar);
}

// take asks the new version to take over, and loads the page again when it has.
function take() {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {once: true});
  registration.waiting?.postMessage({kind: 'take'});
}

// all keeps every file of the build; progress is called with {kind: 'kept', done, of} or {kind: 'failed', why}. It throws where nothing is kept.
async function all(progress) {
  if (!registration) throw new Error('nothing is kept here');
  const {active} = await navigator.serviceWorker.ready;
  listen = progress;
  active.postMessage({kind: 'all'});
}

return {start, all};
})();
