import { isOf } from '../../../codec/dns/answer.ts';
import type { RdataOf } from '../../../codec/dns/rdata.ts';
import { dnsDane, type DnsDane } from '../../../evidence/kinds/dns/signing.ts';
import { dnsTlsa, type DnsTlsa } from '../../../evidence/kinds/dns/observed.ts';
import { absent, present, unavailable, type Observation } from '../../../evidence/observation.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../../derivation.ts';
import { transcriptOf, answerTo } from '../transcript.ts';
import { validatePath } from './path.ts';

/** Octets of the data by matching type; null where the length is that of what it stands for (RFC 6698, section 2.1.3). */
const LENGTHS: ReadonlyMap<number, number | null> = new Map([
  [0, null],
  [1, 32],
  [2, 64],
]);

/**
 * TLSA records and what they are worth: only those of a secure zone may be relied on (RFC 6698,
 * section 4.1). Absent where an answer says that there are none, secure or not; unavailable where
 * nothing was answered. Example: records in a zone that is not signed.
 */
export const dnsDaneDerivation: Derivation<DnsDane> = {
  kind: dnsDane,
  from: [dnsTlsa],
  derive: (context) => fromPresent(context.get(dnsTlsa), (path) => daneOf(path, context)),
};

/** What the TLSA records that a path leads to are worth. */
export function daneOf(path: DnsTlsa, { anchors, now }: DeriveContext): Observation<DnsDane> {
  const { status, cause, reason, records } = validatePath(path, anchors, now);
  const owner = path.question.name;
  const found = records.filter((record) => isOf(record, 'TLSA'));
  if (found.length > 0 || status === 'bogus') {
    const told = found.map(({ data }) => describe(data));
    return present({ owner, status, reason, records: told });
  }
  const answered = transcriptOf(path.exchanges).some(
    (said) => said.exchange.question.type === 'TLSA' && answerTo(said) !== null,
  );
  if (status === 'indeterminate' && (cause === 'no-answer' || !answered)) {
    return unavailable(path.exchanges.because ?? { code: 'servfail', detail: reason });
  }
  return absent(`${owner} has no TLSA records`);
}

function describe(data: RdataOf<'TLSA'>): DnsDane['records'][number] {
  const { usage, selector, matchingType } = data;
  const length = LENGTHS.get(matchingType);
  const fits = length === null ? data.data.length > 0 : length === data.data.length;
  return {
    ...{ usage, selector, matchingType },
    data: Buffer.from(data.data).toString('hex'),
    usable: usage <= 3 && selector <= 1 && length !== undefined && fits,
  };
}
