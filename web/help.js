// The help beside the picture, as a part of the page: it can be searched, selected, translated and read aloud. The texts
// come from Go, in the language of the picture.
'use strict';

globalThis.promptscopeHelp = (() => {
let drawer = null, shown = '', back = null;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function build() {
  const texts = JSON.parse(globalThis.promptscope.help());
  const close = make('button', {type: 'button', class: 'close', 'aria-label': texts.close}, '×');
  close.addEventListener('click', () => globalThis.promptscope.do('close', ''));
  const search = make('input', {type: 'search', 'aria-label': texts.search, placeholder: texts.search});
  const nothing = make('p', {role: 'status'});
  const entries = texts.entries.map(([id, term, short, long]) =>
    make('article', {id: `term-${id}`}, make('h3', {}, term), make('p', {}, make('strong', {}, short)), make('p', {}, long)));
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    let found = 0;
    for (const entry of entries) {
      entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
      if (!entry.hidden) found++;
    }
    nothing.textContent = found ? '' : texts.nothing;
  });
  const keys = make('table', {}, make('caption', {}, texts.keys), make('tbody', {},
    ...texts.keymap.map(([cap, does]) => make('tr', {}, make('th', {scope: 'row'}, make('kbd', {}, cap)), make('td', {}, does)))));
  const head = make('header', {}, make('h2', {tabindex: '-1'}, texts.title), close);
  const body = make('div', {class: 'body', tabindex: '0', role: 'group', 'aria-label': texts.title},
    keys, make('h2', {}, texts.terms), search, nothing, ...entries);
  return make('aside', {id: 'help', 'aria-label': texts.title}, head, body);
}

// follow opens, closes and translates the help as the picture says.
function follow({panel, lang}) {
  const wanted = panel === 'help' ? lang : '';
  if (wanted === shown) return;
  const opens = !shown;
  shown = wanted;
  const had = drawer?.contains(document.activeElement);
  drawer?.remove();
  drawer = null;
  if (!wanted) {
    if (had) (back?.isConnected ? back : document.querySelector('canvas'))?.focus();
    return;
  }
  if (opens) back = document.activeElement;
  drawer = build();
  document.documentElement.append(drawer);
  drawer.querySelector('h2').focus({preventScroll: true});
}

return {follow};
})();
