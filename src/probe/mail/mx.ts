import { canonicalName } from '../../codec/dns/name.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import { mailMx, type MailMx } from '../../evidence/kinds/mail/exchanges.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Net } from '../../net/net.ts';
import { ask, attempt, dataOf } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

const MOST_EXCHANGES = 30;

/**
 * Asks for the MX records of the domain, then for A and AAAA of each exchange, or of the domain
 * itself where it has no MX (RFC 5321, section 5.1). An exchange without addresses has an empty list;
 * one whose addresses were not learned, an incomplete one. Whether anything listens there it cannot
 * tell.
 */
export const mailMxProbe: Probe<MailMx> = {
  kind: mailMx,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target }) {
    const asked = await ask(net, target.host, 'MX');
    const records = dataOf(asked).toSorted(inOrder);
    const [first, ...others] = records;
    if (first === undefined) {
      const { answers } = await addressesOf(net, target.host, 0);
      return present({ nullMx: false, exchanges: [], answers: [asked.answer, ...answers] });
    }
    const nullMx = others.length === 0 && first.exchange === '.' && first.preference === 0;
    if (nullMx) return present({ nullMx, exchanges: [], answers: [asked.answer] });
    const hosts = await Promise.all(
      records.map(({ exchange }, index) => addressesOf(net, exchange, index)),
    );
    return present({
      nullMx,
      exchanges: records.map(({ preference, exchange }, index) => ({
        preference,
        host: exchange,
        addresses: hosts[index]?.addresses ?? complete([]),
      })),
      answers: [asked.answer, ...hosts.flatMap(({ answers }) => answers)],
    });
  },
};

interface Exchange {
  readonly preference: number;
  readonly exchange: string;
}

/** By preference, then by name, so that repeated runs agree. */
const inOrder = (a: Exchange, b: Exchange): number =>
  a.preference - b.preference || (canonicalName(a.exchange) < canonicalName(b.exchange) ? -1 : 1);

interface Host {
  readonly addresses: Listing<string>;
  readonly answers: readonly DnsAnswer[];
}

async function addressesOf(net: Net, host: string, index: number): Promise<Host> {
  // The root is no host; a record with it beside others is a misused null MX.
  if (host === '.') return { addresses: complete([]), answers: [] };
  if (index >= MOST_EXCHANGES) {
    const detail = `only ${MOST_EXCHANGES} exchanges are looked up`;
    return { addresses: cutShort([], { code: 'limit', detail }), answers: [] };
  }
  const attempts = await Promise.all([attempt(net, host, 'A'), attempt(net, host, 'AAAA')]);
  const asked = attempts.flatMap((each) => (each.ok ? [each.asked] : []));
  const problem = attempts.find((each) => !each.ok)?.problem;
  const items = asked.flatMap(({ records }) => records.map(({ data }) => data.address));
  return {
    addresses: problem === undefined ? complete(items) : cutShort(items, problem),
    answers: asked.map(({ answer }) => answer),
  };
}
