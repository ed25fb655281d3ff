/** Type, spacing and the columns of the page. */
export const BASE_STYLE = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 4rem; }
body {
  margin: 0 auto; max-width: 64rem; padding: 0 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5 { margin: 0; line-height: 1.25; letter-spacing: -0.012em; text-wrap: pretty; }
h1 { font-size: clamp(1.9rem, 5vw, 2.9rem); font-weight: 720; letter-spacing: -0.03em; line-height: 1.1; }
h2 { margin-bottom: 0.4rem; font-size: 1.6rem; font-weight: 700; letter-spacing: -0.02em; }
h3 { font-size: 1.08rem; font-weight: 650; }
h4 { font-size: 1rem; font-weight: 650; }
h5 { margin: 1.1rem 0 0.35rem; font-size: 0.92rem; font-weight: 650; }
p, ul, ol, dl { margin: 0; }
ul { padding: 0; list-style: none; }
dd { margin: 0; min-width: 0; }
dt { color: var(--soft); }
a { color: var(--link); text-decoration-thickness: 0.06em; text-underline-offset: 0.16em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 0.25rem; }
code, pre, .value { font-family: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.86em; }
.value { unicode-bidi: isolate; white-space: pre-wrap; }
h3 .value { font-size: 0.95em; }
.soft { color: var(--soft); font-weight: 400; }
.nowrap { white-space: nowrap; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; top: -4rem; left: 1rem; padding: 0.5rem 1rem; background: var(--card); z-index: 2; }
.skip:focus { top: 0.5rem; }
.lead { max-width: 46rem; color: var(--soft); }
.on-paper { display: none; }
.left-out { margin-top: 0.6rem; color: var(--soft); font-size: 0.9rem; }
.sheet > .on-paper { display: none; }
.left-out { padding: 0 0.8rem 0.6rem; }
.blank { display: inline-block; width: 100%; min-width: 3rem; height: 1.5rem; border-bottom: 1px solid var(--line); }
.blank.tall { height: 2.6rem; }

body { counter-reset: part; }
section { margin-top: 4rem; counter-increment: part; }
section > h2::before { content: counter(part); display: inline-block; min-width: 2.2rem; margin-right: 0.2rem; color: var(--soft); font-weight: 400; }
nav ol { counter-reset: entry; margin: 0; padding: 0; list-style: none; }
nav li { counter-increment: entry; }
nav li a { display: block; padding: 0.2rem 0; color: var(--soft); text-decoration: none; line-height: 1.35; }
nav li a::before { content: counter(entry); display: inline-block; min-width: 1.6rem; opacity: 0.75; }
nav li a:hover { color: var(--link); text-decoration: underline; }
nav p { margin-bottom: 0.5rem; font-weight: 650; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.88rem; }

@media screen and (min-width: 78rem) {
  body { display: grid; grid-template-columns: 14rem minmax(0, 62rem); gap: 0 3.5rem; justify-content: center; max-width: none; }
  body > * { grid-column: 2; }
  nav li a { padding-left: 1.6rem; text-indent: -1.6rem; }
  nav li a::before { text-indent: 0; }
  nav { grid-column: 1; grid-row: 1 / span 3; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2.6rem 0 2rem; font-size: 0.88rem; }
}
@media screen and (max-width: 77.99rem) {
  nav { position: sticky; top: 0; z-index: 1; margin: 0 -1.5rem; padding: 0 1.5rem; background: var(--page); border-bottom: 1px solid var(--line); }
  nav p { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  nav ol { display: flex; gap: 0 1.25rem; overflow-x: auto; white-space: nowrap; scrollbar-width: thin; }
  nav li a { padding: 0.75rem 0; font-size: 0.9rem; }
  nav li a::before { min-width: 0; margin-right: 0.4rem; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
