import { recordsOf, txtText } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import { decodeMessage } from '../../../codec/dns/message.ts';
import { isReference, parseSpf, termsInForce } from '../../../codec/mail/spf.ts';
import type { DnsAnswer } from '../../../evidence/kinds/dns/answer.ts';
import { mailSpfRecords } from '../../../evidence/kinds/mail/answers.ts';
import { mailMx } from '../../../evidence/kinds/mail/exchanges.ts';
import type { MailDkimRecords } from '../../../evidence/kinds/mail/dkim.ts';
import type { KnownSelectors, ProbeContext } from '../../probe.ts';

type Known = KnownSelectors['providers'][number];

/** A provider and what shows that it handles mail of the domain. */
export interface Shown {
  readonly provider: Known;
  readonly shownBy: string;
}

/** Names that tell of a provider, as `MX`, `include` or alias. */
export interface Hint {
  readonly name: string;
  readonly by: 'mx' | 'spf' | 'alias';
}

/** The MX hosts of the domain, and the names that its own SPF records hand over to. */
export async function hintsOf(
  context: Pick<ProbeContext, 'target' | 'get' | 'registrableDomain'>,
): Promise<readonly Hint[]> {
  const [mx, spf] = await Promise.all([context.get(mailMx), context.get(mailSpfRecords)]);
  const hosts = mx.status === 'present' ? mx.value.exchanges.map(({ host }) => host) : [];
  const answers = spf.status === 'present' ? spf.value.answers.items : [];
  const own = context.registrableDomain(context.target.host) ?? context.target.host;
  return [
    ...hosts.map((name): Hint => ({ name, by: 'mx' })),
    ...answers.flatMap((answer) => includesIn(answer, own)),
  ];
}

/** What others include in their own records is their affair. */
function includesIn({ name, type, wire }: DnsAnswer, own: string): readonly Hint[] {
  if (type !== 'TXT' || !isBelow(name, own)) return [];
  const message = decodeMessage(new Uint8Array(Buffer.from(wire, 'base64')));
  const terms = recordsOf(message, name, 'TXT').flatMap((record) => {
    const spf = parseSpf(txtText(record));
    return spf === null ? [] : termsInForce(spf).filter(isReference);
  });
  return terms.flatMap(({ domain }): Hint[] =>
    domain === null ? [] : [{ name: domain, by: 'spf' }],
  );
}

/** The providers that hints tell of, each once. */
export function shownBy(hints: readonly Hint[], known: KnownSelectors): readonly Shown[] {
  return known.providers.flatMap((provider) => {
    const hint = hints.find(({ name, by }) => provider[by].some((suffix) => ends(name, suffix)));
    return hint === undefined ? [] : [{ provider, shownBy: `${WORDS[hint.by]} ${hint.name}` }];
  });
}

const WORDS: Readonly<Record<Hint['by'], string>> = { mx: 'MX', spf: 'SPF', alias: 'CNAME' };

function ends(name: string, suffix: string): boolean {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return lower === suffix || lower.endsWith(`.${suffix}`);
}

/** As evidence has it. */
export const providersOf = (shown: readonly Shown[]): MailDkimRecords['providers'] =>
  shown.map(({ provider: { name, unguessable }, shownBy: by }) => ({
    name,
    shownBy: by,
    unguessable,
  }));
