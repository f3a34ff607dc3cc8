// Lets the page rest. Ebitengine asks for the next frame for ever, which costs 5 to 10 % of a core though nothing moves; so
// when nothing has happened for a while, its request is kept until something does: an event of the window, a message
// of a worker, a call of the program. What the page does by itself later, such as
// a tip that appears, takes less than `patience`.
'use strict';

globalThis.promptscopeRest = (() => {
const events = ['pointermove', 'pointerdown', 'pointerup', 'mousemove', 'wheel', 'touchstart', 'touchmove', 'touchend', 'keydown', 'keyup',
  'focus', 'blur', 'focusin', 'resize', 'hashchange', 'visibilitychange', 'message'];
const ask = globalThis.requestAnimationFrame.bind(globalThis);
let last = performance.now(), held = [], off = false;

globalThis.requestAnimationFrame = (callback) => {
  if (off || performance.now() - last < rest.patience) return ask(callback);
  held.push(callback);
  return 0;
};

function wake() {
  last = performance.now();
  for (const callback of held.splice(0)) ask(callback);
}

for (const name of events) addEventListener(name, wake, {capture: true, passive: true});
const rest = {
  patience: 10_000, // ms
  wake,
  never() { off = true; wake(); },            // lanes train on this page, frame by frame
  get resting() { return held.length > 0; },
};
return rest;
})();
