import { isOf } from '../../../codec/dns/answer.ts';
import type { TrustAnchor } from '../../../codec/dns/anchor.ts';
import { rdataOf } from '../../../codec/dns/canonical.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { DS_DIGESTS } from '../../../codec/iana/dnssec.ts';
import type { DnsKeys } from '../../../evidence/kinds/dns/signing.ts';
import type { DnsParent } from '../../../evidence/kinds/dns/observed.ts';
import type { Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import { allOf, type Known } from '../../three-valued.ts';
import { answerTo, transcriptOf, type Said } from '../transcript.ts';
import type { Walk } from './place.ts';

const { DS, NS, SOA } = RR_TYPES;

/** What the servers of the parent say of the DS records of a zone. */
export interface Parent {
  /** Of all servers, each once; what is given where the delegation is not made yet. */
  readonly records: readonly RdataOf<'DS'>[];
  /** Every server answers for DS as the owner of it; null where not known. */
  readonly answered: Known;
  /** Why not every server was asked; null where they were. */
  readonly because: Problem | null;
  missingAt(record: RdataOf<'DS'>): string[];
  useOf(record: TrustAnchor['data']): DnsKeys['ds']['items'][number]['use'];
}

const FORMS = ['iterative', 'recursive'];

/** Whether an exchange puts this question as a validator does. */
export const isAsked = ({ exchange, name, type }: Said, zone: string, wanted: number): boolean =>
  name === zone &&
  type === wanted &&
  exchange.question.class === 'IN' &&
  FORMS.includes(exchange.form);

/** The DS records of a zone as all servers of the parent tell them, and as they were told on the way. */
export function parentOf(
  zone: string,
  observed: Observation<DnsParent>,
  onTheWay: readonly Said[],
  { given }: Pick<Walk, 'given'>,
): Parent {
  const said = observed.status === 'present' ? transcriptOf(observed.value.exchanges) : [];
  const fixed = given.get(zone);
  const seen = [...said, ...onTheWay].flatMap((one) => dsIn(one, zone) ?? []);
  const asked = said.filter((one) => isAsked(one, zone, DS));
  return {
    records: fixed ?? distinct(seen),
    answered: asked.length === 0 ? null : allOf(asked.map((one) => isOwner(one, zone))),
    because: becauseOf(zone, observed, fixed !== undefined),
    missingAt: (record) =>
      unique(
        asked
          .filter((one) => dsIn(one, zone)?.every((other) => !isSame(other, record)) ?? false)
          .map(({ server }) => server),
      ),
    useOf: (record) =>
      record.kind === 'DS' ? (DS_DIGESTS.get(record.digestType)?.delegation ?? null) : null,
  };
}

/**
 * The DS records of a zone in an answer to that question or in a referral to the zone; null where it
 * says nothing of them. What else the zone itself sends along is not for it to say.
 */
export function dsIn(said: Said, zone: string): readonly RdataOf<'DS'>[] | null {
  const message = answerTo(said);
  if (message === null) return null;
  const { answer, authority } = message;
  const asked = isAsked(said, zone, DS);
  const refers =
    answer.length === 0 &&
    authority.some(({ type, name }) => type === NS && canonicalName(name) === zone);
  if (!asked && !refers) return null;
  const records = [...answer, ...authority].filter(
    (record) => isOf(record, 'DS') && canonicalName(record.name) === zone,
  );
  if (records.length === 0 && !(asked && isOwner(said, zone) === true)) return null;
  return records.flatMap((record) => (isOf(record, 'DS') ? record.data : []));
}

/** Answers with authority: with DS, or a denial by the zone above (RFC 4035, section 3.1.4.1). */
function isOwner(said: Said, zone: string): Known {
  const message = answerTo(said);
  if (message === null) return said.message === null ? null : false;
  const { flags, answer, authority, rcode } = message;
  if (!flags.aa && !flags.ra) return false;
  if (answer.some(({ type }) => type === DS)) return true;
  const [soa] = authority.filter(({ type }) => type === SOA);
  return rcode === 0 && soa !== undefined && canonicalName(soa.name) !== zone;
}

const isSame = (a: RdataOf<'DS'>, b: RdataOf<'DS'>): boolean =>
  Buffer.compare(rdataOf(a), rdataOf(b)) === 0;

const distinct = (records: readonly RdataOf<'DS'>[]): readonly RdataOf<'DS'>[] =>
  records.filter((record, index) => records.findIndex((one) => isSame(one, record)) === index);

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const NOT_ASKED: Problem = { code: 'limit', detail: 'not every server of the parent was asked' };

function becauseOf(zone: string, observed: Observation<DnsParent>, given: boolean): Problem | null {
  if (zone === '.' || given || observed.status === 'absent') return null;
  if (observed.status === 'unavailable') return observed.problem;
  const { servers, exchanges } = observed.value;
  const silent = exchanges.items.find(({ reply }) => reply === null)?.problem;
  if (silent !== undefined && silent !== null) return silent;
  const short = [exchanges, servers].find((listing) => !listing.complete);
  return short === undefined ? null : (short.because ?? NOT_ASKED);
}
