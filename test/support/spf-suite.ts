import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { checkedDomain, queryName } from '../../src/codec/mail/macro.ts';
import { canonicalName } from '../../src/codec/dns/name.ts';
import type { Answer, Question } from '../../src/codec/mail/check-host/question.ts';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat());

/** One record, or what becomes of questions for which a name has none. */
const Entry = z.union([
  z.literal('TIMEOUT'),
  z.strictObject({ TXT: OneOrMore }),
  z.strictObject({ SPF: OneOrMore }),
  z.strictObject({ A: z.string() }),
  z.strictObject({ AAAA: z.string() }),
  z.strictObject({ PTR: z.string() }),
  z.strictObject({ CNAME: z.string() }),
  z.strictObject({ MX: z.tuple([z.number(), z.string()]) }),
]);
type Entry = z.infer<typeof Entry>;

const Case = z.looseObject({
  host: z.string(),
  helo: z.string(),
  mailfrom: z.string(),
  result: OneOrMore,
  explanation: z.string().optional(),
});

const Document = z.looseObject({
  description: z.string(),
  tests: z.record(z.string(), Case),
  zonedata: z.record(z.string(), z.array(Entry)),
});
export type SuiteDocument = z.infer<typeof Document>;

/** The conformance suites of SPF, as published (fixtures/spf). */
export function spfSuite(name: 'rfc7208' | 'rfc4408'): readonly SuiteDocument[] {
  const text = readFileSync(`fixtures/spf/${name}-tests.yml`, 'utf8');
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false });
  if (!Array.isArray(documents)) throw new Error('the suite is empty');
  return documents.map((document) => Document.parse(document.toJS()));
}

/** The DNS of a document of the suite, as its drivers present it. */
export function suiteDns(zonedata: SuiteDocument['zonedata']): (question: Question) => Answer {
  const zone = new Map(
    Object.entries(zonedata).map(([name, entries]) => [
      checkedDomain(name) === null ? name.toLowerCase() : queryName(name),
      entries,
    ]),
  );
  return ({ name, type }) => {
    let owner = name;
    for (let aliases = 0; aliases < 10; aliases += 1) {
      const entries = zone.get(owner);
      if (entries === undefined) return { status: 'none', exists: false };
      const alias = entries.find((entry) => typeof entry === 'object' && 'CNAME' in entry);
      if (alias === undefined || typeof alias === 'string') return answerOf(entries, type);
      if ('CNAME' in alias) owner = canonicalName(alias.CNAME);
    }
    return { status: 'error', detail: 'a loop of aliases' };
  };
}

/** The suite writes the root, which is the exchange of a null MX, as an empty name. */
const exchangeOf = ([preference, exchange]: readonly [number, string]): [number, string] => [
  preference,
  exchange === '' ? '.' : exchange,
];

/** Records of type SPF stand for TXT where a name has no TXT; `TXT: NONE` keeps them from it. */
function answerOf(entries: readonly Entry[], type: Question['type']): Answer {
  const hasTxt = entries.some((entry) => typeof entry === 'object' && 'TXT' in entry);
  const values = entries.flatMap((entry): (readonly [number, string])[] => {
    if (typeof entry === 'string') return [];
    if (type === 'TXT' && 'TXT' in entry) return [[0, entry.TXT.join('')]];
    if (type === 'TXT' && 'SPF' in entry && !hasTxt) return [[0, entry.SPF.join('')]];
    if (type === 'MX' && 'MX' in entry) return [exchangeOf(entry.MX)];
    if (type === 'A' && 'A' in entry) return [[0, entry.A]];
    if (type === 'AAAA' && 'AAAA' in entry) return [[0, entry.AAAA]];
    if (type === 'PTR' && 'PTR' in entry) return [[0, entry.PTR]];
    return [];
  });
  const told = values.filter(([, value]) => value !== 'NONE' && value !== 'TIMEOUT');
  if (told.length > 0) {
    const sorted = told.toSorted(([a], [b]) => a - b);
    return { status: 'records', values: sorted.map(([, value]) => value) };
  }
  const silent = entries.includes('TIMEOUT') || values.some(([, value]) => value === 'TIMEOUT');
  return silent ? { status: 'error', detail: 'no answer' } : { status: 'none', exists: true };
}
