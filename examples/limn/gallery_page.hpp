#pragma once
// How the gallery looks: its style sheet and its one script.

#include <limn/core/geometry.hpp>

namespace tool {

/// Whether a picture is shown larger than it is, so that its pixels are to be seen: class "small".
[[nodiscard]] constexpr bool is_small(const limn::Size<2>& size) { return size.width < 240 && size.height < 240; }

inline constexpr const char* gallery_style = R"css(
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --ink: #1d2129; --muted: #626b78; --line: #dde1e7; --badge: #e8edf5;
  --accent: #b3470b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121417; --card: #1b1e23; --ink: #e7eaee; --muted: #98a2b0; --line: #2c3138; --badge: #2a313b;
    --accent: #ffa956;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
header, main, footer { max-width: 1500px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { margin: 0 0 4px; font-size: 28px; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 17px; overflow-wrap: anywhere; }
h3 { margin: 0; font-size: 15px; }
p { margin: 0; }
.muted, footer { color: var(--muted); }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0 8px; }
nav a {
  padding: 3px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card);
  color: var(--ink); text-decoration: none;
}
nav a:hover { border-color: var(--accent); color: var(--accent); }
section {
  display: grid; grid-template-columns: minmax(200px, 300px) 1fr; gap: 24px;
  padding: 28px 0; border-top: 1px solid var(--line);
}
.input { position: sticky; top: 24px; align-self: start; display: grid; gap: 8px; }
.results { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); gap: 20px; }
article {
  display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; overflow: hidden;
}
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1px; background: var(--line); }
figure { margin: 0; position: relative; background: #000; }
img { display: block; width: 100%; height: auto; max-height: 480px; object-fit: contain; cursor: zoom-in; }
.input img { border-radius: 10px; border: 1px solid var(--line); }
img.small { image-rendering: pixelated; }
figcaption {
  position: absolute; left: 8px; bottom: 8px; padding: 0 8px; border-radius: 999px;
  background: rgba(0, 0, 0, 0.62); color: #fff; font-size: 12px; pointer-events: none;
}
.text { display: grid; gap: 4px; padding: 12px 14px 14px; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 8px; }
.head h3 { margin-right: auto; }
.badge { padding: 1px 10px; border-radius: 999px; background: var(--badge); font-variant-numeric: tabular-nums; }
.badge b { font-weight: 650; }
code { font: 13px/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { padding-top: 8px; padding-bottom: 48px; font-size: 13px; }
dialog { max-width: 96vw; max-height: 96vh; padding: 0; border: 0; background: none; }
dialog::backdrop { background: rgba(0, 0, 0, 0.85); }
dialog img { width: auto; max-width: 96vw; max-height: 94vh; min-width: min(70vw, 70vh); cursor: zoom-out; }
@media (max-width: 800px) { section { grid-template-columns: 1fr; } .input { position: static; } }
)css";

inline constexpr const char* gallery_script = R"js(
const dialog = document.querySelector('dialog');
document.querySelectorAll('main img').forEach(img => img.addEventListener('click', () => {
  const large = dialog.querySelector('img');
  large.src = img.src; large.alt = img.alt; large.className = img.className;
  dialog.showModal();
}));
dialog.addEventListener('click', () => dialog.close());
)js";

}  // namespace tool
