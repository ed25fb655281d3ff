/** Styles of what a page promises: sentences, controls, requirements. */
export const CLAIMS_STYLE = `
.claims { padding-block: 0.3rem; list-style: none; }
.claim { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr) auto; gap: 0.3rem 1.1rem; padding: 1.1rem 0 1.05rem; }
.claim + .claim { border-top: 1px solid var(--line); }
.claim .about { padding-top: 0.1rem; font-size: 0.88rem; line-height: 1.6; }
.claim .about span { display: block; color: var(--soft); }
blockquote { margin: 0; font-size: 1.08rem; line-height: 1.45; text-wrap: pretty; }
.claim .reason { margin-top: 0.3rem; color: var(--soft); }
:is(.claim, .reasons-list) .value { font: inherit; font-size: 0.95em; }
.claim.bad .reason .value { color: var(--tone-ink); }
.remark { margin-top: 0.25rem; font-size: 0.92rem; color: var(--soft); }
.remark:is(.fair, .bad) { color: var(--tone-ink); }
.remark > span { font-weight: 600; }
.claim details { margin-top: 0.45rem; font-size: 0.92rem; }
.claim summary { color: var(--soft); }
.claim summary .soft { margin-left: 0.5rem; font-size: 0.92em; }
.claim details > :not(summary) { margin-top: 0.45rem; }
.claim details li { padding: 0.1rem 0; }
.claim details .marks li { padding: 0; }
.ways { margin-top: 0.4rem; font-size: 0.88rem; white-space: nowrap; }
.reasons-list li + li { margin-top: 0.35rem; }
td .fold { margin: 0; }
.reasons-list .fold { margin-top: 0.35rem; }
#controls tbody th { width: 28%; }
#controls td:nth-child(3) { width: 42%; }
#controls td:nth-child(4) { white-space: nowrap; }
#controls td li { white-space: normal; }
#frameworks tbody th { width: 55%; }
#frameworks li .label { min-width: 8.5rem; }
#frameworks details li { padding: 0.1rem 0; }
#frameworks .card > p { margin-top: 0.9rem; }
`;
