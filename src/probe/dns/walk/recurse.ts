import { isOf } from '../../../codec/dns/answer.ts';
import { compareNames, isBelow } from '../../../codec/dns/canonical.ts';
import { canonicalName, parseName, presentName, sameName } from '../../../codec/dns/name.ts';
import type { DnsPath } from '../../../evidence/kinds/dns/observed.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion, Net } from '../../../net/net.ts';
import { aliasesOf } from './aliases.ts';
import type { Asked, Ledger } from './ledger.ts';
import { dnsServer } from './pool.ts';
import { namesBetween, signersOf } from './zone-of.ts';

/** Rounds in which names that the answers bring up are asked for. */
const MOST_ROUNDS = 4;
const UNDERSCORE = 0x5f;

/** Asks the resolver, with CD set so that it hands over what it would reject. */
export const askResolver = (
  net: Net,
  ledger: Ledger,
  { name, type }: DnsQuestion,
): Promise<Asked> => {
  const { resolver: server, resolverTransport: transport } = net.dns;
  return ledger.ask({ server, name, type, transport, form: 'recursive' });
};

/**
 * A path through the resolver: the answer, with DNSKEY and DS of every name that may be a zone on the
 * way to it, of the targets of aliases and of signers too.
 */
export async function recurse(net: Net, ledger: Ledger, question: DnsQuestion): Promise<DnsPath> {
  const zones = new Map<string, Promise<readonly [Asked, Asked | null]>>();
  const first = askResolver(net, ledger, question);
  let names = mayBeZones(question.name);
  let problem: Problem | null = null;
  for (let round = 0; round < MOST_ROUNDS && names.length > 0; round += 1) {
    for (const name of names) zones.set(name, zoneAt(net, ledger, name));
    const [asked, ...answers] = await Promise.all([first, ...zones.values()]);
    if (asked.message === null) problem ??= asked.problem;
    const ends =
      asked.message === null
        ? []
        : aliasesOf(asked.message, null, question).aliases.map(({ to }) => to);
    const signers = [asked, ...answers.flat()].flatMap((one) => signersIn(one));
    const found = new Set([...ends.flatMap(mayBeZones), ...signers.flatMap(mayBeZones)]);
    names = [...found].filter((name) => !zones.has(name));
  }
  const seen = await Promise.all(
    [...zones].map(async ([zone, said]) => ({ zone, said: await said })),
  );
  const cuts = seen
    .filter(({ zone, said }) => zone === '.' || said.some((one) => isZone(one, zone)))
    .map(({ zone }) => zone)
    .toSorted(compareNames);
  return {
    question: { name: question.name, type: question.type },
    mode: 'recursive',
    cuts: cuts.map((zone) => ({
      zone,
      parent: cuts.findLast((one) => one !== zone && isBelow(zone, one)) ?? null,
      nameServers: [],
      servers: [dnsServer(net.dns.resolver)],
    })),
    exchanges: ledger.exchanges(problem ?? ledger.ended),
  };
}

async function zoneAt(
  net: Net,
  ledger: Ledger,
  name: string,
): Promise<readonly [Asked, Asked | null]> {
  const ds = name === '.' ? null : askResolver(net, ledger, { name, type: 'DS' });
  return [await askResolver(net, ledger, { name, type: 'DNSKEY' }), await ds];
}

/** The names above a name, and itself, but for labels that no zone begins with. */
function mayBeZones(name: string): readonly string[] {
  const labels = parseName(name);
  const first = labels.findIndex((label) => label[0] !== UNDERSCORE);
  const host = first === -1 ? '.' : canonicalName(presentName(labels.slice(first)));
  return ['.', ...namesBetween('.', host)];
}

const signersIn = (asked: Asked | null): readonly string[] =>
  asked?.message ? signersOf([...asked.message.answer, ...asked.message.authority]) : [];

/** Whether an answer shows that there is a zone of that name: it has keys or DS. */
const isZone = (asked: Asked | null, zone: string): boolean =>
  asked?.message?.answer.some(
    (record) => sameName(record.name, zone) && (isOf(record, 'DNSKEY') || isOf(record, 'DS')),
  ) ?? false;
