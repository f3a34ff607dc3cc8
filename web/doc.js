// Documents beside the picture, as elements of the page: they can be searched, selected, translated and read aloud. A document
// is data from Go (viz/doc); what is pressed in it goes back as an order, like a control of the picture.
'use strict';

globalThis.promptscopeDoc = (() => {
let shown = null, text = '', back = null; // the element on show, the JSON it was made from, and what had the focus before

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const order = (id, arg = '') => globalThis.promptscope.do(id, arg);

function spans(list = []) {
  return list.map(({text, strong, term, link, tip, marked}) => {
    if (link) return make('a', link.startsWith('#') ? {href: link} : {href: link, target: '_blank', rel: 'noopener'}, text);
    if (term) return pointing(make('span', {class: marked ? 'term marked' : 'term', 'data-term': term, tabindex: '0', role: 'button', 'aria-description': tip}, text), term, tip);
    return strong ? make('strong', {}, text) : document.createTextNode(text);
  });
}

// pointing makes a term ring the part of the picture that it names, and say what it means, while it is looked at.
const tipText = make('p', {class: 'termtip', hidden: true, 'aria-hidden': 'true'});
function pointing(element, term, tip) {
  const show = () => {
    order('spot', term);
    const at = element.getBoundingClientRect(), around = element.closest('.document').getBoundingClientRect();
    tipText.textContent = tip || '';
    tipText.hidden = !tip;
    element.closest('.document').append(tipText);
    tipText.style.top = `${at.bottom - around.top + 6}px`;
  };
  const leave = () => { order('spot', ''); tipText.hidden = true; };
  for (const on of ['mouseenter', 'focus', 'click']) element.addEventListener(on, show);
  for (const off of ['mouseleave', 'blur']) element.addEventListener(off, leave);
  element.addEventListener('keydown', (event) => { if (event.key === 'Escape') { leave(); event.stopPropagation(); } });
  return element;
}

function button({order: id, arg, label, note, key, off, chosen, main}, role) {
  const element = make('button', {type: 'button', disabled: off, class: [chosen && 'chosen', main && 'main'].filter(Boolean).join(' ') || undefined, role,
    ...(role ? {'aria-checked': String(!!chosen)} : {}), 'data-order': id, 'data-arg': arg}, ...(note || key ? [make('span', {}, label)] : [label]));
  if (note) element.append(' ', make('small', {}, note));
  if (key) element.append(make('kbd', {'aria-hidden': 'true'}, key));
  element.addEventListener('click', () => order(id, arg));
  return element;
}

const rows = (block, cell) => block.rows.map((row) => make('tr', {}, ...row.map((content, i) => cell(content, i))));

// placed sets what depends on numbers: a policy without inline styles allows it from here only.
function placed(element, style) {
  Object.assign(element.style, style);
  return element;
}

function numberLine({name, line}) {
  const place = (v) => `${Math.min(Math.max((v - line.lo) / (line.hi - line.lo), 0), 1) * 100}%`;
  const at = [line.lo, ...line.borders, line.hi];
  const zones = line.zones.map((label, i) => placed(make('span', {class: i === line.bet ? 'zone bet' : 'zone', title: label}), {left: place(at[i]), right: `calc(100% - ${place(at[i + 1])})`}));
  const marks = (line.marks || []).map(({at, label, now}) => placed(make('span', {class: now ? 'mark now' : 'mark', title: label}, make('i'), make('b', {}, label)), {left: place(at)}));
  const borders = line.borders.map((v) => placed(make('span', {class: 'border'}, String(v).replace('-', '−')), {left: place(v)}));
  return make('figure', {class: 'line', role: 'img', 'aria-label': `${name}: ${(line.marks || []).map((m) => m.label).join(', ')}`}, make('figcaption', {}, name), make('div', {class: 'axis'}, ...zones, ...borders, ...marks));
}

// steps is how far one is: a piece for each, or a bar where they are many.
function steps({name, count = 0, of = 0}) {
  const pieces = of <= 30 ? Array.from({length: of}, (_, i) => make('i', {class: i < count ? 'done' : i === count && 'now'})) : [placed(make('i', {class: 'done'}), {flex: String(count)}), placed(make('i'), {flex: String(of - count)})];
  return make('div', {class: 'steps'}, make('span', {}, name), make('div', {role: 'progressbar', 'aria-label': name, 'aria-valuemin': '0', 'aria-valuemax': String(of), 'aria-valuenow': String(count)}, ...pieces));
}

// A timer goes on while its document is made again: it is known by what it is about. It stands still while it is paused, and gives its
// order at the end, if it has one.
const running = {about: null, left: 0, since: 0, ended: false};
let tick = 0;

function timer({name, id, count, value, more}) {
  const about = `${value || id} ${count}`;
  if (running.about !== about) Object.assign(running, {about, left: count * 1000, since: performance.now(), ended: false});
  const left = () => Math.max(running.left - (running.since ? performance.now() - running.since : 0), 0);
  const said = make('b', {}), ring = make('i', {});
  const element = make(id ? 'p' : 'button', {class: 'timer', type: id ? undefined : 'button'}, ...(id ? [] : [ring]), said, ...(name ? [make('span', {}, name)] : []));
  const show = () => {
    const seconds = Math.ceil(left() / 1000);
    said.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    ring.style.setProperty('--part', String(left() / count / 1000));
    if (!seconds && id && !running.ended) { running.ended = true; order(id); }
  };
  element.addEventListener('click', () => {
    if (id) return;
    running.left = left();
    running.since = running.since ? 0 : performance.now();
    element.setAttribute('aria-pressed', String(!running.since));
    show();
  });
  clearInterval(tick);
  tick = setInterval(() => { if (element.isConnected) show(); else if (element.shown) clearInterval(tick); element.shown = element.isConnected; }, 250);
  show();
  return make('div', {class: 'clock'}, element, ...(more ? [make('p', {class: 'quiet'}, ...spans(more))] : []));
}

function field({name, id, type, value = '', begins}) {
  const input = make('input', {type, value, placeholder: type === 'search' ? name : undefined, 'aria-label': name, 'data-order': id, 'data-begins': begins});
  input.addEventListener(type === 'date' ? 'change' : 'input', () => order(id, input.value));
  if (type === 'search') input.addEventListener('keydown', ({key, isComposing}) => { if (key === 'Enter' && !isComposing) input.closest('.part').querySelector('.buttons button')?.click(); }); // the first that was found
  return make('label', {class: `field ${type}`}, make('span', {}, name), input);
}

const builders = {
  part: (b) => make('section', {class: `part ${b.id}`, 'data-about': b.value}, ...(b.blocks || []).map((inner) => builders[inner.kind](inner))),
  checks: (b) => make('div', {class: 'checks', role: 'group', 'aria-label': (b.spans || []).map((s) => s.text).join('')}, make('p', {class: 'quiet'}, ...spans(b.spans)), ...(b.options || []).map((o) => button(o, 'checkbox'))),
  wrong: (b) => make('div', {class: 'wrong'}, make('b', {}, b.name), make('p', {class: 'say'}, ...spans(b.spans)), make('p', {}, ...spans(b.more))),
  steps, timer, field,
  quote: (b) => make('blockquote', {}, ...spans(b.spans)),
  heading: (b) => make('h2', b.begins ? {tabindex: '-1', 'data-begins': true} : {}, ...spans(b.spans)),
  text: (b) => make('p', {class: b.id}, ...spans(b.spans)),
  quiet: (b) => make('p', {class: b.id ? `quiet ${b.id}` : 'quiet'}, ...spans(b.spans)),
  item: (b) => make('p', {class: 'item'}, ...spans(b.spans)),
  keys: (b) => make('table', {class: 'keys'}, make('caption', {}, b.name), make('tbody', {}, ...rows(b, (cell, i) => i ? make('td', {}, ...spans(cell)) : make('th', {scope: 'row'}, make('kbd', {}, ...spans(cell)))))),
  table: (b) => make('div', {class: 'scroll', ...(b.head.length > 5 ? {tabindex: '0', role: 'region', 'aria-label': b.name} : {})}, // many columns have to be scrolled
     make('table', {}, make('caption', {}, b.name), make('thead', {}, make('tr', {}, ...b.head.map((h) => make('th', {scope: 'col'}, h)))),
    make('tbody', {}, ...rows(b, (cell, i) => make(i ? 'td' : 'th', i ? {} : {scope: 'row'}, ...spans(cell)))))),
  term: (b) => make('article', {id: `term-${b.id}`}, make('h3', {}, b.name), make('p', {}, make('strong', {}, ...spans(b.spans))), make('p', {class: 'quiet'}, ...spans(b.more))),
  search: (b) => {
    const field = make('input', {type: 'search', 'aria-label': b.name, placeholder: b.name});
    const nothing = make('p', {role: 'status'});
    field.addEventListener('input', () => {
      const wanted = field.value.trim().toLowerCase();
      let found = 0;
      for (const entry of field.closest('.document').querySelectorAll('article')) {
        entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
        if (!entry.hidden) found++;
      }
      nothing.textContent = found ? '' : b.more[0].text;
    });
    return make('div', {class: 'search'}, field, nothing);
  },
  options: (b) => make('div', {role: 'radiogroup', class: b.id ? `options ${b.id}` : 'options', 'aria-label': b.name || (b.spans || []).map((s) => s.text).join('')}, ...(b.spans ? [make('p', {}, ...spans(b.spans))] : []), ...(b.options || []).map((o) => button(o, 'radio'))),
  line: numberLine,
  buttons: (b) => make('div', {class: ['buttons', b.id, b.inline && 'inline'].filter(Boolean).join(' ')}, ...(b.buttons || []).map((o) => button(o))),
};

function build(doc) {
  const head = make('header', {}, make('h1', {tabindex: '-1'}, doc.title));
  if (doc.close) {
    const close = make('button', {type: 'button', class: 'close', 'aria-label': doc.close, 'data-order': 'close'}, '×');
    close.addEventListener('click', () => order('close'));
    head.append(close);
  }
  const body = make('div', {class: 'body', tabindex: '0', role: 'group', 'aria-label': doc.title}, ...doc.blocks.map((b) => builders[b.kind](b)));
  return make('aside', {class: doc.look ? `document ${doc.look}` : 'document', 'data-keys': doc.keys, id: `document-${doc.id}`, lang: doc.lang, 'aria-label': doc.title}, head, body);
}

// keep puts the place of reading, the words of a search and the focus of the document before into its successor.
function keep(old, next) {
  next.querySelector('.body').scrollTop = old.querySelector('.body').scrollTop;
  for (const part of next.querySelectorAll('.part')) {
    const was = old.getElementsByClassName(part.className)[0];
    if (was && was.dataset.about === part.dataset.about) part.scrollTop = was.scrollTop;
  }
  const field = next.querySelector('.search > input'), was = old.querySelector('.search > input');
  if (field && was && was.value) { field.value = was.value; field.dispatchEvent(new Event('input')); }
  const sought = next.querySelector('input[data-begins]');
  if (sought && !old.querySelector('input[data-begins]')) return sought.focus();
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (!focused) return;
  const {order, arg} = focused.dataset;
  const same = order ? [...next.querySelectorAll('[data-order]')].find((e) => e.dataset.order === order && (e.dataset.arg || '') === (arg || '')) : focused.className === 'body' ? next.querySelector('.body') : null;
  if (same && focused.tagName === 'INPUT') { // what has been typed since is newer than the document
    same.value = focused.value;
    if (same.type === 'search') same.setSelectionRange(focused.selectionStart, focused.selectionEnd);
  }
  (same || next.querySelector('[data-begins]') || next.querySelector('h1')).focus({preventScroll: true});
}

// patch changes of a live document what has changed: a button that is made anew under the pointer cannot be pressed.
function patch(old, next) {
  const a = [...old.children], b = [...next.children];
  let first = 0, last = 0;
  while (first < a.length && first < b.length && a[first].isEqualNode(b[first])) first++;
  while (last < Math.min(a.length, b.length) - first && a.at(-1 - last).isEqualNode(b.at(-1 - last))) last++;
  const was = a.slice(first, a.length - last), is = b.slice(first, b.length - last), focused = was.some((e) => e.contains(document.activeElement)) && document.activeElement.dataset;
  if (was.length === is.length) {
    was.forEach((e, i) => { if (!e.isEqualNode(is[i])) e.replaceWith(is[i]); });
  } else {
    is.forEach((e) => old.insertBefore(e, was[0] || a[first] || null));
    was.forEach((e) => e.remove());
  }
  if (focused && !old.contains(document.activeElement)) {
    ([...old.querySelectorAll('[data-order]')].find((e) => e.dataset.order === focused.order && e.dataset.arg === focused.arg) || old).focus({preventScroll: true});
  }
}

// update shows a document at a place in CSS pixels; an empty text takes it away.
function update(json, x, y, w, h) {
  if (!json) {
    if (!shown) return;
    const had = shown.contains(document.activeElement);
    shown.remove();
    shown = null;
    text = '';
    if (had) (back?.isConnected ? back : document.querySelector('canvas'))?.focus();
    return;
  }
  if (json !== text) {
    const doc = JSON.parse(json), next = build(doc);
    if (shown && doc.live && shown.id === next.id && shown.lang === next.lang && shown.firstChild.isEqualNode(next.firstChild)) {
      patch(shown.lastChild, next.lastChild);
    } else {
      if (shown && shown.id === next.id) {
        shown.after(next);
        keep(shown, next);
        shown.remove();
      } else {
        if (!shown) back = document.activeElement;
        shown?.remove();
        document.documentElement.append(next);
        next.querySelector('h1').focus({preventScroll: true}); // not the search, where the key that opened it would not close it
      }
      shown = next;
    }
    text = json;
  }
  Object.assign(shown.style, {left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px`});
}

return {update};
})();
