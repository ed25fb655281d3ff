import type { WebObservatory } from '../../evidence/kinds/web/observatory.ts';
import type { Target } from '../../evidence/target.ts';
import { SEVERITIES } from '../../judge/finding.ts';
import type { Report } from '../report.ts';

type Opinion = WebObservatory['opinions'][number];

/** Why its letter is not ours, in one sentence; null where it is the same. */
export function whyOther(
  report: Report,
  { id }: Target,
  opinion: Opinion,
  ours: string,
): string | null {
  if (ours.includes('–')) return 'ours is open: it leaves out what was not seen, and we do not';
  if (place(ours) === place(opinion.letter)) return null;
  const bonus = bonusIn(opinion);
  const reasons =
    place(opinion.letter) < place(ours)
      ? [
          ...(bonus > 0 ? [`adds ${bonus} points of bonuses`] : []),
          'knows no severity that holds a letter down',
          ...unweighed(report, id),
        ]
      : ['knows no severity', ...dearest(opinion)];
  return `its letter is not ours: it ${reasons.join('; it ')}`;
}

const LETTERS = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F'];

/** How far down it is. Ours have signs at A alone; T and M stand with F. */
function place(letter: string): number {
  const at = LETTERS.indexOf(letter.startsWith('A') ? letter : letter.charAt(0));
  return at === -1 ? LETTERS.length - 1 : at;
}

/** Bonuses count only where little was taken. */
function bonusIn({ score, tests }: Opinion): number {
  const taken = tests.reduce((sum, { modifier }) => sum + Math.min(0, modifier), 0);
  return score - Math.max(0, 100 + taken);
}

function dearest({ tests }: Opinion): readonly string[] {
  const [worst] = tests.toSorted((a, b) => a.modifier - b.modifier);
  if (worst === undefined || worst.modifier >= 0) return [];
  return [`takes ${-worst.modifier} points for ${worst.test} alone`];
}

const MOST_TITLES = 3;

/** What fails here and its tests do not weigh, worst first; remarks apart. */
function unweighed({ findings }: Report, id: string): readonly string[] {
  const titles = findings
    .filter(({ area, target, outcome }) => area === 'web' && target === id && outcome === 'fail')
    .filter(({ rule, severity }) => severity !== 'info' && !WEIGHED.has(rule))
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map(({ title }) => title);
  const more = titles.length - MOST_TITLES;
  if (titles.length === 0) return [];
  const named = titles.slice(0, MOST_TITLES).join('; ');
  return [`does not weigh what fails here: ${named}${more > 0 ? `; ${more} more` : ''}`];
}

/** Our rules on what its tests give or take points for. */
export const WEIGHED: ReadonlySet<string> = new Set([
  ...['csp-published', 'csp-enforced', 'csp-no-inline-scripts', 'csp-no-wildcard-scripts'],
  ...['csp-no-data-scripts', 'csp-no-eval', 'csp-no-plain-http', 'csp-objects-blocked'],
  ...['session-cookies-secure', 'cookies-secure', 'session-cookies-http-only'],
  ...['session-cookies-same-site', 'csrf-cookies-same-site', 'cookies-same-site-known'],
  ...['http-redirects-to-https', 'http-redirect-same-host'],
  ...['hsts-published', 'hsts-valid', 'hsts-max-age', 'hsts-six-months', 'hsts-not-disabled'],
  ...['content-type-nosniff', 'framing-restricted', 'referrer-policy-set', 'referrer-policy-safe'],
  ...['scripts-integrity', 'mixed-content-active', 'https-redirects-secure'],
]);
