/** Drawings: chains of trust, requests one after the other. */
export const FIGURES_STYLE = `
.chain { display: grid; grid-template-columns: minmax(0, 22.5rem) minmax(0, 1fr); gap: 1rem 1.75rem; align-items: start; margin: 1.1rem 0 0.6rem; }
.chain td { min-width: 0; }
.chain td li + li { margin-top: 0.45rem; }
.chain th p { margin: 0.3rem 0; }
.chain td:nth-child(2) { width: 32%; }
.chain tbody th { width: 36%; }
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
`;
