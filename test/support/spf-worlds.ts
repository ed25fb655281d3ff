import fc from 'fast-check';
import type { SenderClaim } from '../../src/codec/mail/check-host/sender.ts';
import { reverseName } from '../../src/codec/dns/reverse-name.ts';
import type { Answer, Question } from '../../src/codec/mail/check-host/question.ts';

/** The records of a name by type; a type that is not there has none. */
type Records = Partial<Readonly<Record<Question['type'], readonly string[]>>>;

/** Names and their records; `error` is a name whose server does not answer. */
export type World = Readonly<Record<string, Records | 'error'>>;

/** The DNS of a world. */
export const worldDns =
  (world: World) =>
  ({ name, type }: Question): Answer => {
    const records = world[name];
    if (records === 'error') return { status: 'error', detail: `${name} gives no answer` };
    const values = records?.[type] ?? [];
    return values.length === 0
      ? { status: 'none', exists: records !== undefined }
      : { status: 'records', values };
  };

export interface WorldOptions {
  /**
   * `fixed`: no term depends on the sender but by its address, or matches every sender. `plain`:
   * macros and all terms. `odd`: macros as well that give names that nobody can have.
   */
  readonly terms: 'fixed' | 'plain' | 'odd';
  /** Errors of syntax, several records, names without an answer, too many exchanges, explanations. */
  readonly junk: boolean;
}

type Pick = <T>(values: readonly T[]) => T;

const DOMAINS = ['d0.example', 'd1.example', 'd2.example', 'd3.example', 'd4.example'];
const HOSTS = ['h0.example', 'h1.example', 'h2.example', 'h3.example'];
const IPV4 = ['192.0.2.1', '192.0.2.2', '198.51.100.1', '203.0.113.9'];
const IPV6 = ['2001:db8::1', '2001:db8::2', '2001:db8:1::1'];
/** Senders that no term names. */
export const STRANGERS = ['100.64.0.1', '3fff::1'];

const MACROS = '%{i} %{ir} %{i}.%{v} %{d} %{d1} %{o} %{h} %{l} %{lr-} %{L} %{S} %{s2} %{p} x%_y %-'
  .split(' ')
  .map((macro) => `${macro}.example`);
const ODD = '%{i} %{ir} %{h} %{l} %{o}%{i} a..%{d} %{S} %{s}.x%{h} %{p1}'.split(' ');
const JUNK = 'foo ip4:1.2.3 a: include:nodots mx/33 all:x exists:%{x}.y ip4 exp=e0.example'.split(
  ' ',
);

const pickFrom = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** A world: five domains with records that refer to each other, and hosts. */
export const someWorld = (options: WorldOptions): fc.Arbitrary<World> =>
  fc.gen().map((generate): World => {
    const pick: Pick = <T>(values: readonly T[]): T => generate(pickFrom<T>, values);
    const rarely = (times: number): boolean =>
      options.junk && pick(Array.from({ length: times }, (_, index) => index)) === 0;
    const some = (values: readonly string[], most: number): string[] =>
      Array.from({ length: pick(Array.from({ length: most + 1 }, (_, index) => index)) }, () =>
        pick(values),
      );
    const domains = DOMAINS.map((name, index): [string, World[string]] => {
      if (rarely(30)) return [name, 'error'];
      const TXT = Array.from({ length: rarely(20) ? pick([0, 2]) : 1 }, () =>
        recordFrom(pick, options, {
          // Later domains for the most part, so that loops are rare.
          references: rarely(10) ? DOMAINS : [...DOMAINS.slice(index + 1), 'd5.example'],
          junk: rarely(20),
        }),
      );
      const exchanges = rarely(20)
        ? [
            'h0.example',
            ...Array.from({ length: pick([9, 10]) }, (_, number) => `m${number}.example`),
          ]
        : [...new Set(some([...HOSTS, 'missing.example'], 2))];
      return [name, { TXT, MX: exchanges, A: some(IPV4, 1), AAAA: some(IPV6, 1) }];
    });
    const hosts = HOSTS.map((name): [string, World[string]] => [
      name,
      rarely(20) ? 'error' : { A: some(IPV4, 2), AAAA: some(IPV6, 2) },
    ]);
    const reverse = [...IPV4, ...IPV6]
      .map(reverseName)
      .map((name): [string, World[string]] => [
        name,
        rarely(10) ? 'error' : { PTR: some([...HOSTS, ...DOMAINS], 3) },
      ]);
    const explanation = { TXT: [pick(['no', 'see %{d} %{i}', 'bad %{x}', 'not \u00e9'])] };
    const last: [string, World[string]] = ['d5.example', { TXT: ['v=spf1 a:h0.example -all'] }];
    const rest = [last, ['e0.example', explanation]] as const;
    return Object.fromEntries<World[string]>([...domains, ...hosts, ...reverse, ...rest]);
  });

function recordFrom(
  pick: Pick,
  { terms }: WorldOptions,
  { references, junk }: { readonly references: readonly string[]; readonly junk: boolean },
): string {
  const names = [...HOSTS, ...DOMAINS, 'missing.example'];
  const wild = { fixed: [], plain: MACROS, odd: [...MACROS, ...ODD, ...ODD] }[terms];
  const fixed = terms === 'fixed';
  const target = (usual: readonly string[]): string =>
    pick(wild.length > 0 && pick([0, 1, 2, 3]) === 0 ? wild : usual);
  const directive = (): string => {
    const own = pick([true, false]);
    const length = pick(['', '', '', '/24', '//64', '/16//48', fixed ? '' : '/0']);
    const forms: Record<string, () => string> = {
      a: () => `a${own ? '' : `:${target(names)}`}${length}`,
      mx: () => `mx${own ? '' : `:${target(DOMAINS)}`}${length}`,
      include: () => `include:${target(references)}`,
      exists: () => `exists:${target(fixed ? ['missing.example'] : names)}`,
      ip4: () => `ip4:${pick(IPV4)}${pick(['', '/24'])}`,
      ip6: () => `ip6:${pick(IPV6)}${pick(['', '/64'])}`,
      ptr: () => (own ? 'ptr' : `ptr:${target([...DOMAINS, 'example.example'])}`),
    };
    const kinds = ['a', 'mx', 'include', 'include', 'exists', 'ip4', 'ip6'];
    const kind = pick(fixed ? kinds : [...kinds, 'ptr']);
    return `${pick(['', '', '-', '~', '?', '+'])}${forms[kind]?.() ?? ''}`;
  };
  const directives = Array.from({ length: pick([0, 1, 2, 3, 4]) }, directive);
  const all = pick(['', '-all', '~all', '?all', '-all']);
  const redirect = pick(['', '', `redirect=${target(references)}`]);
  const written = [...directives, all, redirect, junk ? pick(JUNK) : ''];
  return ['v=spf1', ...written.filter((term) => term !== '')].join(' ');
}

/** Addresses of senders; terms name networks of all but the last two. */
export const ADDRESSES = [...IPV4, ...IPV6, ...STRANGERS];

/** Senders of all sorts for d0.example. */
export const someSender: fc.Arbitrary<SenderClaim> = fc.record({
  address: fc.constantFrom(...ADDRESSES, '::ffff:192.0.2.1'),
  from: fc.constantFrom('x@d0.example', 'a-b.c+d@D0.example', 'd0.example', '', '"a@b"@d0.example'),
  helo: fc.constant('d0.example'),
});

/** Senders whose local parts and greetings give names that cannot be asked for. */
export const oddSender: fc.Arbitrary<SenderClaim> = fc.record({
  address: fc.constantFrom(...IPV4, ...IPV6),
  from: fc.constantFrom('é@d0.example', 'a..b@d0.example', `${'x'.repeat(64)}@d0.example`),
  helo: fc.constantFrom('mail', '[192.0.2.1]', 'h0.example', `${'h.'.repeat(120)}example`),
});
