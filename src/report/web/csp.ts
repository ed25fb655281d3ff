import type { CspWeakness, WebCsp } from '../../evidence/kinds/web/csp.ts';
import { fewOf, noted, valueOf, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Quote, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';

/** What all policies together let through, and where that is weak. */
export const cspPart = (seen: Seen<WebCsp>): Part => ({
  ...plainPart('CSP', verdictsOn(seen, noted, conclude)),
  quotes: quotesOf(valueOf(seen)),
});

function conclude(csp: WebCsp): readonly Verdict[] {
  const { enforced, reportOnly, shortestNonce } = csp;
  const scripts = scriptsOf(csp);
  if (enforced.length === 0) {
    const text = 'a policy is reported only, which stops nothing';
    return [scripts, ...(reportOnly.length > 0 ? [{ tone: 'fair' as const, text }] : [])];
  }
  const nonce = `the shortest nonce has ${shortestNonce ?? 0} characters, and 22 make 128 bits`;
  return [
    scripts,
    ...namesOf(csp),
    ...gapsOf(csp),
    ...(shortestNonce !== null && shortestNonce < LONG_NONCE
      ? [{ tone: 'fair' as const, text: nonce }]
      : []),
    ...weaknessesOf(csp),
  ];
}

/** 128 bits in base64 without padding. */
const LONG_NONCE = 22;

const SCRIPTS: Readonly<Record<WebCsp['scripts'], readonly [Tone, string]>> = {
  blocked: ['good', 'no script may run'],
  strict: ['good', 'scripts run by nonce or hash alone'],
  listed: ['fair', 'scripts run from hosts on a list'],
  open: ['bad', 'hardly a script is kept out'],
  unrestricted: ['bad', 'no enforced policy governs scripts'],
};

/** What the nonces are worth counts where scripts run by them. */
function scriptsOf({ scripts, enforced, nonces, blocksItself }: WebCsp): Verdict {
  if (enforced.length === 0) return { tone: 'bad', text: 'no policy is enforced' };
  const [tone, words] = SCRIPTS[scripts];
  const text = (enforced.length > 1 ? `${enforced.length} policies: ` : '') + words;
  if (nonces === 'reused') {
    return { tone: 'bad', text: `${text}; nonces come twice, and can be known beforehand` };
  }
  if (blocksItself) {
    const why = "'strict-dynamic' stands without nonce or hash, and blocks every script";
    return { tone: 'fair', text: `${text}: ${why}` };
  }
  if (nonces === null && tone === 'good') {
    return { tone: 'open', text: `${text}; whether nonces change was not seen` };
  }
  return { tone, text };
}

const MOST_NAMES = 12;

/** The directives of all enforced policies. */
function namesOf({ enforced }: WebCsp): readonly Verdict[] {
  const names = new Set(enforced.flatMap(({ directives }) => directives.map(({ name }) => name)));
  return names.size === 0 ? [] : noted(`has ${fewOf([...names], MOST_NAMES)}`);
}

/** What no policy restricts, in the words of their directives. */
function gapsOf({ allows }: WebCsp): readonly Verdict[] {
  const open = [
    ...(allows.objects ? ['plugins (object-src)'] : []),
    ...(allows.base ? ['the base of links (base-uri)'] : []),
    ...(allows.forms ? ['forms (form-action)'] : []),
    ...(allows.framing ? ['framing (frame-ancestors)'] : []),
  ];
  if (open.length === 0) return [];
  return [{ tone: 'fair', text: `not restricted: ${fewOf(open, open.length)}` }];
}

const MOST_WEAKNESSES = 8;

/** From the worst; what is not here is advice. */
const TONES: readonly (readonly [CspWeakness['severity'], Tone])[] = [
  ['high', 'bad'],
  ['medium', 'fair'],
  ['syntax', 'fair'],
  ['maybe', 'quiet'],
];

function weaknessesOf({ weaknesses, ineffectiveInMeta }: WebCsp): readonly Verdict[] {
  const all = [
    ...ineffectiveInMeta.map((name): Verdict => ({
      tone: 'fair',
      text: `${name} has no effect in <meta>`,
    })),
    ...TONES.flatMap(([severity, tone]) =>
      weaknesses
        .filter((one) => one.severity === severity)
        .map((one): Verdict => ({ tone, text: weaknessText(one) })),
    ),
  ];
  const more = all.length - MOST_WEAKNESSES;
  return [...all.slice(0, MOST_WEAKNESSES), ...(more > 0 ? noted(`and ${more} more`) : [])];
}

function weaknessText({ directive, value, sentence }: CspWeakness): string {
  const place = value === '' || sentence.includes(value) ? directive : `${directive} ${value}`;
  return place === '' ? sentence : `${place}: ${sentence}`;
}

const MOST_POLICIES = 8;

/** The policies in full, a line for each directive. */
function quotesOf(csp: WebCsp | null): readonly Quote[] {
  if (csp === null) return [];
  const quote =
    (how: string) =>
    ({ by, directives }: WebCsp['enforced'][number]): Quote => ({
      caption: by === 'meta' ? `${how}, in <meta>` : how,
      lines: directives.map(({ name, values }) => `${[name, ...values].join(' ')};`),
    });
  return [
    ...csp.enforced.map(quote('Content-Security-Policy')),
    ...csp.reportOnly.map(quote('Content-Security-Policy-Report-Only')),
  ].slice(0, MOST_POLICIES);
}
