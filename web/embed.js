// Messages for a page around an embedded Promptscope; docs/embed.md describes them.
'use strict';

(() => {
const listeners = new Map(); // window → origin to post to
let last = null;

const status = () => JSON.parse(globalThis.promptscope.status());
const post = (target, origin, body) => target.postMessage({promptscope: 1, ...body}, origin === 'null' ? '*' : origin);

// The page around stays when ours is loaded again, and with it what it asked for.
const memory = 'promptscope-listener';
function remember(origin) { try { sessionStorage.setItem(memory, origin); } catch {} }
function remembered() { try { return sessionStorage.getItem(memory); } catch { return null; } }

const answers = {
  status: () => ({type: 'status', status: status()}),
  controls: () => ({type: 'controls', controls: JSON.parse(globalThis.promptscope.controls())}),
  do: ({control, value = ''}) => {
    if (typeof control !== 'string') return {type: 'done', error: 'control must be a string'};
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') return {type: 'done', error: 'value must be a string or a number'};
    return {type: 'done', error: globalThis.promptscope.do(control, String(value))};
  },
  listen: (message, source, origin) => {
    listeners.set(source, origin);
    if (source === window.parent) remember(origin);
    last ||= status(); // what happens from now on is an event
    return {type: 'listening', status: status()};
  },
};

window.addEventListener('message', ({data, source, origin}) => {
  if (!source || source === window || typeof data !== 'object' || data === null || data.promptscope !== 1) return;
  const answer = typeof data.type === 'string' && Object.hasOwn(answers, data.type) ? answers[data.type] : null;
  const body = !globalThis.promptscope ? {type: 'error', error: 'not ready yet: wait for the event "ready"'}
    : answer ? answer(data, source, origin) : {type: 'error', error: `unknown type; there are ${Object.keys(answers).join(', ')}`};
  post(source, origin, {...body, id: data.id});
});

// events compares the status four times a second with the one before; most of what happens between is of no interest.
function events() {
  const now = status(), was = last;
  last = now;
  const tell = (event, detail) => { for (const [target, origin] of listeners) post(target, origin, {type: 'event', event, ...detail}); };
  if (now.state !== was.state) tell('state', {state: now.state});
  if (now.running !== was.running) tell(now.running ? 'started' : 'paused', {});
  now.lanes.forEach((lane, i) => {
    const before = was.lanes[i] || {};
    if (lane.step !== before.step) tell('step', {lane: i, step: lane.step, loss: lane.loss});
    if (lane.eval_step !== before.eval_step && lane.eval_step >= 0) {
      tell('heldout', {lane: i, step: lane.eval_step, loss: lane.eval_loss, measure: lane.eval_accuracy});
    }
    if (lane.status !== before.status && ['done', 'diverged', 'failed'].includes(lane.status)) tell(lane.status, {lane: i, message: lane.message});
  });
}

globalThis.promptscopeEmbed = {
  // ready tells the page around that it may ask; the message holds nothing but that.
  ready() {
    if (window.parent !== window) {
      post(window.parent, '*', {type: 'event', event: 'ready'});
      const origin = globalThis.promptscopeBoot.session.again && remembered();
      if (origin) answers.listen({}, window.parent, origin);
    }
    setInterval(() => { if (listeners.size) events(); }, 250);
  },
};
})();
