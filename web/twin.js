// The accessible twin of the picture: a real element for every drawn control, at its place, unseen but there for the
// keyboard and for screen readers. Go says what there is (viz/app/twin.go); what happens to an element goes back to Go.
'use strict';

globalThis.promptscopeTwin = (() => {
let api, overlay, main, heading, controls, lanes, table, marks, log;
const elements = new Map(); // by key of the item
const groups = new Map();   // rows of tabs, by id
let present = null, wasCovered = false;
let before = null; // where the focus was when a sheet opened
let gone = null;   // what had the focus and is not there for now: the words of a lane while it starts again

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function start(boot) {
  overlay = boot.overlay;
  heading = make('h1');
  lanes = make('ul');
  controls = make('div', {class: 'controls'});
  table = make('table');
  marks = make('section');
  log = make('div', {role: 'log', 'aria-live': 'polite', 'aria-atomic': 'false', id: 'said'});
  main = make('main', {id: 'twin'}, heading, lanes, controls, table, marks);
  overlay.append(main, log);
  overlay.addEventListener('focusin', ({target}) => {
    const item = target.item;
    gone = null;
    if (item) api.focus(item.id, item.arg, target.matches(':focus-visible'));
  });
  overlay.addEventListener('focusout', ({relatedTarget}) => { if (!relatedTarget?.item) api.focus('', '', false); });
  document.addEventListener('keydown', onKey);
  for (const name of ['dragover', 'drop']) addEventListener(name, drop, true);
}

// ---- from Go ----

function update(text) {
  api = globalThis.promptscope;
  const next = JSON.parse(text);
  const root = document.documentElement;
  root.lang = next.lang === 'zh' ? 'zh-CN' : 'en';
  root.dataset.lang = next.lang;
  root.dataset.theme = next.high ? 'contrast' : next.dark ? 'dark' : 'light';
  main.setAttribute('aria-label', next.name);
  if (heading.textContent !== next.name) heading.textContent = next.name;
  const hadFocus = document.activeElement?.item && overlay.contains(document.activeElement) ? document.activeElement.item.key : null;
  const opened = next.covered && !wasCovered;
  if (opened) before = hadFocus;
  place(next.items);
  if (next.lanes) tell(next);
  const closed = !next.covered && wasCovered;
  wasCovered = next.covered;
  present = next;
  if (hadFocus && !elements.has(hadFocus)) {
    if (opened) (elements.get('close:') || controls.querySelector('.c:not(:disabled)'))?.focus();
    else if (closed && before) elements.get(before)?.focus();
    else gone = hadFocus;
  } else if (gone && document.activeElement === document.body) {
    elements.get(gone)?.focus({preventScroll: true});
  }
}

// place makes, moves and takes away elements. Those that stay keep the focus and what is being typed.
function place(items) {
  const keys = new Set(items.map((item) => item.key));
  for (const [key, element] of elements) {
    if (keys.has(key)) continue;
    elements.delete(key);
    element.remove();
  }
  let last = null;
  for (const item of items) {
    let element = elements.get(item.key);
    if (element && element.item.kind !== item.kind) {
      element.remove();
      element = null;
    }
    if (!element) {
      element = create(item);
      elements.set(item.key, element);
    }
    const parent = item.group ? group(item) : controls;
    const outer = item.group ? parent : element;
    if (item.group && element.parentNode !== parent) parent.append(element);
    const next = last ? last.nextSibling : controls.firstChild;
    if (outer !== last && outer !== next) controls.insertBefore(outer, next);
    last = outer;
    refresh(element, item);
  }
  for (const [id, element] of groups) {
    if (element.firstChild) continue;
    element.remove();
    groups.delete(id);
  }
}

function group(item) {
  let element = groups.get(item.id);
  if (!element) groups.set(item.id, element = make('div', {role: 'radiogroup'}));
  if (element.getAttribute('aria-label') !== item.group) element.setAttribute('aria-label', item.group);
  return element;
}

const kinds = {
  switch: () => make('input', {type: 'checkbox', role: 'switch'}),
  slider: () => make('input', {type: 'range', step: 'any'}),
  spinbutton: () => make('input', {type: 'text', inputmode: 'decimal', role: 'spinbutton', autocomplete: 'off'}),
  textbox: () => make('input', {type: 'text', autocomplete: 'off', spellcheck: 'false'}),
  combobox: () => make('select'),
  tab: (item) => make('input', {type: 'radio', name: `tab-${item.id}`}),
  surface: () => make('div', {role: 'img'}),
};

function create(item) {
  const element = (kinds[item.kind] || (() => make('button', {type: 'button'})))(item);
  element.classList.add('c');
  const send = (value) => enter(element, value);
  switch (item.kind) {
    case 'switch':
      element.addEventListener('change', () => send(element.item.id === 'layer' ? element.item.arg : element.checked ? '1' : '0'));
      break;
    case 'slider':
      element.addEventListener('input', () => send(element.value));
      break;
    case 'spinbutton':
    case 'textbox':
      element.addEventListener('input', () => { element.typing = true; api.type(element.item.id, element.item.arg, element.value); }); // the picture shows it
      element.addEventListener('change', () => { element.typing = false; send(element.value); });
      element.addEventListener('blur', () => { if (element.typing) api.type('', '', ''); element.typing = false; refresh(element, element.item); });
      break;
    case 'combobox':
      element.addEventListener('change', () => send(element.value));
      break;
    case 'tab':
      element.addEventListener('change', () => { if (element.checked) send(element.item.arg); });
      break;
    case 'surface':
      break;
    default:
      if (item.arg === '+' || item.arg === '-') element.tabIndex = -1; // the arrows of the number do the same
      element.addEventListener('click', () => {
        const error = api.do(element.item.id, element.item.arg);
        if (error) say(error);
      });
  }
  return element;
}

function enter(element, value) {
  const error = api.enter(element.item.id, element.item.arg, value);
  if (!error) return;
  say(error);
  refresh(element, element.item);
}

const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };

function refresh(element, item) {
  element.item = item;
  for (const [side, length] of [['left', item.x], ['top', item.y], ['width', item.w], ['height', item.h]]) {
    const css = `${Math.round(length)}px`;
    if (element.style[side] !== css) element.style[side] = css;
  }
  set(element, 'aria-label', item.name);
  if (item.tip && item.tip !== item.name) set(element, 'title', item.tip);
  if (item.id === 'lang') set(element, 'lang', document.documentElement.lang === 'en' ? 'zh-CN' : 'en');
  if (item.kind !== 'surface' && element.disabled === item.enabled) element.disabled = !item.enabled;
  switch (item.kind) {
    case 'switch':
      element.checked = item.value === '1';
      break;
    case 'slider':
      set(element, 'min', String(item.min));
      set(element, 'max', String(item.max));
      set(element, 'step', String(item.step || (item.max - item.min) / 20));
      set(element, 'aria-valuetext', item.text);
      if (element.value !== item.value) element.value = item.value;
      break;
    case 'spinbutton':
      set(element, 'aria-valuemin', String(item.min));
      set(element, 'aria-valuemax', String(item.max));
      set(element, 'aria-valuenow', item.value);
      // falls through
    case 'textbox':
      if (!element.typing && element.value !== item.value) element.value = item.value;
      break;
    case 'combobox': {
      const options = item.options || [], known = JSON.stringify(options);
      if (element.known !== known) {
        element.known = known;
        element.replaceChildren(...options.map(({value, name, off}) => make('option', off ? {value, disabled: ''} : {value}, name)));
      }
      if (element.value !== item.value) element.value = item.value;
      break;
    }
    case 'tab':
      element.checked = item.chosen;
      break;
    case 'surface':
      break;
    default:
      if (element.textContent !== item.name) element.textContent = item.name;
  }
}

// tell writes what the lanes do and the chart's numbers, as text to be read at leisure: what is the same stays, so that
// nobody is thrown out of a table while reading it.
function tell(next) {
  while (lanes.childElementCount > next.lanes.length) lanes.lastChild.remove();
  next.lanes.forEach((text, i) => {
    const line = lanes.children[i] || lanes.appendChild(make('li'));
    if (line.textContent !== text) line.textContent = text;
  });
  if (marks.known !== next.marks.name) { // one language, one text
    marks.known = next.marks.name;
    marks.setAttribute('aria-label', next.marks.name);
    marks.replaceChildren(...next.marks.lines.map((text) => make('p', {}, text)));
  }
  const {caption, head, rows} = next.table, known = JSON.stringify(next.table);
  if (table.known === known) return;
  table.known = known;
  const line = (cells, name) => make('tr', {}, ...cells.map((text, i) => name === 'th' || i === 0
    ? make('th', {scope: name === 'th' ? 'col' : 'row'}, text) : make('td', {}, text)));
  table.replaceChildren(make('caption', {}, caption), make('thead', {}, line(head, 'th')), make('tbody', {}, ...rows.map((row) => line(row, 'td'))));
}

// say reads a text out. The last few stay, for who wants to read them again.
function say(text) {
  log.append(make('p', {}, text));
  while (log.childElementCount > 4) log.firstChild.remove();
}

// download offers a file. A frame whose page around it does not allow downloads is told so, where that page can be asked.
function download(name, type, bytes) {
  let sandbox = null;
  try { sandbox = window.frameElement?.sandbox; } catch {} // a page of another origin: not to be known
  if (sandbox?.length && !sandbox.contains('allow-downloads')) return false;
  const url = URL.createObjectURL(new Blob([bytes], {type}));
  const link = make('a', {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return true;
}

// pick asks for a file; nothing happens if none is chosen.
function pick(done) {
  const field = make('input', {type: 'file', accept: '.json,.jsonl,application/json'});
  field.addEventListener('change', async () => { if (field.files[0]) done(new Uint8Array(await field.files[0].arrayBuffer())); });
  field.click();
}

// drop gives a file to the place on show, wherever on the page it falls: left alone, the browser would open it in place of the page.
const mostDropped = 64 << 20;
async function drop(event) {
  if (!api || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  event.stopPropagation();
  const file = event.type === 'drop' && event.dataTransfer.files[0];
  if (file && file.size <= mostDropped) api.drop(new Uint8Array(await file.arrayBuffer()));
}

function copy(text, done) {
  Promise.resolve().then(() => navigator.clipboard.writeText(text)).then(() => done(true), () => done(false));
}

// ---- keys where the canvas does not hear them ----

function onKey(event) {
  const {target, key} = event;
  if (!api || event.defaultPrevented || target instanceof HTMLCanvasElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const type = target.tagName === 'INPUT' ? target.type : target.tagName.toLowerCase();
  if (target.item?.kind === 'spinbutton' && (key === 'ArrowUp' || key === 'ArrowDown')) {
    event.preventDefault();
    target.typing = false;
    enter(target, key === 'ArrowUp' ? '+' : '-');
    return;
  }
  const reading = target.closest?.('[data-keys]') && !target.closest('button, a, input'); // its place has Space
  if (reading && event.repeat && key === ' ') return event.preventDefault();
  const typed = ['date', 'number', 'select', 'search', 'text', 'textarea'].includes(type);
  if (typed && key !== 'Escape' && !(key === '?' && target.item)) return;
  if (key.startsWith('Arrow') && target !== document.body) return;
  if (key === ' ' && target !== document.body && type !== 'range' && !reading) return;
  if (api.key(key)) event.preventDefault();
}

// resume is called when Tab is pressed on the canvas: the browser goes on from the control last used there.
function resume() { elements.get(present?.focus)?.focus({preventScroll: true}); }

return {start, update, say, download, pick, copy, resume};
})();
