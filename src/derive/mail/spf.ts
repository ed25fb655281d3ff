import { isSpf, parseSpf, type SpfRecord } from '../../codec/mail/spf.ts';
import { mailSpfRecords, type DnsAnswers } from '../../evidence/kinds/mail/answers.ts';
import { mailSpf, type MailSpf } from '../../evidence/kinds/mail/spf.ts';
import { complete } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { spfAnswers, textsIn, type SpfAnswers } from './spf/answers.ts';
import { danglingIn } from './spf/dangling.ts';
import { distinct, listing, placeOf, type Place } from './spf/lists.ts';
import { openIn } from './spf/open.ts';
import {
  afterAll,
  allInForce,
  explanationOf,
  proposalFor,
  redirectEnd,
  sendsNone,
} from './spf/own.ts';
import { spaceOf } from './spf/space.ts';
import { treeOf, voidLookupsOf } from './spf/tree.ts';
import { gapIn, walkSpf, type Visit, type Walk } from './spf/walk.ts';

/** Terms told of a kind, of one record and those it leads to. */
const MOST_PLACES = 100;

/**
 * The SPF policy of a domain (RFC 7208): exactly one record, what breaks it, how many lookups it
 * takes, whom it passes and what it says of senders that it does not name.
 */
export const mailSpfDerivation: Derivation<MailSpf> = {
  kind: mailSpf,
  from: [mailSpfRecords],
  derive: (context) =>
    fromPresent(context.get(mailSpfRecords), (evidence) => policyOf(context.target.host, evidence)),
};

function policyOf(domain: string, evidence: DnsAnswers): Observation<MailSpf> {
  const answers = spfAnswers(evidence);
  const own = answers.at(domain, 'TXT');
  if (own === null) return unavailable(answers.because);
  const texts = textsIn(own);
  const records = texts.filter(isSpf);
  const [text, ...others] = records;
  const record = text === undefined ? null : parseSpf(text);
  if (text === undefined || record === null) {
    return absent(`no TXT record of ${domain} begins with v=spf1${nearMiss(texts)}`);
  }
  const typeSpf = answers.at(domain, 'SPF');
  const beside = {
    records,
    octets: Math.max(...records.map(({ length }) => length)),
    typeSpf: typeSpf === null ? null : textsIn(typeSpf).slice(0, MOST_PLACES),
    senderId: texts.filter((one) => /^spf2\.0\//i.test(one)),
  };
  if (others.length > 0) {
    const errors = complete([`${domain} has ${records.length} SPF records`]);
    return present({ ...NOTHING_IN_FORCE, ...beside, record: null, errors });
  }
  const walk = walkSpf(domain, record, text, answers);
  const end = redirectEnd(domain, record, answers);
  return present({
    ...beside,
    record: text,
    ...conclusions(walk, answers),
    ...ofOwn(domain, record),
    all: allInForce(end),
    sendsNone: sendsNone(end),
  });
}

/** A text that was meant to be a record and that receivers pass over. */
function nearMiss(texts: readonly string[]): string {
  const meant = texts.find((text) => /^\W*v\W*spf/i.test(text));
  return meant === undefined ? '' : ` and a space: "${meant.slice(0, 60)}" does not`;
}

/** What follows from the terms of the evaluation. */
function conclusions(walk: Walk, answers: SpfAnswers) {
  const { visits, errors, evaluated } = walk;
  const gap = gapIn(walk, () => true);
  const notSettled = visits.find(({ look }) => !look.errorKnown)?.look.because ?? null;
  const where = (matches: (visit: Visit) => boolean) =>
    distinct(visits.filter(matches).map(placeOf), MOST_PLACES, gap);
  return {
    errors: listing(errors, gap ?? notSettled),
    lookups: listing(visits.flatMap(countedPlaces), gap),
    voidLookups: voidLookupsOf(walk),
    open: openIn(walk),
    evaluated: [...evaluated],
    tree: treeOf(walk),
    space: spaceOf(walk),
    dangling: danglingIn(walk, answers),
    ptr: where(({ term }) => term.kind === 'directive' && term.mechanism === 'ptr'),
    macros: where(({ term }) => term.macros.size > 0),
    repeated: where(({ repeated }) => repeated),
  };
}

/** What follows from the domain's own record. */
const ofOwn = (domain: string, record: SpfRecord) => ({
  afterAll: afterAll(domain, record),
  explanation: explanationOf(record),
  proposal: proposalFor(domain, record),
});

const countedPlaces = (visit: Visit): readonly Place[] =>
  Array.from({ length: visit.lookups }, () => placeOf(visit));

/** Of several records none is in force. */
const NOTHING_IN_FORCE = {
  lookups: complete([]),
  voidLookups: { ipv4: complete([]), ipv6: complete([]), possible: complete([]) },
  all: complete([]),
  open: complete([]),
  sendsNone: false,
  evaluated: [],
  tree: complete([]),
  space: { ipv4Addresses: 0, wide: complete([]), reserved: complete([]) },
  dangling: complete([]),
  ptr: complete([]),
  afterAll: [],
  macros: complete([]),
  repeated: complete([]),
  explanation: null,
  proposal: null,
};
