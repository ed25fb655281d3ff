import { canonicalName } from '../../codec/dns/name.ts';
import { mailDkimRecords, type MailDkimRecords } from '../../evidence/kinds/mail/dkim.ts';
import { mailSpfRecords } from '../../evidence/kinds/mail/answers.ts';
import type { DnsPath } from '../../evidence/kinds/dns/observed.ts';
import { mailMx } from '../../evidence/kinds/mail/exchanges.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import type { Net } from '../../net/net.ts';
import { walk } from '../dns/walk.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { aliasesAt, askSelectors, isThere, type AskedSelector } from './dkim/ask-selectors.ts';
import { Candidates, guesses, toldFor, type Candidate } from './dkim/candidates.ts';
import { hintsOf, providersOf, shownBy, type Hint } from './dkim/providers.ts';

/** Selectors asked for. */
const MOST = 60;
const MOST_DEEP = 400;
const MADE_UP_LETTERS = 12;

/**
 * Asks whether anything exists below `_domainkey` of the domain and at a made-up name there, then for
 * the key of every selector that was named, that its providers use or that many domains have. Where
 * nothing exists, a few are asked for all the same: there are name servers that wrongly deny.
 */
export const mailDkimRecordsProbe: Probe<MailDkimRecords> = {
  kind: mailDkimRecords,
  intensity: 'passive',
  needs: [mailMx, mailSpfRecords],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe(context) {
    const { net, target, settings } = context;
    const below = `_domainkey.${target.host}`;
    const [existence, invented, hints] = await Promise.all([
      walk(net, { name: below, type: 'TXT' }, settings.delegations),
      walk(net, { name: `${madeUp(net)}.${below}`, type: 'TXT' }, settings.delegations),
      hintsOf(context),
    ]);
    const { asked, all, aliases } = await search(context, existence, hints);
    const shown = shownBy([...hints, ...aliases], settings.mail.knownSelectors);
    const selectors = context.signal.aborted ? interrupted(asked) : listed(asked, all);
    return present({ existence, invented, selectors, providers: providersOf(shown) });
  },
};

/** A label that nobody has. */
const madeUp = (net: Net): string =>
  [...net.random('absent selector', MADE_UP_LETTERS)]
    .map((octet) => String.fromCharCode(0x61 + (octet % 26)))
    .join('');

interface Found {
  readonly asked: readonly AskedSelector[];
  /** All that should have been asked for. */
  readonly all: readonly Candidate[];
  readonly aliases: readonly Hint[];
}

async function search(
  context: ProbeContext,
  existence: DnsPath,
  hints: readonly Hint[],
): Promise<Found> {
  const { mail } = context.settings;
  const { knownSelectors: known } = mail;
  const { host } = context.target;
  const candidates = new Candidates();
  const told = toldFor(host, mail);
  for (const { selector, source } of told) candidates.add(selector, source);
  const tell = (more: readonly Hint[]): void => {
    for (const { provider } of shownBy(more, known)) {
      for (const selector of provider.selectors) candidates.add(selector, 'provider');
    }
  };
  const guess = (selectors: readonly string[]): void => {
    for (const selector of selectors) candidates.add(selector, 'well-known');
  };
  const most = mail.deep ? MOST_DEEP : Math.max(MOST, Math.min(told.length, MOST_DEEP));
  const asked: AskedSelector[] = [];
  const askOpen = async (): Promise<void> => {
    const done = new Set(asked.map(({ selector }) => selector));
    const open = candidates.all().filter(({ selector }) => !done.has(selector));
    asked.push(...(await askSelectors(context, host, open.slice(0, most - asked.length))));
  };
  tell(hints);
  guess(known.first);
  if (!isDenied(existence)) guess(guesses(known, mail.deep));
  await askOpen();
  if (asked.some(isThere)) guess(guesses(known, mail.deep));
  const aliases = aliasesAt(asked).map((name): Hint => ({ name, by: 'alias' }));
  tell(aliases);
  await askOpen();
  return { asked, all: candidates.all(), aliases };
}

/** A server says that the name does not exist, and not of a name that it is an alias of. */
const isDenied = ({ question, exchanges }: DnsPath): boolean =>
  exchanges.items.some(
    ({ question: { name, type }, reply }) =>
      type === question.type &&
      canonicalName(name) === question.name &&
      reply?.rcode === 'NXDOMAIN' &&
      reply.answer.length === 0,
  );

function listed(
  asked: readonly AskedSelector[],
  all: readonly Candidate[],
): Listing<AskedSelector> {
  if (asked.length === all.length) return complete(asked);
  const detail = `${asked.length} of ${all.length} selectors were asked for`;
  return cutShort(asked, { code: 'limit', detail });
}

const interrupted = (asked: readonly AskedSelector[]): Listing<AskedSelector> =>
  cutShort(asked, { code: 'interrupted', detail: 'not every selector was asked for' });
