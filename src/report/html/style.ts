import { CLAIMS_STYLE } from './style-claims.ts';

/** The style sheet of the HTML report; system fonts, light and dark, A4. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f5f1; --card: #ffffff; --ink: #1b1f24; --soft: #58606a; --line: #e1ded6; --link: #2b5a8a;
  --on-tone: #ffffff; --track: #e6e3db; --code: #f2f0ea;
  --good: #1f7a4d; --good-ink: #17613c; --good-pale: #e2f2e9;
  --fair: #94610a; --fair-ink: #774c05; --fair-pale: #faeed6;
  --bad: #b8322a; --bad-ink: #9b261f; --bad-pale: #fbe5e2;
  --open: #5b4fa3; --open-ink: #4a3f8f; --open-pale: #eae7f7;
  --quiet: #58606a; --quiet-ink: #4a515a; --quiet-pale: #edeae4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #13161a; --card: #1b1f24; --ink: #e9e7e2; --soft: #a5adb7; --line: #2f353c; --link: #8fbcec;
    --on-tone: #13161a; --track: #2c3239; --code: #14181c;
    --good: #5cc08d; --good-ink: #84d5aa; --good-pale: #17332a;
    --fair: #e0b04f; --fair-ink: #e9c577; --fair-pale: #382d14;
    --bad: #ef8177; --bad-ink: #f59f97; --bad-pale: #43211e;
    --open: #a89df0; --open-ink: #bdb5f6; --open-pale: #2a264a;
    --quiet: #a5adb7; --quiet-ink: #b8bfc8; --quiet-pale: #2a2f36;
  }
}
.good { --tone: var(--good); --tone-ink: var(--good-ink); --tone-pale: var(--good-pale); }
.fair { --tone: var(--fair); --tone-ink: var(--fair-ink); --tone-pale: var(--fair-pale); }
.bad { --tone: var(--bad); --tone-ink: var(--bad-ink); --tone-pale: var(--bad-pale); }
.open { --tone: var(--open); --tone-ink: var(--open-ink); --tone-pale: var(--open-pale); }
.quiet { --tone: var(--quiet); --tone-ink: var(--quiet-ink); --tone-pale: var(--quiet-pale); }

* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; max-width: 62rem; padding: 0 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.2; letter-spacing: -0.015em; text-wrap: pretty; }
h1 { margin: 0; font-size: clamp(1.75rem, 5vw, 2.6rem); font-weight: 700; letter-spacing: -0.025em; }
h2 { margin: 0 0 0.35rem; font-size: 1.45rem; }
h3 { margin: 0; font-size: 1.05rem; font-weight: 650; }
p, ul, ol, dl { margin: 0; }
ul { padding: 0; list-style: none; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 0.25rem; }
code, pre, .value { font-family: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.875em; }
.value { unicode-bidi: isolate; white-space: pre-wrap; }
h3 .value { font-size: 0.95em; }
.soft { color: var(--soft); font-weight: 400; }
.nowrap { white-space: nowrap; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; top: -4rem; left: 1rem; padding: 0.5rem 1rem; background: var(--card); }
.skip:focus { top: 0.5rem; }

header { padding: 2.5rem 0 1rem; }
.brand { margin-bottom: 1.75rem; font-weight: 700; letter-spacing: -0.01em; }
.brand span { margin-left: 0.4rem; color: var(--soft); font-weight: 400; }
.when { margin-top: 0.4rem; color: var(--soft); }
.grade { display: flex; gap: 2rem; align-items: center; margin: 2rem 0; }
.letter {
  flex: none; display: grid; place-items: center; width: 10.5rem; height: 10.5rem; border-radius: 1.75rem;
  background: var(--tone); color: var(--on-tone); font-size: 6.75rem; font-weight: 700; line-height: 1; letter-spacing: -0.04em;
}
.letter.pair { font-size: 5.25rem; }
.letter.ends { font-size: 3.4rem; letter-spacing: 0; }
.why { min-width: 0; }
.word { font-size: 1.6rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.25; }
.reasons { margin: 0.6rem 0 0.9rem; }
.reasons li { padding-left: 1.1rem; text-indent: -1.1rem; }
.reasons li::before { content: "– "; display: inline-block; width: 1.1rem; text-indent: 0; color: var(--soft); }
.counts { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; padding: 1rem 0; border-block: 1px solid var(--line); color: var(--soft); }
.counts strong { color: var(--ink); font-size: 1.25rem; }
.groups { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; padding-top: 1rem; }
.groups li { display: flex; gap: 0.6rem; align-items: center; color: var(--soft); }
.groups strong { display: block; color: var(--ink); line-height: 1.2; }

section { margin-top: 3rem; }
.lead { max-width: 46rem; margin-bottom: 1rem; color: var(--soft); }
.card { margin-top: 1rem; padding: 1.1rem 1.35rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem; }
.chip {
  display: inline-block; min-width: 2.4rem; padding: 0.1rem 0.5rem; border-radius: 0.5rem; text-align: center;
  background: var(--tone); color: var(--on-tone); font-weight: 700; white-space: nowrap;
}
.badge {
  display: inline-block; padding: 0.1rem 0.6rem; border-radius: 1rem; background: var(--tone-pale); color: var(--tone-ink);
  font-size: 0.85rem; font-weight: 600; white-space: nowrap;
}
.area { display: grid; grid-template-columns: 8rem minmax(6rem, 1fr) 4.5rem 15rem; gap: 0.15rem 1.1rem; align-items: center; margin-top: 1rem; }
.area + .area { padding-top: 1rem; border-top: 1px solid var(--line); }
.area-name { line-height: 1.25; }
.area-name .soft { display: block; font-size: 0.85rem; }
.bar { width: 100%; height: 0.7rem; border-radius: 0.35rem; overflow: hidden; }
.track { fill: var(--track); }
.may { fill: var(--tone); opacity: 0.38; }
.sure { fill: var(--tone); }
.score { text-align: right; }
.area-letter { display: flex; gap: 0.6rem; align-items: center; line-height: 1.2; }
.notes { grid-column: 2 / -1; font-size: 0.92rem; }
.notes li { display: grid; grid-template-columns: 8.75rem minmax(0, 1fr); gap: 0 0.6rem; }
.notes span:first-child { color: var(--soft); }

details > summary { cursor: pointer; }
.card > summary, details.card > summary { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: center; justify-content: space-between; list-style: none; }
details.card > summary::-webkit-details-marker { display: none; }
details.card > summary h3 { flex: 1 1 18rem; }
details.card > summary h3::before { content: "▸"; display: inline-block; width: 1.2rem; color: var(--soft); }
details.card[open] > summary h3::before { content: "▾"; }
details.card[open] > summary { margin-bottom: 0.9rem; }
.finding { border-left: 0.3rem solid var(--tone); color: var(--ink); }
.finding dl, .facts { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.45rem 1.1rem; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
dd p + figure, figure + figure { margin-top: 0.6rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden; }
figcaption { padding: 0.25rem 0.8rem; border-bottom: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
pre { margin: 0; padding: 0.6rem 0.8rem; background: var(--code); white-space: pre-wrap; }
pre code { font-size: 0.85rem; }

table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
.sheet { padding: 0.25rem 0.5rem; }
caption { padding: 0.6rem 0.8rem 0.4rem; color: var(--soft); font-size: 0.85rem; text-align: left; }
th, td { overflow-wrap: break-word; padding: 0.55rem 0.8rem; text-align: left; vertical-align: top; font-weight: 400; }
td .value, th .value, td code { overflow-wrap: anywhere; }
td:has(.value), td:has(code) { min-width: 8.5rem; }
thead th { color: var(--soft); font-size: 0.82rem; }
tbody th { font-weight: 600; }
tbody th .statement { display: block; font-weight: 400; }
tbody th, tbody td { border-top: 1px solid var(--line); }
td .label { color: var(--soft); }
td .soft, th .soft { display: block; font-size: 0.9em; }
tr:has(:target), :target { background: var(--open-pale); }
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; padding: 0.9rem 0 0.4rem; }
h4 { margin: 1.1rem 0 0.3rem; font-size: 0.95rem; }
.label { display: inline-block; min-width: 4.5rem; color: var(--soft); }
.plain li { padding: 0.35rem 0; }
.plain strong { display: inline-block; min-width: 5rem; }
.card details { margin-top: 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
.tree { padding: 0.25rem 0 0.25rem 1.1rem; font-size: 0.92rem; }
dl.tree { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: 0.1rem 1rem; }
ol.tree { padding-left: 2rem; }
.verdict { margin: 0.9rem 0 0.2rem; }
.verdict .soft { display: block; font-size: 0.9em; }
.chain { display: grid; grid-template-columns: minmax(0, 22.5rem) minmax(0, 1fr); gap: 1rem 1.75rem; align-items: start; margin: 1.1rem 0 0.6rem; }
.chain td { min-width: 0; }
.chain td li + li { margin-top: 0.45rem; }
.chain th p { margin: 0.3rem 0; }
.chain td:nth-child(2) { width: 32%; }
.faults li { padding: 0.55rem 0; border-top: 1px solid var(--line); font-size: 0.92rem; }
.faults .soft { display: block; font-size: 0.92em; }
.where { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0 0.6rem; margin-top: 0.2rem; }
.where li, td .second .value { padding: 0; border: 0; font-size: 1em; }
.second .value { color: var(--soft); }
.trust { display: block; width: 100%; max-width: 24rem; height: auto; margin: 0 auto; }
.trust text { fill: var(--ink); }
.zone { fill: var(--card); stroke: var(--tone); stroke-width: 1.5; }
.band { fill: var(--tone-pale); }
.trust .name { font-size: 14px; font-weight: 650; }
.trust .status { fill: var(--tone-ink); font-size: 12.5px; font-weight: 650; text-anchor: end; }
.trust .cause { fill: var(--tone-ink); font-size: 12px; }
.key, .ds, .ghost { fill: var(--card); stroke: var(--tone); stroke-width: 1.5; }
.ds { fill: var(--tone-pale); }
.ghost { fill: none; stroke-dasharray: 5 4; }
.trust .title { font-size: 12.5px; font-weight: 650; text-anchor: middle; }
.trust .detail { fill: var(--soft); font-size: 10.5px; text-anchor: middle; }
.edge { fill: none; stroke: var(--tone); stroke-width: 1.5; }
.dashed { stroke-dasharray: 5 4; }
.head { fill: var(--tone); }
.trust .label { fill: var(--tone-ink); stroke: var(--card); stroke-width: 5; paint-order: stroke; stroke-linejoin: round; font-size: 11.5px; font-weight: 650; text-anchor: middle; }
#dns tbody th { min-width: 11rem; }
#dns .chain tbody th { min-width: 0; width: 36%; }
#dns .card > table { margin-top: 0.9rem; }
.marks { display: flex; flex-wrap: wrap; gap: 0.3rem; }
.marks .badge { white-space: normal; }
td .bar { display: block; margin-top: 0.35rem; min-width: 5rem; height: 0.45rem; }
.parts > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1.1rem; padding: 0.45rem 0; border-top: 1px solid var(--line); }
.parts > div:first-child { border-top: 0; }
.parts dt { font-weight: 600; color: var(--ink); }
.said { display: grid; grid-template-columns: 1.3rem minmax(0, 1fr); }
.said > span:first-child { color: var(--tone); font-weight: 700; }
h3 + .parts { margin-top: 0.4rem; }
:is(#mail, #web, #rate-limit) .card > table { margin-top: 0.9rem; }
.beats { display: flex; flex-wrap: wrap; gap: 0.3rem; padding: 0.7rem 0.8rem; }
.beats svg { display: block; max-width: 100%; height: auto; }
.beats text { fill: var(--soft); font-size: 10.5px; }
.beats .name { fill: var(--ink); font-size: 11.5px; font-weight: 650; }
.beats .silence { text-anchor: middle; }
.beats path { fill: none; }
.ground { fill: var(--code); }
.mark { stroke: var(--tone); }
.count { stroke: var(--soft); opacity: 0.4; }
.over { stroke: var(--bad); opacity: 0.75; }
.zero { stroke: var(--soft); }
.limit { stroke: var(--ink); stroke-dasharray: 4 3; }
.beats .limit-name { fill: var(--ink); font-weight: 650; }
.swatch { display: inline-block; width: 0.7rem; height: 0.7rem; margin: 0 0.35rem 0 0.6rem; border-radius: 0.15rem; background: var(--tone); }
.swatch:first-child { margin-left: 0; }
.letters { padding: 0 0 0.6rem; }
.letters .chip { min-width: 3.2rem; padding: 0.15rem 0.7rem; border-radius: 0.7rem; font-size: 1.5rem; }
.said + figure { margin-top: 0.6rem; }
#mail :is(th, td):has(.said) { min-width: 15rem; }
.said.quiet { color: var(--soft); }
th .said, td .said { font-size: 0.92em; font-weight: 400; }
.lookups { display: grid; grid-template-columns: max-content minmax(6rem, 20rem); gap: 0 1rem; align-items: center; }
.spf { font-size: 0.95rem; }
.spf .spf { margin-left: 1.05rem; padding-left: 0.9rem; border-left: 1px solid var(--line); font-size: 1em; }
.spf div { position: relative; padding: 0.1rem 0 0.1rem 2.4rem; }
.spf .spf div { padding-left: 2rem; }
.nth { position: absolute; left: 0; min-width: 1.6rem; padding: 0 0.3rem; border-radius: 0.4rem; background: var(--quiet-pale); color: var(--quiet-ink); font-size: 0.85em; font-weight: 600; text-align: center; }
.nth.bad { background: var(--bad-pale); color: var(--bad-ink); }
.spf .badge, #web td:last-child .badge { white-space: normal; }
${CLAIMS_STYLE}
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9rem; }

@media (max-width: 44rem) {
  body { padding: 0 1rem 3rem; }
  header { padding-top: 1.5rem; }
  .grade { flex-direction: column; align-items: flex-start; gap: 1.25rem; margin: 1.5rem 0; }
  .letter { width: 8rem; height: 8rem; font-size: 5.25rem; border-radius: 1.4rem; }
  .letter.pair { font-size: 5.25rem; }
.letter.ends { font-size: 2.6rem; }
  .area { grid-template-columns: minmax(0, 1fr) auto; }
  .bar, .notes { grid-column: 1 / -1; }
  .area-letter { grid-row: 1; grid-column: 2; }
  .area-letter .soft { display: none; }
  .score { grid-column: 1 / -1; text-align: left; font-size: 0.9rem; }
  .notes li { grid-template-columns: minmax(0, 1fr); }
  .card { padding: 0.9rem 1rem 1rem; }
  .chain { grid-template-columns: minmax(0, 1fr); }
  #dns tbody th, #dns .chain tbody th, .chain td:nth-child(2), #mail :is(th, td):has(.said) { width: auto; min-width: 0; }
  .parts > div { grid-template-columns: minmax(0, 1fr); }
  .finding dl, .facts, dl.tree { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .finding dd, .facts dd { margin-bottom: 0.6rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tbody tr { padding: 0.6rem 0; border-top: 1px solid var(--line); }
  tbody th, tbody td { padding: 0.15rem 0; border: 0; }
  caption { display: block; padding-inline: 0; }
  tbody td { position: relative; padding-left: 6.25rem; min-height: 1.8rem; }
  td::before { content: attr(data-label); position: absolute; left: 0; color: var(--soft); font-size: 0.85rem; }
  td:empty { display: none; }
  .plain strong { display: block; }
  .claim { grid-template-columns: minmax(0, 1fr) auto; }
  .claim > div { grid-column: 1 / -1; grid-row: 2; }
  .claim .about span { display: inline; margin-left: 0.5rem; }
  .sheet { padding: 0.25rem 1rem; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@page { size: A4; margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #58606a; } }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #1b1f24; --soft: #4f565f; --line: #d5d2ca; --link: #2b5a8a;
    --on-tone: #ffffff; --track: #e6e3db; --code: #f5f3ee;
    --good: #1f7a4d; --good-ink: #17613c; --good-pale: #e2f2e9;
    --fair: #94610a; --fair-ink: #774c05; --fair-pale: #faeed6;
    --bad: #b8322a; --bad-ink: #9b261f; --bad-pale: #fbe5e2;
    --open: #5b4fa3; --open-ink: #4a3f8f; --open-pale: #eae7f7;
    --quiet: #58606a; --quiet-ink: #4a515a; --quiet-pale: #edeae4;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  header { padding-top: 0; }
  .chain { grid-template-columns: minmax(0, 18rem) minmax(0, 1fr); }
  section { margin-top: 1.6rem; }
  .skip { display: none; }
  .card { padding: 0.7rem 0.9rem; }
  .area, .letter, .notes li, tr, figure, dt, .trust, .beats svg, .faults li, .parts > div, .spf div, .claim { break-inside: avoid; }
  #areas .card, .finding { break-inside: avoid; }
  h2, h3, .lead, summary, caption, thead { break-after: avoid; }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details.card > summary h3::before { content: none; }
  summary { list-style: none; }
}
`;
