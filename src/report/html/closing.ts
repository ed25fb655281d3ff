import type { Report } from '../report.ts';
import { timeText } from '../words.ts';
import { markup, section, type Markup, type Section } from './markup.ts';

/** Who answers for the report; blank lines where nobody is named yet. */
export const signOff = ({ about }: Report): Section | null =>
  section('sign-off', 'Sign-off', null, [
    markup`<div class="signatures">${ROLES.map(
      ([field, role]) => markup`
<div class="card">
<h3>${role}</h3>
<dl><dt>Name</dt><dd>${about[field] ?? markup`<span class="blank"></span>`}</dd><dt>Date</dt><dd><span class="blank"></span></dd><dt>Signature</dt><dd><span class="blank tall"></span></dd></dl>
</div>`,
    )}</div>`,
  ]);

const ROLES = [
  ['preparedBy', 'Prepared'],
  ['reviewedBy', 'Reviewed'],
  ['approvedBy', 'Approved'],
] as const;

/** Words that mean something particular here. */
const TERMS: readonly (readonly [string, string])[] = [
  ['passed, failed', 'what was seen keeps the expectation of a rule, or does not'],
  [
    'not settled',
    'what was seen is not enough to tell; it is never counted as passed, and the grade allows for both ends',
  ],
  ['not applicable', 'the rule has nothing to judge there; it changes no letter'],
  [
    'waived',
    'a failure that somebody accepted by name and for a time; the gate lets it through, the grade counts it',
  ],
  ['attested', 'what no rule can see, and somebody answers for by name and for a time'],
  [
    'letter',
    'from A+ to F; T and M stand for a certificate that is not trusted or has another name. Two letters such as F–A are the ends of what is possible',
  ],
  ['cap', 'a failure that keeps the letter from going higher, whatever the score'],
  [
    'scheme',
    'the rules of grading of an area, with a version; ssl-labs-2009r is the SSL Server Rating Guide',
  ],
  ['gate', 'the condition under which a release may go on; it decides after waivers'],
  ['target', 'one thing that is looked at: a site, a zone, a mail domain, a server, an account'],
  ['evidence', 'what was sent and what came back, as it was recorded'],
  ['fact', 'what was computed from evidence alone'],
  [
    'control',
    'what security pages promise, in words that are the same for every page; frameworks ask for controls',
  ],
];

/** What words mean, what the report does not say, and how it is verified. */
export const closing = (report: Report): Section | null =>
  section('reading', 'Glossary, disclaimer, how to verify', null, [
    markup`<div class="card"><h3>Glossary</h3><dl class="facts">${TERMS.map(
      ([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`,
    )}</dl></div>`,
    markup`<div class="card"><h3>Disclaimer</h3>
<p>The report says what was seen from one place between ${timeText(report.startedAt)} and ${timeText(report.endedAt)}, and what follows from it under the rules named above. A passed rule says that its expectation held then and there, not that the deployment is secure. It is no certification and no legal advice. Frameworks are mapped to controls by their numbers; their texts are not reproduced. Keep it as long as your frameworks ask: HIPAA asks for six years (45 CFR 164.316(b)(2)).</p></div>`,
    verify(report),
  ]);

const verify = ({ id, rulesHash }: Report): Markup => markup`
<div class="card"><h3>How to verify</h3>
<ul class="steps">
<li>The whole report is in this file. <code>assay report report.html --format json:report.json</code> takes it out; nothing is fetched.</li>
<li>Its id <code>${id}</code> is made from all of its content (UUID version 5): another content has another id.</li>
<li>The folder that <code>assay audit -o</code> writes holds the evidence and a manifest of digests: <code>assay verify DIR</code> recomputes them all and checks the signature, where there is one.</li>
<li><code>assay judge bundle.json</code> judges the evidence again, offline. The rules that judged have the SHA-256 <code>${rulesHash}</code>.</li>
</ul></div>`;
