/** The title page and the summary. */
export const COVER_STYLE = `
header { padding: 2.6rem 0 1.5rem; }
.brand { display: flex; flex-wrap: wrap; gap: 0.2rem 0.5rem; align-items: baseline; margin-bottom: 2.2rem; }
.brand strong { font-weight: 750; letter-spacing: -0.01em; }
.brand > span { color: var(--soft); }
.brand .classification { margin-left: auto; padding: 0.1rem 0.7rem; border: 1px solid currentColor; border-radius: 0.4rem; color: var(--ink); font-size: 0.85rem; font-weight: 600; }
.when { margin-top: 0.6rem; color: var(--soft); }
.verdict-card { display: flex; gap: 2rem; align-items: center; margin: 2rem 0 1.5rem; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; }
.tile { flex: none; display: grid; place-content: center; width: 3.4rem; height: 3.4rem; border-radius: 0.8rem; background: var(--tone); color: var(--on-tone); font-size: 2rem; font-weight: 750; line-height: 1; letter-spacing: -0.04em; }
.tile.pair { font-size: 1.7rem; }
.tile.ends { font-size: 1.05rem; letter-spacing: -0.02em; }
.verdict-card .tile { width: 10.5rem; height: 10.5rem; border-radius: 1.6rem; font-size: 6.5rem; }
.verdict-card .tile.pair { font-size: 5.5rem; }
.verdict-card .tile.ends { font-size: 3rem; }
.why { min-width: 0; flex: 1; }
.word { font-size: 1.6rem; font-weight: 700; letter-spacing: -0.02em; line-height: 1.25; }
.reasons { margin: 0.5rem 0; }
.reasons li { padding: 0.08rem 0 0.08rem 1.1rem; text-indent: -1.1rem; }
.reasons li::before { content: "–"; display: inline-block; width: 1.1rem; text-indent: 0; color: var(--soft); }
.gate { margin-top: 0.8rem; color: var(--soft); }
.groups { display: flex; flex-wrap: wrap; gap: 0.75rem 2.25rem; margin-bottom: 1.5rem; }
.groups li { display: flex; gap: 0.7rem; align-items: center; color: var(--soft); }
.groups strong { display: block; color: var(--ink); line-height: 1.2; }
.marks-list { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 0.35rem 2rem; padding-top: 1.1rem; border-top: 1px solid var(--line); font-size: 0.88rem; }
.marks-list > div { display: flex; gap: 0.7rem; }
.marks-list dt { flex: none; width: 4.2rem; }

.shares + .shares, .outlook + .shares { margin-top: 1.5rem; }
.shares h3 { margin-bottom: 0.5rem; font-size: 0.95rem; }
.shares svg { display: block; width: 100%; height: 0.9rem; border-radius: 0.3rem; }
.shares rect { fill: var(--tone); }
.shares rect.open { opacity: 0.45; }
.shares rect.quiet { opacity: 0.6; }
.shares ul, .verdicts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.75rem; margin-top: 0.45rem; }
.shares li strong, .verdicts strong { font-size: 1.15rem; }
.outlook { display: grid; gap: 0.3rem; margin-top: 0.5rem; font-size: 0.92rem; }
.outlook summary { color: var(--soft); }
.outlook details li { padding: 0.15rem 0; }
.matrix td .chip { min-width: 2.6rem; }
.matrix td, .matrix thead th:not(:first-child) { text-align: center; }
.matrix tbody th { font-weight: 400; }
.pair-of-cards { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1rem; align-items: start; }
.risks ol { padding: 0; list-style: none; counter-reset: risk; }
.risks li { position: relative; padding: 0.7rem 0 0.7rem 2rem; counter-increment: risk; border-top: 1px solid var(--line); }
.risks li::before { content: counter(risk); position: absolute; left: 0; color: var(--soft); font-weight: 650; }
.risks li a { font-weight: 600; }
.risks h3, .soon h3, .since h3 { margin-bottom: 0.6rem; }
.risks .soft, .soon .soft { font-size: 0.9rem; }
.soon li { padding: 0.6rem 0; border-top: 1px solid var(--line); }
.soon > ul, .risks > ol { border-bottom: 1px solid var(--line); }
.risks > .soft { margin-top: 0.7rem; }
`;
