/** Cards, tiles, badges, tables, findings. */
export const CARDS_STYLE = `
.card { margin-top: 1rem; padding: 1.25rem 1.5rem 1.35rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
.card > h3 { margin-bottom: 0.6rem; }
.sheet { padding: 0.35rem 0.7rem 0.5rem; }
.chip { display: inline-block; min-width: 2.4rem; padding: 0.12rem 0.5rem; border-radius: 0.45rem; background: var(--tone); color: var(--on-tone); font-weight: 700; line-height: 1.5; text-align: center; white-space: nowrap; }
.badge { display: inline-block; padding: 0.08rem 0.6rem; border-radius: 1rem; background: var(--tone-pale); color: var(--tone-ink); font-size: 0.84rem; font-weight: 600; white-space: nowrap; }
.severity { border-radius: 0.35rem; padding-inline: 0.45rem; }
.severity.critical { background: var(--tone); color: var(--on-tone); }

details > summary { cursor: pointer; }
details.card > summary { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: center; justify-content: space-between; list-style: none; }
details.card > summary::-webkit-details-marker { display: none; }
details.card > summary h3 { flex: 1 1 18rem; }
details.card > summary h3::before { content: "▸"; display: inline-block; width: 1.3rem; color: var(--soft); }
details.card[open] > summary h3::before { content: "▾"; }
details.card[open] > summary { margin-bottom: 0.6rem; }
.fold > summary { color: var(--link); font-size: 0.92rem; width: fit-content; }
.fold > :not(summary) { margin-top: 0.5rem; }

.severity-title { margin: 2rem 0 0; font-size: 1.15rem; }
.severity-title::first-letter { text-transform: uppercase; }
.finding { border-left: 0.3rem solid var(--tone); }
.finding-head { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline; justify-content: space-between; }
.finding-head > :first-child { flex: 1 1 20rem; }
.finding-head :is(h3, h4) { font-size: 1.08rem; }
.finding > .soft { font-size: 0.9rem; }
.finding > .remark { margin-top: 0.35rem; }
.finding dl, .facts { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.45rem 1.1rem; }
.finding dl { margin-top: 0.8rem; font-size: 0.95rem; }
.facts { grid-template-columns: 9rem minmax(0, 1fr); }
.found li + li { margin-top: 0.1rem; }
dd p + figure, figure + figure, dd .fold { margin-top: 0.6rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 0.6rem; overflow: hidden; }
figcaption { padding: 0.25rem 0.8rem; border-bottom: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
pre { margin: 0; padding: 0.6rem 0.8rem; background: var(--code); white-space: pre-wrap; }
pre + pre { border-top: 1px solid var(--line); }
.cause h3 .value { font-weight: 600; }

table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
caption { padding: 0.6rem 0.8rem 0.5rem; font-weight: 650; text-align: left; }
th, td { overflow-wrap: break-word; padding: 0.5rem 0.8rem; text-align: left; vertical-align: top; font-weight: 400; }
td .value, th .value, td code { overflow-wrap: anywhere; }
td:has(.value), td:has(code) { min-width: 8.5rem; }
tbody th:has(.value) { min-width: 12rem; }
thead th { padding-block: 0.3rem; color: var(--soft); font-size: 0.84rem; }
tbody th { font-weight: 600; }
tbody th .statement { display: block; font-weight: 400; }
tbody th, tbody td { border-top: 1px solid var(--line); }
td .soft, th .soft { display: block; font-size: 0.9em; }
tr:has(:target), :target { background: var(--open-pale); }
#plan :is(td:nth-child(5), td:nth-child(6), td:nth-child(7)) { width: 9%; }
#plan td:nth-child(4) { width: 20%; }
.digest { font-size: 0.78em; color: var(--soft); }
.card:not(.sheet) > table > caption, .block caption { padding-inline: 0; }
.card:not(.sheet) > table :is(th, td):first-child, .block > table :is(th, td):first-child { padding-left: 0; }
.signatures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 1rem; }
.signatures dl { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0.5rem; align-items: end; }
.steps li { padding: 0.3rem 0; }
.plain li { padding: 0.35rem 0; }
.plain strong { display: inline-block; min-width: 5rem; }
.chips, .marks { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.chips { padding: 0.5rem 0 0.4rem; }
.marks .badge { white-space: normal; }
`;
