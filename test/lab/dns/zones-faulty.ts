import type { DnssecCause } from '../../../src/evidence/kinds/dns/dnssec.ts';
import {
  both,
  corrupt,
  ofTypes,
  signaturesOf,
  under,
  without,
  withSignatures,
  withWords,
} from './changes.ts';
import { KSK, NSEC3, P256, ZSK, type Host, type LabZone } from './plan.ts';
import { coveredType, type RecordLine } from './record-line.ts';

const LEAF: readonly Host[] = ['nsd-leaf', 'bind-leaf'];
/** Where the others would notice what is missing and not serve the zone at all. */
const NSD: readonly Host[] = ['nsd-leaf'];
/** The validity of signatures that are over. */
export const PAST = ['-s', '20240101000000', '-e', '20240201000000'] as const;
const FUTURE = ['-s', '20390101000000', '-e', '20390201000000'] as const;
const RECENT = ['-s', 'now-864000', '-e', 'now-600'] as const;

const bogus = (
  name: string,
  title: string,
  cause: DnssecCause,
  says: RegExp,
  more: Partial<LabZone> = {},
): LabZone => ({ name, title, keys: P256, hosts: LEAF, status: 'bogus', cause, says, ...more });

const everySignature = ({ type }: { readonly type: string }): boolean => type === 'RRSIG';
const denials = ofTypes('NSEC', 'NSEC3');

const SIGNATURES: readonly LabZone[] = [
  bogus('expired.alpha', 'all signatures expired', 'signature-expired', /expired/, { sign: PAST }),
  bogus('expired.beta', 'all signatures expired, NSEC3', 'signature-expired', /expired/, {
    sign: [...NSEC3, ...PAST],
  }),
  bogus('zsk-expired.alpha', 'all but the keys expired', 'signature-expired', /expired/, {
    sign: [...PAST, '-X', 'now+864000', '-x'],
  }),
  bogus('recent.alpha', 'expired ten minutes ago', 'signature-expired', /expired/, {
    sign: RECENT,
  }),
  bogus('future.alpha', 'signatures of the future', 'signature-not-yet-valid', /not.+valid/, {
    sign: FUTURE,
  }),
  bogus('badsig.alpha', 'one signature does not verify', 'signature-invalid', /verify/, {
    change: corrupt(signaturesOf('A', 'MX')),
  }),
  bogus(
    'badkeysig.alpha',
    'the signature of the keys does not verify',
    'signature-invalid',
    /verify/,
    {
      change: corrupt(signaturesOf('DNSKEY')),
    },
  ),
  bogus('nosig.alpha', 'one signature is missing', 'signature-missing', /signature/i, {
    change: without(signaturesOf('A', 'MX')),
    hosts: NSD,
  }),
  bogus('nosigs.alpha', 'all signatures are missing', 'signature-missing', /signature/i, {
    change: without(everySignature),
    hosts: NSD,
  }),
  bogus('nokeysig.alpha', 'the keys are not signed', 'signature-missing', /DNSKEY/, {
    change: without(signaturesOf('DNSKEY')),
    hosts: NSD,
  }),
  bogus('stranger.alpha', 'signed by a key that is not there', 'signature-key-missing', /key/, {
    keys: [KSK, { ...ZSK, use: 'hidden' }],
    sign: ['-x'],
  }),
  bogus('signer.alpha', 'signatures name another zone as signer', 'signature-signer', /signer/i, {
    change: withSignatures(signaturesOf('A', 'MX'), () => ({ signer: 'alpha.' })),
  }),
  bogus('labels.alpha', 'signatures count too many labels', 'signature-labels', /label/, {
    change: withSignatures(signaturesOf('A', 'MX'), ({ labels }) => ({
      labels: String(Number(labels) + 1),
    })),
  }),
  bogus('changed.alpha', 'a record was changed after signing', 'signature-invalid', /signature/, {
    change: both(
      withWords(
        under('www', ({ type }) => type === 'A'),
        () => ['192.0.2.66'],
      ),
      withWords(
        ({ type }) => type === 'MX',
        ([, exchange = '']) => ['66', exchange],
      ),
    ),
  }),
];

const KEYS: readonly LabZone[] = [
  bogus('badds.alpha', 'DS names no key', 'ds-no-matching-key', /DS/, {
    ds: () => [`12345 13 2 ${'00'.repeat(32)}`],
  }),
  bogus('baddigest.alpha', 'DS has another digest', 'ds-digest-mismatch', /digest/, {
    ds: (ds) => ds.map((one) => one.replace(/\S{4}$/, '0000')),
  }),
  bogus('unsigned-ds.alpha', 'DS, but not signed', 'dnskey-missing', /DNSKEY/, {
    keys: null,
    ds: () => [`12345 13 2 ${'00'.repeat(32)}`],
  }),
  bogus('nokey.alpha', 'signed, but without keys', 'dnskey-missing', /DNSKEY/, {
    change: without(ofTypes('DNSKEY')),
    hosts: NSD,
  }),
  bogus('idle.alpha', 'the key of the DS does not sign', 'dnskey-not-signed-by-ds-key', /sign/, {
    keys: [{ ...KSK, use: 'idle' }, ZSK, KSK],
    ds: (ds) => ds.slice(0, 1),
  }),
  bogus('revoked.alpha', 'the only key of the DS is revoked', 'key-revoked', /revoked/, {
    keys: [{ ...KSK, revoked: true }, ZSK],
  }),
  bogus('nozonekey.alpha', 'keys without the zone flag', 'key-not-zone-key', /[Zz]one/, {
    change: withWords(
      (line) => line.type === 'DNSKEY',
      ([flags, ...rest]) => [String(Number(flags) & ~256), ...rest],
    ),
  }),
  bogus('protocol.alpha', 'keys of protocol 4', 'key-not-zone-key', /protocol/, {
    change: withWords(
      (line) => line.type === 'DNSKEY',
      ([flags = '', , ...rest]) => [flags, '4', ...rest],
    ),
  }),
  bogus('shortkey.alpha', 'keys cut short', 'key-malformed', /key/, {
    change: withWords(
      (line) => line.type === 'DNSKEY',
      ([flags = '', protocol = '', algorithm = '', ...key]) => [
        ...[flags, protocol, algorithm],
        Buffer.from(key.join(''), 'base64').subarray(0, 40).toString('base64'),
      ],
    ),
    hosts: NSD,
  }),
  bogus('dssig.alpha', 'the signature of the DS does not verify', 'signature-invalid', /DS/, {
    changeParent: corrupt(under('dssig.alpha', signaturesOf('DS'))),
  }),
  bogus(
    'below.badds.alpha',
    'a sound zone below a bogus one',
    'ds-no-matching-key',
    /badds\.alpha/,
  ),
];

const DENIAL: readonly LabZone[] = [
  bogus(
    'hidden.alpha',
    'neither DS nor proof of its absence',
    'denial-incomplete',
    /hidden\.alpha\/DS/,
    {
      keys: null,
      changeParent: without(under('hidden.alpha', ofTypes('NSEC'))),
    },
  ),
  bogus('nonsec.alpha', 'no NSEC records', 'denial-missing', /no NSEC/, {
    change: without(denials),
    hosts: NSD,
  }),
  bogus('gap.alpha', 'NSEC records are missing', 'denial-incomplete', /wholly.+NSEC/, {
    change: without((line) => denials(line) && !line.owner.startsWith('gap.')),
    records: '0 A 192.0.2.9\n',
    hosts: NSD,
  }),
  bogus('nonsec3.beta', 'NSEC3 records are missing', 'denial-missing', /no NSEC or NSEC3/, {
    sign: NSEC3,
    change: withoutMostNsec3,
    hosts: NSD,
  }),
  bogus('nsecsig.alpha', 'signatures of NSEC do not verify', 'signature-invalid', /NSEC.+verify/, {
    change: corrupt(signaturesOf('NSEC')),
  }),
  bogus(
    'nsec3sig.beta',
    'signatures of NSEC3 do not verify',
    'signature-invalid',
    /nsec3sig.+verify/,
    {
      sign: NSEC3,
      change: corrupt(signaturesOf('NSEC3')),
    },
  ),
  bogus('nsecnosig.alpha', 'NSEC records are not signed', 'signature-missing', /NSEC/, {
    change: without(signaturesOf('NSEC')),
    hosts: NSD,
  }),
  bogus('wild.alpha', 'a wildcard without proof', 'wildcard-unproven', /wildcard/, {
    records: '* A 192.0.2.9\n',
    change: without((line) => denials(line) && !line.owner.startsWith('wild.')),
    hosts: NSD,
  }),
  {
    ...bogus('iterations.beta', 'NSEC3 with 500 iterations', 'nsec3-iterations', /500/),
    ...{ iterations: 500, hosts: NSD, status: 'secure' },
  },
];

/** What is wrong is a server of the zone, not the zone. */
const SERVERS: readonly LabZone[] = [
  {
    ...bogus('half.alpha', 'expired signatures at one server', 'signature-expired', /expired/),
    ...{ hosts: ['nsd-leaf', 'nsd-stale'], elsewhere: { host: 'nsd-stale', sign: PAST } },
    status: 'secure',
  },
  {
    ...bogus('dark.alpha', 'no server answers', 'no-answer', /did not answer|silent/),
    ...{ hosts: ['silent'], status: 'indeterminate' },
  },
  {
    ...bogus('refused.alpha', 'the only server refuses', 'no-answer', /REFUSED/),
    ...{ hosts: ['refusing'], status: 'indeterminate' },
  },
];

const halfServed = (name: string, title: string, second: Host): LabZone => ({
  ...{ name, title, keys: P256, hosts: ['nsd-leaf', second], status: 'secure' },
});

/** Zones that are sound, and one of whose servers does not answer for them. */
export const HALF_SERVED: readonly LabZone[] = [
  halfServed('lame.alpha', 'one of two servers refuses', 'refusing'),
  halfServed('quiet.alpha', 'one of two servers is silent', 'silent'),
];

/** One zone for each kind of fault. */
export const FAULTY_ZONES: readonly LabZone[] = [...SIGNATURES, ...KEYS, ...DENIAL, ...SERVERS];

/** One record of the chain is left: a server that answers from it proves nothing. */
function withoutMostNsec3(lines: readonly RecordLine[]): readonly RecordLine[] {
  const first = lines.find(({ type }) => type === 'NSEC3')?.owner;
  return lines.filter((line) => coveredType(line) !== 'NSEC3' || line.owner === first);
}
