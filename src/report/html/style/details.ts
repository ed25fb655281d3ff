/** The sheets of targets. */
export const DETAILS_STYLE = `
.target { padding-bottom: 1.75rem; }
.target + .target { margin-top: 2rem; }
.target > h3 { margin-bottom: 0.1rem; font-size: 1.2rem; }
.target > .soft { font-size: 0.92rem; }
.ungraded { margin-top: 0.8rem; }
.area { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); gap: 0 1.25rem; margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.scores { display: grid; gap: 0.15rem; max-width: 34rem; margin-top: 0.35rem; font-size: 0.92rem; }
.scores > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1rem; align-items: center; }
.scores dd { display: grid; grid-template-columns: minmax(0, 1fr) 3.8rem; gap: 0.8rem; align-items: center; }
.scores span { text-align: right; }
.bar { width: 100%; height: 0.55rem; border-radius: 0.3rem; overflow: hidden; }
.scores > div:first-child .bar { height: 0.8rem; border-radius: 0.4rem; }
.scores > div:first-child :is(dt, span) { color: var(--ink); font-weight: 600; }
.track { fill: var(--track); }
.may { fill: var(--tone); opacity: 0.38; }
.sure { fill: var(--tone); }
.caps { margin-top: 0.7rem; padding: 0.55rem 0.9rem; border-radius: 0.6rem; background: var(--tone-pale); color: var(--tone-ink); font-size: 0.92rem; }
.notes { margin-top: 0.6rem; font-size: 0.92rem; }
.notes li { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1rem; }
.notes span:first-child { color: var(--soft); }
.block { margin-top: 1.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.block > h4 { font-size: 1.08rem; }
.block > table { margin-top: 0.9rem; }
.label { display: inline-block; min-width: 4.5rem; color: var(--soft); }
td .label { color: var(--soft); }
.card > details { margin-top: 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
.tree { padding: 0.25rem 0 0.25rem 1.1rem; font-size: 0.92rem; }
dl.tree { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: 0.1rem 1rem; }
ol.tree { padding-left: 2rem; }
.verdict { margin: 0.9rem 0 0.2rem; }
.verdict .soft { display: block; font-size: 0.9em; }
.faults li { padding: 0.55rem 0; border-top: 1px solid var(--line); font-size: 0.92rem; }
.faults .soft { display: block; font-size: 0.92em; }
.where { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0 0.6rem; margin-top: 0.2rem; }
.where li, td .second .value { padding: 0; border: 0; font-size: 1em; }
.second .value { color: var(--soft); }
td .bar { display: block; margin-top: 0.35rem; min-width: 5rem; height: 0.45rem; }
.parts { margin-top: 0.5rem; }
.parts > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1.1rem; padding: 0.45rem 0; border-top: 1px solid var(--line); }
.parts > div:first-child { border-top: 0; }
.parts dt { font-weight: 600; color: var(--ink); }
.said { display: grid; grid-template-columns: 1.3rem minmax(0, 1fr); }
.said > span:first-child { color: var(--tone); font-weight: 700; }
.said.quiet { color: var(--soft); }
th .said, td .said { font-size: 0.92em; font-weight: 400; }
.block :is(th, td):has(.said) { min-width: 15rem; }
.said + figure { margin-top: 0.6rem; }
.letters { margin: 0; padding: 0 0 0.6rem; }
.letters .chip { min-width: 3.2rem; padding: 0.15rem 0.7rem; border-radius: 0.7rem; font-size: 1.5rem; }
.lookups { display: grid; grid-template-columns: max-content minmax(6rem, 20rem); gap: 0 1rem; align-items: center; }
.spf { font-size: 0.95rem; }
.spf .spf { margin-left: 1.05rem; padding-left: 0.9rem; border-left: 1px solid var(--line); font-size: 1em; }
.spf div { position: relative; padding: 0.1rem 0 0.1rem 2.4rem; }
.spf .spf div { padding-left: 2rem; }
.spf .badge, .block td:last-child .badge { white-space: normal; }
.nth { position: absolute; left: 0; min-width: 1.6rem; padding: 0 0.3rem; border-radius: 0.4rem; background: var(--quiet-pale); color: var(--quiet-ink); font-size: 0.85em; font-weight: 600; text-align: center; }
.nth.bad { background: var(--bad-pale); color: var(--bad-ink); }
`;
