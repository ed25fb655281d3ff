import { domainToASCII } from 'node:url';
import { canonicalName } from '../codec/dns/name.ts';
import { parseAggregateReport } from '../codec/mail/aggregate-report.ts';
import {
  isMessage,
  selectorsOfMessages,
  type NamedSelector,
} from '../codec/mail/message-header.ts';
import type { Config } from '../document/config.ts';
import type { Pack } from '../audit/pack.ts';
import type { MailSettings } from '../probe/probe.ts';
import { UsageError } from './errors.ts';
import { readBytes } from './files.ts';
import type { LookFlags } from './options.ts';
import { unpacked } from './unpacked.ts';

type Flags = Pick<LookFlags, 'dkimSelector' | 'dkimDeep' | 'mailMessage' | 'dmarcReport'>;
type Selector = MailSettings['selectors'][number];
type Sender = MailSettings['senders'][number];

/** What flags and configuration tell of the mail of the deployment. Throws a UsageError. */
export function mailSettingsOf(flags: Flags, config: Config, pack: Pack): MailSettings {
  const { mail = {} } = config;
  const named = [
    ...(flags.dkimSelector ?? []).map((text) => selectorOf('--dkim-selector', text)),
    ...(mail.dkimSelectors ?? []).map((text) => selectorOf('mail.dkimSelectors', text)),
  ];
  const messages = [...(flags.mailMessage ?? []), ...(mail.messages ?? [])];
  const reports = [...(flags.dmarcReport ?? []), ...(mail.reports ?? [])];
  return {
    selectors: distinct([
      ...named,
      ...messages.flatMap(selectorsOfMessage),
      ...reports.flatMap(selectorsOfReport),
    ]),
    senders: (mail.senders ?? []).map(senderOf),
    deep: flags.dkimDeep ?? false,
    knownSelectors: pack.knownSelectors,
  };
}

const BELOW = '._domainkey';
/** Letters, digits and hyphens (RFC 6376, section 3.1), and the underscores that are in use. */
const LABEL = /^\w[\w-]{0,62}$/;

const isSelector = (text: string): boolean => text.split('.').every((label) => LABEL.test(label));

/** `SELECTOR` or `SELECTOR._domainkey.DOMAIN`. */
function selectorOf(place: string, text: string): Selector {
  const at = text.toLowerCase().indexOf(BELOW);
  const selector = at === -1 ? text : text.slice(0, at);
  const rest = at === -1 ? '' : text.slice(at + BELOW.length).replace(/^\./, '');
  const domain = rest === '' ? null : domainOf(rest);
  if (isSelector(selector) && (rest === '' || domain !== null)) {
    return { selector, domain, source: 'settings' };
  }
  throw new UsageError(
    `${place}: "${text}" is not a DKIM selector`,
    'one each time, as in s1 or s1._domainkey.example.com',
  );
}

/** A domain in the one form that all its spellings share; null where it is none. */
function domainOf(text: string): string | null {
  const ascii = domainToASCII(text);
  if (ascii === '' || !ascii.includes('.') || /[^\w.-]/.test(ascii)) return null;
  try {
    return canonicalName(ascii);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Names that cannot be in the DNS are no selectors, whoever wrote them. */
const told = (found: readonly NamedSelector[], source: Selector['source']): readonly Selector[] =>
  found.flatMap(({ selector, domain: text }) => {
    const domain = domainOf(text);
    return domain === null || !isSelector(selector) ? [] : [{ selector, domain, source }];
  });

function selectorsOfMessage(path: string): readonly Selector[] {
  const texts = unpacked(path, readBytes(path)).map((bytes) => new TextDecoder().decode(bytes));
  if (texts.length === 0 || !texts.every(isMessage)) {
    throw new UsageError(
      `${path}: is no message: it does not begin with a header`,
      'save the message with its whole header ("show original"), as an .eml or mbox file',
    );
  }
  const selectors = told(texts.flatMap(selectorsOfMessages), 'message');
  if (selectors.length > 0) return selectors;
  throw new UsageError(
    `${path}: no DKIM-Signature in it that names domain and selector`,
    'take a message as it was received, not from the folder of sent mail',
  );
}

function selectorsOfReport(path: string): readonly Selector[] {
  const files = unpacked(path, readBytes(path));
  if (files.length === 0) throw new UsageError(`${path}: no file in it`);
  return files.flatMap((bytes) => {
    const report = parseAggregateReport(new TextDecoder().decode(bytes));
    if (report.ok) return told(report.selectors, 'report');
    throw new UsageError(
      `${path}: is no DMARC aggregate report: ${report.reason}`,
      'an .xml file, packed as .gz or .zip or not, as reporters send it',
    );
  });
}

function distinct(selectors: readonly Selector[]): readonly Selector[] {
  const keyOf = ({ selector, domain, source }: Selector): string =>
    [selector.toLowerCase(), domain, source].join(' ');
  return [...new Map(selectors.toReversed().map((one) => [keyOf(one), one])).values()].toReversed();
}

function senderOf({
  address,
  from = '',
  helo = '',
}: NonNullable<NonNullable<Config['mail']>['senders']>[number]): Sender {
  const domain = from === '' ? null : domainOf(from.slice(from.lastIndexOf('@') + 1));
  if (from !== '' && domain === null) {
    throw new UsageError(
      `mail.senders: ${address}: "${from}" is neither a mailbox nor a domain`,
      'from: bounces@example.com, or example.com',
    );
  }
  return { address, from, helo, domain };
}
