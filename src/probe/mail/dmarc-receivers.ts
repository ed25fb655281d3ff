import { consentName, destinationsOf, MOST_HOSTS } from '../../codec/mail/dmarc-policy.ts';
import {
  discoverPolicy,
  organizationalDomain,
  type DmarcTexts,
} from '../../codec/mail/dmarc-discovery.ts';
import { endsWalk, onlyDmarc, treeWalk } from '../../codec/mail/tree-walk.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import {
  mailDmarcReceivers,
  mailDmarcRecords,
  type DnsAnswers,
} from '../../evidence/kinds/mail/answers.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Net } from '../../net/net.ts';
import { ask, attempt, textsOf, type Asked } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/**
 * Asks for each host that the DMARC record in force has reports sent to: whether it takes mail, what
 * its organizational domain is and, where that is not the one of the record, whether it consents
 * (RFC 9990, section 4).
 */
export const mailDmarcReceiversProbe: Probe<DnsAnswers> = {
  kind: mailDmarcReceivers,
  intensity: 'passive',
  needs: [mailDmarcRecords],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe(context) {
    const { net, target } = context;
    const walked = await context.get(mailDmarcRecords);
    if (walked.status !== 'present') return walked;
    const { items, because } = walked.value.answers;
    const texts = await textsAgain(net, items);
    const found = discoverPolicy(target.host, texts);
    if (found.status === 'unknown') {
      return unavailable(because ?? { code: 'malformed', detail: 'an answer cannot be read' });
    }
    if (found.status === 'none') return absent(`no DMARC record applies to ${target.host}`);
    const hosts = new Set(destinationsOf(found.published.record).map(({ host }) => host));
    if (hosts.size === 0) return absent(`_dmarc.${found.domain} asks for no reports`);
    const own = organizationalDomain(found.domain, texts);
    const looked = await Promise.all(
      [...hosts]
        .slice(0, MOST_HOSTS)
        .map((host) => lookAt(net, host, { domain: found.domain, organization: own })),
    );
    const left = hosts.size > MOST_HOSTS ? TOO_MANY : undefined;
    const problem = looked.find((one) => one.problem !== undefined)?.problem ?? left;
    const answers = [
      ...new Map(
        looked.flatMap((one) =>
          one.answers.map((answer) => [`${answer.type} ${answer.name}`, answer]),
        ),
      ).values(),
    ];
    return present({
      answers: problem === undefined ? complete(answers) : cutShort(answers, problem),
    });
  },
};

const TOO_MANY: Problem = {
  code: 'limit',
  detail: `only ${MOST_HOSTS} hosts that reports go to are looked at`,
};

/** The texts of the walk, which costs no query: each was asked for before in this run. */
async function textsAgain(net: Net, items: readonly DnsAnswer[]): Promise<DmarcTexts> {
  const asked = await Promise.all(items.map(({ name }) => ask(net, name, 'TXT')));
  const texts = new Map(asked.map((one) => [one.answer.name, textsOf(one)]));
  return (domain) => texts.get(`_dmarc.${domain}`) ?? null;
}

/** Whose record asks for the reports. */
interface Asking {
  readonly domain: string;
  /** Null where it is not known. */
  readonly organization: string | null;
}

interface Looked {
  readonly answers: readonly DnsAnswer[];
  readonly problem: Problem | undefined;
}

async function lookAt(net: Net, host: string, asking: Asking): Promise<Looked> {
  const answers: DnsAnswer[] = [];
  let problem: Problem | undefined;
  const look = async <K extends 'A' | 'AAAA' | 'MX' | 'TXT'>(
    name: string,
    type: K,
  ): Promise<Asked<K> | null> => {
    const tried = await attempt(net, name, type);
    if (tried.ok) answers.push(tried.asked.answer);
    else problem ??= tried.problem;
    return tried.ok ? tried.asked : null;
  };
  const exchanges = await look(host, 'MX');
  if (exchanges?.records.length === 0) {
    await Promise.all([look(host, 'A'), look(host, 'AAAA')]);
  }
  const consent = consentName(asking.domain, host);
  if (host !== asking.domain && consent !== null) {
    const organization = await organizationOf(host, (name) => look(name, 'TXT'));
    if (organization === null || organization !== asking.organization) await look(consent, 'TXT');
  }
  return { answers, problem };
}

/** The organizational domain by a walk that asks as it goes; null where it is not known. */
async function organizationOf(
  host: string,
  look: (name: string) => Promise<Asked<'TXT'> | null>,
): Promise<string | null> {
  const met = new Map<string, readonly string[]>();
  for (const domain of treeWalk(host)) {
    const asked = await look(`_dmarc.${domain}`);
    if (asked === null) return null;
    met.set(domain, textsOf(asked));
    if (endsWalk(onlyDmarc(textsOf(asked)))) break;
  }
  return organizationalDomain(host, (domain) => met.get(domain) ?? null);
}
