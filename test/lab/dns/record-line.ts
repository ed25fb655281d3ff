/** One record of a zone file in which every record stands on one line with its whole owner. */
export interface RecordLine {
  readonly owner: string;
  readonly ttl: string;
  /** Mnemonic; of an RRSIG record, what it covers stands first in `data`. */
  readonly type: string;
  readonly data: string;
}

/** The records of what `dnssec-signzone -O full` writes. */
export const readLines = (text: string): RecordLine[] =>
  text.split('\n').flatMap((line) => {
    const [, owner, ttl, type, data] = /^([^\s;]\S*)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (owner === undefined || ttl === undefined || type === undefined) return [];
    return [{ owner, ttl, type, data: data ?? '' }];
  });

/** The same as a zone file. */
export const writeLines = (lines: readonly RecordLine[]): string =>
  lines.map(({ owner, ttl, type, data }) => `${owner} ${ttl} IN ${type} ${data}\n`).join('');

/** The type of a record, or what its signature covers. */
export const coveredType = ({ type, data }: RecordLine): string =>
  type === 'RRSIG' ? (data.split(/\s/, 1)[0] ?? '') : type;

/** The fields of an RRSIG record in the order of RFC 4034, section 3.2. */
export interface SignatureFields {
  readonly covers: string;
  readonly algorithm: string;
  readonly labels: string;
  readonly originalTtl: string;
  readonly expiration: string;
  readonly inception: string;
  readonly keyTag: string;
  readonly signer: string;
  readonly signature: string;
}

const FIELDS: readonly (keyof SignatureFields)[] = [
  'covers',
  'algorithm',
  'labels',
  'originalTtl',
  'expiration',
  'inception',
  'keyTag',
  'signer',
];

/** A record with the fields of its signature changed; others stay as they are. */
export function changeSignature(
  line: RecordLine,
  change: (fields: SignatureFields) => Partial<SignatureFields>,
): RecordLine {
  if (line.type !== 'RRSIG') return line;
  const words = line.data.split(/\s+/);
  const entries = FIELDS.map((name, index) => [name, words[index] ?? '']);
  const signature = words.slice(FIELDS.length).join('');
  // One entry for each name of FIELDS, and the signature.
  const fields = { ...Object.fromEntries(entries), signature } as SignatureFields;
  const changed = { ...fields, ...change(fields) };
  const data = [...FIELDS.map((name) => changed[name]), changed.signature].join(' ');
  return { ...line, data };
}

/** Base64 with one bit of its first octets flipped. */
export function corrupted(base64: string): string {
  const octets = Buffer.from(base64, 'base64');
  octets[20] = (octets[20] ?? 0) ^ 4;
  return octets.toString('base64');
}
