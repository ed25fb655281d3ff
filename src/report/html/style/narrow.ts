/** Small screens: rows of tables become blocks, each value below the name of its column. */
export const NARROW_STYLE = `
@media screen and (max-width: 44rem) {
  body { padding: 0 1rem 3rem; }
  nav { margin: 0 -1rem; padding: 0 1rem; }
  header { padding-top: 1.5rem; }
  .brand { margin-bottom: 1.5rem; }
  section { margin-top: 3rem; }
  h2 { font-size: 1.35rem; }
  section > h2::before { min-width: 1.7rem; }
  .verdict-card { flex-direction: column; align-items: flex-start; gap: 1.25rem; margin: 1.5rem 0; padding: 1.25rem; }
  .verdict-card .tile { width: 7.5rem; height: 7.5rem; border-radius: 1.3rem; font-size: 4.75rem; }
  .verdict-card .tile.pair { font-size: 4rem; }
  .verdict-card .tile.ends { font-size: 2.3rem; }
  .pair-of-cards, .signatures, .chain { grid-template-columns: minmax(0, 1fr); }
  .card { padding: 1rem 1.05rem 1.1rem; }
  .sheet { padding: 0.25rem 1.05rem 0.5rem; }
  .area { grid-template-columns: minmax(0, 1fr); gap: 0.6rem; }
  .scores > div { grid-template-columns: minmax(0, 1fr); }
  .notes li, .parts > div { grid-template-columns: minmax(0, 1fr); }
  .notes li + li { margin-top: 0.4rem; }
  .finding dl, .facts, dl.tree { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .finding dd, .facts dd { margin-bottom: 0.6rem; }
  .chain tbody th, .chain td:nth-child(2), .block :is(th, td):has(.said), tbody th:has(.value), td:has(.value), td:has(code) { width: auto; min-width: 0; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tbody tr { padding: 0.65rem 0; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tbody th, tbody td { padding: 0.15rem 0; border: 0; }
  caption { display: block; padding-inline: 0; }
  tbody td { position: relative; padding-left: 6.5rem; min-height: 1.8rem; }
  td::before { content: attr(data-label); position: absolute; left: 0; width: 6rem; color: var(--soft); font-size: 0.85rem; }
  td:empty { display: none; }
  .matrix tbody tr { display: flex; flex-wrap: wrap; gap: 0.4rem 0.75rem; }
  .matrix tbody th { width: 100%; }
  .matrix tbody td { display: flex; gap: 0.4rem; align-items: center; padding: 0; }
  .matrix td::before { position: static; width: auto; }
  .matrix td:empty { display: none; }
  .plain strong { display: block; }
  .claim { grid-template-columns: minmax(0, 1fr) auto; }
  .claim > div { grid-column: 1 / -1; grid-row: 2; }
  .claim .about span { display: inline; margin-left: 0.5rem; }
  #controls :is(th, td), #plan td, #frameworks :is(th, td) { width: auto; }
}
`;
