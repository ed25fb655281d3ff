import type { SyntaxFault } from './fault.ts';
import { listEntries, readTags, type RecordTag, type TagGrammar } from './record-tags.ts';
import { isHttps, mailboxHost } from './report-uri.ts';

/** A TLS reporting record (RFC 8460, section 3). */
export interface TlsRptRecord {
  /** `mailto` URIs with a mailbox and `https` URIs; the two schemes there are. */
  readonly rua: readonly string[];
  readonly faults: readonly SyntaxFault[];
}

const VERSION = /^v=TLSRPTv1(?![0-9A-Za-z])/;
/** What senders discard a record without. */
const COUNTED = /^v=TLSRPTv1[ \t]*;/;
const GRAMMAR: TagGrammar = {
  name: /^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$/,
  value: /^[ \t!-:<-~]+$/,
  spaced: false,
};
const EXTENSION_VALUE = /^[!-:<>-~]+$/;
/** Longest part of a bad entry that is shown. */
const SHOWN = 100;

/** Whether a TXT record is meant to be one of TLS reporting. */
export const isTlsRpt = (text: string): boolean => VERSION.test(text);

/** Those that senders count; where it is not exactly one, there are no reports (section 3). */
export const countedTlsRpt = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => COUNTED.test(text));

/** Reads a record by the grammar of section 3; null where it is none of TLS reporting. */
export function parseTlsRpt(text: string): TlsRptRecord | null {
  if (!isTlsRpt(text)) return null;
  const { tags, faults: misread } = readTags(text, GRAMMAR);
  const faults = [...misread];
  if (!COUNTED.test(text)) faults.push({ column: 11, reason: 'no semicolon follows v=TLSRPTv1' });
  const rua = tags.get('rua');
  if (rua === undefined) faults.push({ column: text.length + 1, reason: 'there is no rua' });
  for (const { name, value, column } of tags.values()) {
    if (name !== 'v' && name !== 'rua' && value !== '' && !EXTENSION_VALUE.test(value)) {
      faults.push({ column, reason: `the value of ${name} holds spaces or equals signs` });
    }
  }
  const entries = entriesOf(rua);
  for (const { uri, column } of entries.filter((entry) => !entry.supported)) {
    const shown = uri.slice(0, SHOWN);
    faults.push({ column, reason: `rua holds "${shown}", which is no mailto or https URI` });
  }
  return {
    rua: entries.filter(({ supported }) => supported).map(({ uri }) => uri),
    faults: faults.toSorted((a, b) => a.column - b.column),
  };
}

const entriesOf = (rua: RecordTag | undefined) =>
  rua === undefined || rua.value === ''
    ? []
    : listEntries(rua).map(({ text, column }) => ({
        uri: text,
        column,
        supported: mailboxHost(text) !== null || isHttps(text),
      }));
