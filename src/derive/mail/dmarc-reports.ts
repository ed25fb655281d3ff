import { isDmarc } from '../../codec/mail/dmarc.ts';
import {
  discoverPolicy,
  organizationalDomain,
  type DmarcTexts,
} from '../../codec/mail/dmarc-discovery.ts';
import {
  consentName,
  destinationsOf,
  MOST_HOSTS,
  type Destination,
} from '../../codec/mail/dmarc-policy.ts';
import { txtText } from '../../codec/dns/answer.ts';
import type { DnsAnswer } from '../../evidence/kinds/dns/answer.ts';
import {
  mailDmarcReceivers,
  mailDmarcRecords,
  type DnsAnswers,
} from '../../evidence/kinds/mail/answers.ts';
import { mailDmarcReports, type MailDmarcReports } from '../../evidence/kinds/mail/dmarc.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { recordedRrset } from './recorded.ts';
import { textsByName } from './texts.ts';

/** Destinations that are told of; a record may list thousands. */
const MOST_TOLD = 100;

/**
 * Whether the reports that a DMARC record asks for arrive (RFC 9990, section 4): a host of another
 * organizational domain has to consent, and any has to take mail. Example: reports about
 * example.com to reports.example need a record at example.com._report._dmarc.reports.example.
 */
export const mailDmarcReportsDerivation: Derivation<MailDmarcReports> = {
  kind: mailDmarcReports,
  from: [mailDmarcRecords, mailDmarcReceivers],
  derive: (context) =>
    fromPresent(context.get(mailDmarcRecords), (records) =>
      fromPresent(context.get(mailDmarcReceivers), (receivers) =>
        reportsOf(context.target.host, records, receivers.answers.items),
      ),
    ),
};

function reportsOf(
  domain: string,
  records: DnsAnswers,
  answers: readonly DnsAnswer[],
): Observation<MailDmarcReports> {
  const { at, because } = textsByName(records);
  const texts: DmarcTexts = (name) => at(`_dmarc.${name}`);
  const found = discoverPolicy(domain, texts);
  if (found.status === 'unknown') return unavailable(because);
  if (found.status === 'none') return absent(`no DMARC record applies to ${domain}`);
  const destinations = destinationsOf(found.published.record);
  if (destinations.length === 0) return absent(`_dmarc.${found.domain} asks for no reports`);
  const asking = { domain: found.domain, organization: organizationalDomain(found.domain, texts) };
  const hosts = [...new Set(destinations.map(({ host }) => host))].slice(0, MOST_HOSTS);
  const looked = destinations.filter(({ host }) => hosts.includes(host)).slice(0, MOST_TOLD);
  const items = looked.map((destination) => concluded(destination, asking, answers));
  const left = destinations.length - looked.length;
  const detail = `${left} of ${destinations.length} destinations are not looked at`;
  return present({
    destinations: left === 0 ? complete(items) : cutShort(items, { code: 'limit', detail }),
  });
}

/** Whose record asks for the reports. */
interface Asking {
  readonly domain: string;
  /** Null where it is not known. */
  readonly organization: string | null;
}

type Concluded = MailDmarcReports['destinations']['items'][number];

function concluded(
  { uri, tag, host }: Destination,
  asking: Asking,
  answers: readonly DnsAnswer[],
): Concluded {
  const external = isExternal(host, asking, answers);
  const name = consentName(asking.domain, host);
  const consents =
    name === null ? false : (textsAt(answers, name)?.some((text) => isDmarc(text)) ?? null);
  const authorised = anyOf([external === null ? null : !external, consents]);
  const receives = takesMail(host, answers);
  const known = allOf([authorised, receives]);
  const reason = REASONS.find(({ holds }) => holds({ external, authorised, receives }));
  return {
    ...{ uri, tag, host, external, authorised, receives },
    reason: known === true ? null : (reason?.say(host, name) ?? null),
  };
}

function isExternal(host: string, asking: Asking, answers: readonly DnsAnswer[]): Known {
  if (host === asking.domain) return false;
  const organization = organizationalDomain(host, (name) => textsAt(answers, `_dmarc.${name}`));
  if (organization === null || asking.organization === null) return null;
  return organization !== asking.organization;
}

const textsAt = (answers: readonly DnsAnswer[], name: string): readonly string[] | null =>
  recordedRrset(answers, name, 'TXT')?.records.map(txtText) ?? null;

/** An MX record that is not null (RFC 7505), or without any an address (RFC 5321, section 5.1). */
function takesMail(host: string, answers: readonly DnsAnswer[]): Known {
  const exchanges = recordedRrset(answers, host, 'MX')?.records;
  if (exchanges === undefined) return null;
  if (exchanges.length > 0) return exchanges.some(({ data }) => data.exchange !== '.');
  return anyOf(
    (['A', 'AAAA'] as const).map((type) => {
      const addresses = recordedRrset(answers, host, type);
      return addresses === null ? null : addresses.records.length > 0;
    }),
  );
}

type Truths = Pick<Concluded, 'external' | 'authorised' | 'receives'>;

/** What is wrong, before what is not known. */
const REASONS: readonly {
  readonly holds: (truths: Truths) => boolean;
  readonly say: (host: string, name: string | null) => string;
}[] = [
  {
    holds: ({ receives }) => receives === false,
    say: (host) => `${host} takes no mail: it has a null MX record, or neither MX nor addresses`,
  },
  {
    holds: ({ authorised }) => authorised === false,
    say: (host, name) =>
      name === null
        ? `${host} cannot consent, because the name of the record would be too long`
        : `${host} does not consent: ${name} has no record that begins with v=DMARC1`,
  },
  {
    holds: ({ external, authorised }) => external === null && authorised === null,
    say: (host) => `whether ${host} has to consent is not known`,
  },
  {
    holds: ({ authorised }) => authorised === null,
    say: (host) => `whether ${host} consents is not known`,
  },
  {
    holds: ({ receives }) => receives === null,
    say: (host) => `whether ${host} takes mail is not known`,
  },
];
