import { tlsCertificate, type ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';
import {
  tlsExposure,
  tlsParameters,
  tlsSuites,
  type Suite,
  type TlsExposure,
} from '../../evidence/kinds/tls/facts.ts';
import { TLS_VERSIONS, tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import type { Listing } from '../../evidence/listing.ts';
import { valueAt } from '../observed.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { timeText } from '../words.ts';
import { badge, block, list, markup, table, value, type Markup } from './markup.ts';

/** One endpoint: a target at one of its addresses. */
interface Endpoint {
  readonly report: Report;
  readonly target: string;
  readonly address: string | undefined;
}

/** What each address of a target speaks of TLS: versions, certificates, suites, groups, attacks. */
export const tls = (report: Report, target: string): readonly (Markup | null)[] =>
  addressesOf(report, target).map((address) => sheetOf({ report, target, address }));

const addressesOf = ({ evidence }: Report, target: string): readonly (string | undefined)[] => [
  ...new Set(
    evidence
      .filter((one) => one.target === target && one.kind === tlsVersions.id)
      .filter(({ observation }) => observation.status === 'present')
      .map(({ address }) => address),
  ),
];

const sheetOf = (endpoint: Endpoint): Markup | null =>
  block(
    endpoint.address === undefined ? 'TLS' : `TLS at ${endpoint.address}`,
    [versions, certificates, suites, groups, attacks].map((write) => write(endpoint)),
  );

const OLD: readonly TlsVersion[] = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'];

function versions(endpoint: Endpoint): Markup | null {
  const seen = valueAt(endpoint.report, tlsVersions, endpoint);
  if (seen === null) return null;
  const badgeOf = (version: TlsVersion): Markup => {
    const name = (word: string): string => `${version} ${word}`;
    if (seen.unknown.includes(version)) return badge('open', '?', name('not known'));
    if (!seen.offered.includes(version)) return badge('quiet', '–', name('refused'));
    return OLD.includes(version)
      ? badge('bad', '✗', name('offered'))
      : badge('good', '✓', name('offered'));
  };
  return markup`<ul class="chips" aria-label="Protocol versions">${TLS_VERSIONS.toReversed().map(
    (version) => markup`<li>${badgeOf(version)}</li>`,
  )}</ul>`;
}

function certificates(endpoint: Endpoint): Markup | null {
  const seen = valueAt(endpoint.report, tlsCertificate, endpoint);
  if (seen === null) return null;
  return table(
    'Certificates',
    ['Subject', 'Key', 'Signature', 'Valid', 'Trust'],
    seen.certificates.items.map((one) => [
      markup`${value(one.subject)} <span class="soft">${value(namesText(one))}</span>`,
      [one.key.type ?? 'unknown', one.key.bits ?? '', one.key.curve ?? ''].join(' ').trim(),
      one.signature.algorithm,
      markup`${timeText(one.notBefore)} to ${timeText(one.notAfter)}`,
      markup`${trustBadge(one)} <span class="soft">${one.trust.path.map(({ subject }) => subject).join(' ← ')}</span>`,
    ]),
  );
}

const MOST_NAMES = 8;

function namesText({ names }: ServerCertificate): string {
  const { items } = names;
  const more = items.length > MOST_NAMES ? ` and ${items.length - MOST_NAMES} more` : '';
  return items.slice(0, MOST_NAMES).join(', ') + more;
}

function trustBadge({ trust, nameMatches }: ServerCertificate): Markup {
  if (trust.trusted === null) return badge('open', '?', 'trust not settled');
  if (!trust.trusted) return badge('bad', '✗', 'not trusted');
  return nameMatches ? badge('good', '✓', 'trusted') : badge('bad', '✗', 'name does not match');
}

function suites(endpoint: Endpoint): Markup | null {
  const seen = valueAt(endpoint.report, tlsSuites, endpoint);
  if (seen === null || seen.suites.items.length === 0) return null;
  return markup`${table(
    'Cipher suites',
    ['Suite', 'Version', 'Key exchange', 'Bits', 'Remark'],
    seen.suites.items.map((suite) => [
      markup`<code>${suite.name}</code>`,
      suite.version,
      suite.keyExchange ?? 'unknown',
      suite.bits === null ? 'unknown' : String(suite.bits),
      remarkOn(suite),
    ]),
  )}${cutOff(seen.suites)}`;
}

/** What is wrong with a suite, the worst first; the first that holds is shown. */
const REMARKS: readonly (readonly [(suite: Suite) => boolean, Tone, string])[] = [
  [({ authentication }) => authentication === 'anon', 'bad', 'anonymous'],
  [({ cipher }) => cipher === 'NULL', 'bad', 'no encryption'],
  [({ export: exported }) => exported === true, 'bad', 'EXPORT'],
  [({ cipher }) => cipher?.startsWith('RC4') === true, 'bad', 'RC4'],
  [({ blockBits }) => blockBits === 64, 'bad', '64-bit blocks'],
  [({ bits }) => bits !== null && bits < 112, 'bad', 'weak key'],
  [({ forwardSecrecy }) => forwardSecrecy === false, 'fair', 'no forward secrecy'],
  [({ cbc }) => cbc === true, 'fair', 'CBC'],
  [({ bits, aead }) => bits === null || aead === null, 'open', 'not known'],
];

function remarkOn(suite: Suite): Markup {
  const [, tone, word] = REMARKS.find(([holds]) => holds(suite)) ?? [null, 'good', 'strong'];
  const symbols = { good: '✓', fair: '±', bad: '✗', open: '?', quiet: '–' } as const;
  return badge(tone, symbols[tone], word);
}

function groups(endpoint: Endpoint): Markup | null {
  const seen = valueAt(endpoint.report, tlsParameters, endpoint);
  if (seen === null) return null;
  const named = [...Map.groupBy(seen.groups.items, ({ version }) => version)].map(
    ([version, items]) =>
      markup`<span class="label">${version}</span> ${items.map(({ name }) => name).join(', ')}`,
  );
  const sent = seen.finiteField.items.map(
    ({ bits, name }) => markup`<span class="label">DHE</span> ${bits} bits, ${name ?? 'own prime'}`,
  );
  const texts = list([...named, ...sent]);
  if (texts === null) return null;
  return markup`<h5>Groups for key agreement</h5>${texts}${cutOff(seen.groups)}`;
}

/** Attacks by the name they are known by. */
const ATTACKS: readonly (readonly [keyof TlsExposure, string])[] = [
  ['drown', 'DROWN'],
  ['poodle', 'POODLE'],
  ['freak', 'FREAK'],
  ['logjam', 'Logjam'],
  ['sweet32', 'SWEET32'],
  ['rc4', 'RC4'],
  ['crime', 'CRIME'],
  ['beast', 'BEAST'],
  ['lucky13', 'LUCKY13'],
  ['raccoon', 'Raccoon'],
  ['alpaca', 'ALPACA'],
];

function attacks(endpoint: Endpoint): Markup | null {
  const seen = valueAt(endpoint.report, tlsExposure, endpoint);
  if (seen === null) return null;
  const badgeOf = ([field, name]: (typeof ATTACKS)[number]): Markup => {
    const exposed = seen[field];
    if (exposed === null) return badge('open', '?', `${name} not known`);
    return exposed
      ? badge('fair', '±', `${name} possible`)
      : badge('good', '✓', `${name} not possible`);
  };
  return markup`<h5>What known attacks need</h5>
<p class="soft">“Possible” says that what the attack needs is offered, not that it was carried out.</p>
<ul class="chips">${ATTACKS.map((attack) => markup`<li>${badgeOf(attack)}</li>`)}</ul>`;
}

const cutOff = ({ complete, because }: Listing<unknown>): Markup | null =>
  complete
    ? null
    : markup`<p class="soft">The list may be longer: ${value(because?.detail ?? 'not everything was answered')}</p>`;
