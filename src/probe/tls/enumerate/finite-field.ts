import { NamedGroup } from '../../../codec/iana/named-group.ts';
import { suiteParts } from '../../../codec/tls/suite-parts.ts';
import type { TlsCipherSuites, TlsKeyExchange } from '../../../evidence/kinds/tls/negotiation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { settled } from '../again.ts';
import { offerHandshake } from '../exchange.ts';
import type { HelloVersion } from '../hello.ts';
import type { Place } from '../place.ts';
import { codeOf, FFDHE } from './lists.ts';
import { keyExchangeIn, type PublicValue } from './signed.ts';

type FiniteField = TlsKeyExchange['finiteField']['items'][number];
type Parameters = Pick<FiniteField, 'prime' | 'generator'>;

/** Suites that may come with parameters of their own, by what they are accepted as. */
const KINDS = [
  { name: 'DHE', keyExchange: 'DHE', authentications: ['RSA', 'DSS'], export: false },
  { name: 'DH_anon', keyExchange: 'DHE', authentications: ['anon'], export: false },
  { name: 'DHE_PSK', keyExchange: 'DHE', authentications: ['PSK'], export: false },
  { name: 'DHE EXPORT', keyExchange: 'DHE', authentications: ['RSA', 'DSS', 'anon'], export: true },
  { name: 'RSA EXPORT', keyExchange: 'RSA', authentications: ['RSA'], export: true },
] as const;
type Kind = (typeof KINDS)[number];

/** Suites of one kind that are accepted in a version. */
export interface OfKind {
  readonly version: HelloVersion;
  readonly kind: Kind;
  readonly suites: readonly number[];
}

/** The accepted suites whose ServerKeyExchange is looked at, the newest version first. */
export const kindsIn = (found: TlsCipherSuites): readonly OfKind[] =>
  found.toReversed().flatMap(({ version, suites }) =>
    version === 'SSL 2.0' || version === 'TLS 1.3'
      ? []
      : KINDS.map((kind) => ({
          version,
          kind,
          suites: suites.items.map(codeOf).filter((suite) => isOf(kind, suite)),
        })).filter((one) => one.suites.length > 0),
  );

function isOf(kind: Kind, suite: number): boolean {
  const parts = suiteParts(suite);
  return (
    parts?.keyExchange === kind.keyExchange &&
    parts.export === kind.export &&
    kind.authentications.some((authentication) => authentication === parts.authentication)
  );
}

/** What was gathered of the parameters of one or more kinds. */
export interface Gathered {
  readonly fields: readonly Omit<FiniteField, 'reused'>[];
  readonly values: readonly PublicValue[];
  readonly rsaBits: readonly number[];
  readonly because: Problem | null;
}

/**
 * The parameters of one kind of suites: without groups of RFC 7919 and, where `thorough`, once more
 * for the public value, and with those groups, until the server goes by none that is left.
 */
export async function parametersOf(
  place: Place,
  { version, kind, suites }: OfKind,
  thorough: boolean,
): Promise<Gathered> {
  const plain: Answer[] = [];
  for (const words of thorough ? ['', 'for the public value'] : ['']) {
    if (plain.some(({ because }) => because !== null)) break;
    plain.push(await ask(place, version, suites, [], `${kind.name} ${words}`));
  }
  const negotiated: Answer[] = [];
  const known = plain.every(({ because }) => because === null);
  const negotiable = kind.keyExchange === 'DHE' && !kind.export;
  let left = known && thorough && negotiable ? FFDHE.toReversed() : [];
  while (left.length > 0) {
    const words = `${kind.name} with groups ${negotiated.length + 1}`;
    const answer = await ask(place, version, suites, left, words);
    negotiated.push(answer);
    const group = answer.parameters === null ? null : ffdheOf(answer.parameters.prime);
    if (group === null || !left.includes(group)) break;
    left = left.filter((one) => one !== group);
  }
  const own = plain.flatMap(({ parameters }) => parameters?.prime ?? []);
  const anonymous = suites.every((suite) => suiteParts(suite)?.authentication === 'anon');
  const field = (negotiation: boolean) => (answer: Answer) =>
    answer.parameters === null || (negotiation && own.includes(answer.parameters.prime))
      ? []
      : [
          {
            version,
            ...answer.parameters,
            negotiated: negotiation,
            export: kind.export,
            anonymous,
          },
        ];
  const answers = [...plain, ...negotiated];
  return {
    fields: [...plain.flatMap(field(false)), ...negotiated.flatMap(field(true))],
    values: answers.flatMap(({ value }) => value ?? []),
    rsaBits: answers.flatMap(({ rsaBits }) => rsaBits ?? []),
    because: answers.find(({ because }) => because !== null)?.because ?? null,
  };
}

interface Answer {
  readonly parameters: Parameters | null;
  readonly value: PublicValue | null;
  readonly rsaBits: number | null;
  readonly because: Problem | null;
}

async function ask(
  place: Place,
  version: HelloVersion,
  cipherSuites: readonly number[],
  groups: readonly number[],
  words: string,
): Promise<Answer> {
  const offer = { version, cipherSuites, groups };
  const verdict = await settled(
    (again) =>
      offerHandshake(place, `${version} ${words} ${again}`.trim(), offer, 'server_hello_done'),
    () => offerHandshake(place, `${version} beside ${words}`, { version, cipherSuites }),
  );
  const nothing = { parameters: null, value: null, rsaBits: null, because: null };
  if (verdict.is === 'unknown') return { ...nothing, because: verdict.problem };
  const params = verdict.is === 'agreed' ? keyExchangeIn(verdict, version)?.params : undefined;
  if (params?.rsa !== undefined) return { ...nothing, rsaBits: bitsOf(params.rsa.rsaModulus) };
  if (params?.dh === undefined) {
    const due = cipherSuites.every((suite) => suiteParts(suite)?.keyExchange === 'DHE');
    return verdict.is === 'agreed' && due ? { ...nothing, because: unreadable(version) } : nothing;
  }
  const parameters = { prime: hexOf(params.dh.dhP), generator: hexOf(params.dh.dhG) };
  const value = { parameters: nameOf(parameters), value: hexOf(params.dh.dhYs) };
  return { ...nothing, parameters, value };
}

const unreadable = (version: HelloVersion): Problem => ({
  code: 'malformed',
  detail: `${version}: the parameters of a DHE suite that was agreed on cannot be read`,
});

/** The name of parameters among public values. */
export const nameOf = ({ prime, generator }: Parameters): string => `${prime} ${generator}`;

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').replace(/^0+/, '');

const bitsOf = (bytes: Uint8Array): number => BigInt(`0x0${hexOf(bytes)}`).toString(2).length;

/** What the primes of RFC 7919, appendix A, begin with: 64 ones and digits of e. */
const FFDHE_START = 'ffffffffffffffffadf85458a2bb4a9a';

const FFDHE_BY_BITS: Readonly<Record<number, number>> = {
  2048: NamedGroup.ffdhe2048,
  3072: NamedGroup.ffdhe3072,
  4096: NamedGroup.ffdhe4096,
  6144: NamedGroup.ffdhe6144,
  8192: NamedGroup.ffdhe8192,
};

/** The group of RFC 7919 that a prime in hex is of; null where it is of none. */
export const ffdheOf = (prime: string): number | null =>
  prime.startsWith(FFDHE_START) ? (FFDHE_BY_BITS[prime.length * 4] ?? null) : null;
