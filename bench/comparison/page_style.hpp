#pragma once
// What the page has beside the style and the script of the gallery.

namespace comparison {

inline constexpr const char* page_style = R"css(
section.wide { display: block; }
section.wide > p { max-width: 110ch; margin: 4px 0 12px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 14px; margin: 10px 0 20px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
label { color: var(--muted); margin-left: auto; }
select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 2px 6px; }
svg { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
svg text { fill: var(--ink); font-size: 13px; stroke: var(--card); stroke-width: 4px; paint-order: stroke; }
svg .grid { stroke: var(--line); }
svg .tick, svg .axis { fill: var(--muted); }
svg .front { fill: none; stroke: var(--accent); stroke-width: 2; }
svg circle { stroke: var(--card); stroke-width: 1.5; cursor: pointer; }
svg circle.on { stroke: var(--accent); stroke-width: 3; }
svg text.on { font-weight: 650; }
#legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 8px; color: var(--muted); }
#legend i, td i { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 7px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 10px; text-align: right; white-space: nowrap; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
th.name, td.name { text-align: left; }
#figures th { position: relative; cursor: pointer; font-weight: 600; user-select: none; }
#figures th:hover, #figures th[aria-sort] { color: var(--accent); }
#figures th[aria-sort=ascending]::after { content: " \2191"; }
#figures th[aria-sort=descending]::after { content: " \2193"; }
#figures tr.front td.name:first-child code { font-weight: 700; color: var(--accent); }
#figures tr.front td.name:first-child code::after { content: " \2605"; }
#figures tr.lit { background: var(--badge); }
td b { font-weight: 700; }
.heat { width: auto; font-size: 12px; }
.heat th, .heat td { padding: 3px 6px; }
.heat td { background: color-mix(in srgb, var(--accent) calc(var(--share) * 0.7), var(--card)); }
.thumbs { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 14px; align-content: start; }
.thumbs img { max-height: 320px; }
.layer { background-size: contain; background-position: center; background-repeat: no-repeat; background-color: #000; }
.input figure { background: none; }
.caption { display: grid; padding: 6px 10px 8px; font-size: 13px; }
.caption b { color: var(--ink); font-weight: 650; }
)css";

inline constexpr const char* page_script = R"js(
const table = document.getElementById('figures'), body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells], rows = [...body.rows];
const column = key => heads.findIndex(th => th.dataset.key === key);
const text = (row, key) => row.cells[column(key)].dataset.value;

function sort(key, descending) {
  const numeric = heads[column(key)].dataset.better !== undefined;
  const order = (a, b) => numeric ? text(a, key) - text(b, key) : text(a, key).localeCompare(text(b, key));
  body.append(...rows.slice().sort((a, b) => descending ? order(b, a) : order(a, b)));
  heads.forEach(th => th.removeAttribute('aria-sort'));
  heads[column(key)].setAttribute('aria-sort', descending ? 'descending' : 'ascending');
}
heads.forEach(th => th.addEventListener('click', () => {
  const now = th.getAttribute('aria-sort');
  sort(th.dataset.key, now ? now === 'ascending' : th.dataset.better === 'more');
}));

const families = [...new Set(rows.map(row => row.dataset.family))].sort();
const hue = family => `hsl(${Math.round(360 * families.indexOf(family) / families.length + 205) % 360} 70% 52%)`;
rows.forEach(row => row.querySelector('i').style.background = hue(row.dataset.family));
document.getElementById('legend').innerHTML =
  families.map(family => `<span><i style="background:${hue(family)}"></i>${family}</span>`).join('');

const svg = document.getElementById('scatter');
function add(name, attributes, content) {
  const element = document.createElementNS(svg.namespaceURI, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (content !== undefined) element.textContent = content;
  svg.append(element);
  return element;
}

function draw(key) {
  const head = heads[column(key)], less = head.dataset.better === 'less';
  const left = 64, right = 1176, top = 20, bottom = 466;
  const points = rows.map(row => ({
    row, method: row.dataset.method, time: text(row, 'ms_median'), value: text(row, key)
  }));
  const good = p => less ? -p.value : +p.value;
  points.forEach(p => p.on = !points.some(q =>
    +q.time <= +p.time && good(q) >= good(p) && (+q.time < +p.time || good(q) > good(p))));
  points.forEach(p => p.row.classList.toggle('front', p.on));

  const times = points.map(p => Math.log10(Math.max(p.time, 1e-6)));
  const low = Math.min(...times) - 0.1, high = Math.max(...times) + 0.25;
  const most = less ? Math.max(1, ...points.map(p => +p.value)) * 1.05 : 1;
  const least = Math.min(0, ...points.map(p => +p.value));
  const x = time => left + (Math.log10(Math.max(time, 1e-6)) - low) / (high - low) * (right - left);
  const share = value => (value - least) / (most - least);
  const y = value => less ? top + share(value) * (bottom - top) : bottom - share(value) * (bottom - top);

  svg.replaceChildren();
  for (let decade = Math.floor(low); decade <= high; ++decade) {
    for (const step of [1, 2, 5]) {
      const time = step * 10 ** decade;
      if (x(time) < left || x(time) > right) continue;
      add('line', {class: 'grid', x1: x(time), x2: x(time), y1: top, y2: bottom});
      add('text', {class: 'tick', x: x(time), y: bottom + 18, 'text-anchor': 'middle'}, +time.toPrecision(1));
    }
  }
  const unit = less ? 10 ** Math.floor(Math.log10(most)) / 2 : 0.1;
  for (let i = Math.ceil(least / unit); i * unit <= most; ++i) {
    const value = +(i * unit).toFixed(6);
    add('line', {class: 'grid', x1: left, x2: right, y1: y(value), y2: y(value)});
    add('text', {class: 'tick', x: left - 8, y: y(value) + 4, 'text-anchor': 'end'}, value);
  }
  add('text', {class: 'axis', x: (left + right) / 2, y: bottom + 42, 'text-anchor': 'middle'},
    'milliseconds per picture');
  add('text', {class: 'axis', x: 18, y: (top + bottom) / 2, 'text-anchor': 'middle',
    transform: `rotate(-90 18 ${(top + bottom) / 2})`}, head.textContent + (less ? ', less is better' : ''));

  const front = points.filter(p => p.on).sort((a, b) => a.time - b.time);
  let path = '';
  front.forEach((p, i) => path += i ? `H${x(p.time)}V${y(p.value)}` : `M${x(p.time)} ${y(p.value)}`);
  add('path', {class: 'front', d: path + `H${right}`});

  const dots = points.map(p => [x(p.time) - 6, y(p.value) - 6, x(p.time) + 6, y(p.value) + 6]), names = [], texts = [];
  const covered = (box, others) =>
    others.filter(t => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1]).length;
  // The front from its left end on, as what lies at the border has least room for its name, then the others.
  for (const p of points.slice().sort((a, b) => b.on - a.on || (a.on ? a.time - b.time : good(b) - good(a)))) {
    const dot = add('circle', {cx: x(p.time), cy: y(p.value), r: 6.5, fill: hue(p.row.dataset.family),
      class: p.on ? 'on' : '', 'data-method': p.method, 'data-x': p.time, 'data-y': p.value});
    dot.append(document.createElementNS(svg.namespaceURI, 'title'));
    dot.firstChild.textContent =
      `${p.method}: ${(+p.time).toPrecision(3)} ms, ${head.textContent} ${(+p.value).toFixed(3)}`;
    dot.addEventListener('click', () => {
      rows.forEach(row => row.classList.toggle('lit', row === p.row));
      p.row.scrollIntoView({block: 'center', behavior: 'smooth'});
    });
    // The name where it covers nothing, else only on the tip; one of the front rather covers a few dots.
    const wide = (p.on ? 8.2 : 7.4) * p.method.length, cx = x(p.time), cy = y(p.value);
    const places = [[cx + 10, cy - 7], [cx - 10 - wide, cy - 7], [cx - wide / 2, cy - 23], [cx - wide / 2, cy + 9],
      [cx - 6, cy - 23], [cx + 6 - wide, cy - 23], [cx - 6, cy + 9], [cx + 6 - wide, cy + 9]];
    const [box] = places.map(([u, v]) => [u, v, u + wide, v + 14])
      .filter(b => b[0] >= left && b[2] <= right + 20 && b[1] >= 2 && b[3] <= bottom - 1 && !covered(b, names))
      .sort((a, b) => covered(a, dots) - covered(b, dots));
    if (!box || !p.on && covered(box, dots)) continue;
    names.push(box);
    texts.push(add('text', {x: box[0], y: box[1] + 11, class: p.on ? 'on' : ''}, p.method));
  }
  svg.append(...texts);  // over all dots
}

const measure = document.getElementById('measure');
function choose() {
  draw(measure.value);
  sort(measure.value, heads[column(measure.value)].dataset.better === 'more');
}
measure.addEventListener('change', choose);
choose();
)js";

}  // namespace comparison
