/** Paper: A4, light, everything unfolded, no row and no finding cut where a page can hold it. */
export const PRINT_STYLE = `
@page { size: A4; margin: 17mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt system-ui, sans-serif; color: #58606a; } }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #1a1e24; --soft: #4f565f; --line: #d6d4cd; --link: #1f5c9e;
    --on-tone: #ffffff; --track: #e7e6e1; --code: #f5f4f0;
    --good: #1f7a4d; --good-ink: #17613c; --good-pale: #e3f2ea;
    --fair: #94610a; --fair-ink: #774c05; --fair-pale: #faefd9;
    --bad: #b8322a; --bad-ink: #9b261f; --bad-pale: #fbe7e4;
    --open: #5b4fa3; --open-ink: #4a3f8f; --open-pale: #ebe8f8;
    --quiet: #58606a; --quiet-ink: #4a515a; --quiet-pale: #eeece7;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 8.5pt; }
  body { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  header { padding-top: 0; }
  nav { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
  nav ol { columns: 2; column-gap: 2rem; }
  nav li { break-inside: avoid; }
  nav li a { color: var(--ink); }
  .skip, #seen > .card, #seen > .left-out { display: none; }
  .on-paper { display: block; color: var(--soft); }
  section { margin-top: 2.2rem; }
  :is(#summary, #claims, #failed, #targets, #controls, #frameworks, #plan, #evidence, #reading) { break-before: page; margin-top: 0; }
  .card { padding: 0.8rem 1rem; border-radius: 0.6rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
  #summary .card { margin-top: 0.7rem; }
  #summary :is(.risks, .soon) li { padding-block: 0.4rem; }
  .lead { break-inside: avoid; max-width: none; }
  #controls tbody th { width: 22%; }
  #controls td:nth-child(3) { width: 38%; }
  #controls td:nth-child(4) { width: 26%; white-space: normal; }
  #controls td:nth-child(4) li { display: inline; font-size: 0.88em; }
  #controls .label { display: inline; }
  #controls td:nth-child(4) li:not(:last-child)::after { content: "; "; }
  .ways { white-space: normal; }
  .sheet { padding: 0.2rem 0.5rem 0.4rem; }
  .chain { grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); }
  .area, .verdict-card, .notes li, tr, figure, .trust, .beats svg, .faults li, .parts > div, .spf div, .claim, .shares, .risks li, .soon li, .caps, .signatures > div, .steps li { break-inside: avoid; }
  h2, h3, h4, h5, .lead, summary, caption, thead, .finding-head, .finding-head + .soft { break-after: avoid; }
  thead { display: table-header-group; }
  dt { break-after: avoid; }
  td:has(.value), td:has(code), tbody th:has(.value), .block :is(th, td):has(.said) { min-width: 0; }
  td, th { padding-inline: 0.5rem; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details.card > summary h3::before { content: none; }
  summary { list-style: none; }
  summary::marker { content: ""; }
  .fold > summary { color: var(--soft); }
}
`;
