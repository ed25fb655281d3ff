import type { DnssecCause } from '../../../src/evidence/kinds/dns/dnssec.ts';
import { NSEC3, P256, pair, type Host, type LabZone } from './plan.ts';
import { FAULTY_ZONES, HALF_SERVED, PAST } from './zones-faulty.ts';

const LEAF: readonly Host[] = ['nsd-leaf', 'bind-leaf'];

/** Zones above the others; addresses and DS records of those below are added. */
const ABOVE: readonly LabZone[] = [
  {
    ...{ name: '.', title: 'the root', keys: pair('RSASHA256'), status: 'secure' },
    hosts: ['nsd-root', 'knot-root'],
  },
  {
    ...{ name: 'alpha', title: 'a parent with NSEC', keys: P256, status: 'secure' },
    hosts: ['bind-alpha', 'nsd-alpha'],
  },
  {
    ...{ name: 'beta', title: 'a parent with NSEC3 and opt-out', keys: P256, status: 'secure' },
    hosts: ['knot-beta', 'bind-beta'],
    sign: [...NSEC3, '-A'],
  },
];

const secure = (
  name: string,
  title: string,
  more: Partial<Omit<LabZone, 'name' | 'title' | 'status'>> = {},
): LabZone => ({ name, title, keys: P256, hosts: LEAF, status: 'secure', ...more });

const insecure = (
  name: string,
  title: string,
  cause: DnssecCause,
  more: Partial<Omit<LabZone, 'name' | 'title' | 'cause' | 'status'>> = {},
): LabZone => ({ name, title, keys: P256, hosts: LEAF, status: 'insecure', cause, ...more });

const KNOT: readonly Host[] = ['knot-leaf', 'nsd-leaf'];

const SOUND: readonly LabZone[] = [
  secure('a5.alpha', 'RSASHA1', { keys: pair('RSASHA1') }),
  secure('a7.alpha', 'RSASHA1-NSEC3-SHA1', { keys: pair('NSEC3RSASHA1'), sign: NSEC3 }),
  secure('a8.alpha', 'RSASHA256', { keys: pair('RSASHA256'), hosts: KNOT }),
  secure('a10.alpha', 'RSASHA512', { keys: pair('RSASHA512') }),
  secure('a13.alpha', 'ECDSAP256SHA256'),
  secure('a14.alpha', 'ECDSAP384SHA384', { keys: pair('ECDSAP384SHA384'), hosts: KNOT }),
  secure('a15.alpha', 'ED25519', { keys: pair('ED25519') }),
  secure('a16.alpha', 'ED448', { keys: pair('ED448'), hosts: KNOT }),
  secure('a8.beta', 'RSASHA256 with NSEC3', { keys: pair('RSASHA256'), sign: NSEC3 }),
  secure('a13.beta', 'ECDSAP256SHA256 with NSEC3', { sign: NSEC3, hosts: KNOT }),
  secure('a15.beta', 'ED25519 with NSEC3', { keys: pair('ED25519'), sign: NSEC3 }),
  secure('salt.beta', 'NSEC3 with salt and 12 iterations', {
    sign: ['-3', 'aabbccdd', '-H', '12'],
    hosts: KNOT,
  }),
  secure('optout.beta', 'NSEC3 with opt-out and an insecure delegation', {
    sign: [...NSEC3, '-A'],
  }),
  secure('weak.alpha', 'RSA keys of 1024 bits', {
    keys: pair('RSASHA256').map((key) => ({ ...key, bits: 1024 })),
  }),
  secure('csk.alpha', 'one key for everything', {
    keys: [{ algorithm: 'ECDSAP256SHA256', ksk: true }],
    sign: ['-z'],
  }),
  secure('digests.alpha', 'DS with SHA-256 and SHA-384', { digests: ['2', '4'] }),
  secure('sha384.alpha', 'DS with SHA-384 alone', { digests: ['4'] }),
  secure('sha1ds.alpha', 'DS with SHA-1 alone', { digests: ['1'] }),
  secure('mixedds.alpha', 'DS with SHA-1 beside SHA-256', { digests: ['1', '2'] }),
  secure('prepared.alpha', 'a second KSK with a DS of its own', {
    keys: [...P256, { algorithm: 'ECDSAP256SHA256', ksk: true }],
  }),
  secure('stale.alpha', 'a DS record without a key', {
    ds: (ds) => [...ds, `4711 13 2 ${'ab'.repeat(32)}`],
  }),
  secure('double.beta', 'two algorithms that both sign everything', {
    keys: [...P256, ...pair('RSASHA256')],
    sign: NSEC3,
  }),
  secure('retired.alpha', 'a revoked KSK beside a good one', {
    keys: [...P256, { algorithm: 'ECDSAP256SHA256', ksk: true, revoked: true }],
  }),
  secure('child.deep.a13.alpha', 'a zone two names below its parent, on the same servers', {}),
  secure('hosted.alpha', 'served by the servers of its parent', {
    hosts: ['nsd-alpha', 'bind-alpha'],
  }),
  secure('big.alpha', 'answers that need TCP', {
    records: `big TXT ${Array.from({ length: 20 }, () => `"${'x'.repeat(200)}"`).join(' ')}\n`,
  }),
  secure('alias.alpha', 'aliases to all kinds of zones', {
    records: [
      'secure CNAME www.a13.alpha.',
      'chain CNAME secure',
      'far CNAME www.a8.beta.',
      'insecure CNAME www.unsigned.alpha.',
      'bogus CNAME www.expired.alpha.',
      'nothing CNAME nothing.a13.alpha.',
      'nodata CNAME www.a13.beta.',
      'loop1 CNAME loop2',
      'loop2 CNAME loop1',
      'tree DNAME a13.alpha.',
      'inner DNAME leaf',
      'www.leaf A 192.0.2.7',
      '*.stars CNAME www.a13.alpha.',
    ].join('\n'),
  }),
  insecure('unsigned.alpha', 'not signed', 'ds-absent', { keys: null }),
  insecure('unsigned.beta', 'not signed, hidden by opt-out', 'opt-out', {
    keys: null,
    hosts: KNOT,
  }),
  insecure('sub.optout.beta', 'not signed, below a leaf with opt-out', 'opt-out', { keys: null }),
  insecure('island.alpha', 'signed, but no DS', 'ds-absent', { ds: () => [] }),
  insecure('below.island.alpha', 'signed below an island', 'ds-absent'),
  insecure('digest.alpha', 'DS with an unknown digest alone', 'digest-unsupported', {
    ds: (ds) => ds.map((one) => one.replace(/^(\d+ \d+) 2 /, '$1 250 ')),
  }),
  insecure('sm2.alpha', 'an algorithm that nobody supports', 'algorithm-unsupported', {
    change: (lines) =>
      lines.map((line) =>
        line.type === 'DNSKEY' || line.type === 'RRSIG'
          ? {
              ...line,
              data: line.data.replace(/^(\S+ (?:3 )?)13 /, (_, before: string) => `${before}17 `),
            }
          : line,
      ),
  }),
];

/** Zones that are seen through servers that lie. */
const MUTABLE: readonly LabZone[] = [
  {
    ...{ name: 'gamma', title: 'a parent that lies', keys: P256, status: 'secure' },
    hosts: ['mutant-parent'],
  },
  ...(
    [
      ['nsec.gamma', P256, []],
      ['nsec3.gamma', pair('ED25519'), NSEC3],
      ['other.gamma', P256, []],
      ['plain.gamma', null, []],
    ] as const
  ).map(([name, keys, sign]) => ({
    ...{ name, title: 'seen through a server that lies', keys, sign, status: 'secure' as const },
    hosts: ['mutant-leaf'] as const,
    ...(keys !== null && { elsewhere: { host: 'nsd-stale' as const, sign: [...sign, ...PAST] } }),
  })),
];

/** All zones, parents before children. */
export const ZONES: readonly LabZone[] = [
  ...ABOVE,
  ...SOUND,
  ...FAULTY_ZONES,
  ...HALF_SERVED,
  ...MUTABLE,
];
