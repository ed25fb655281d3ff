import { describe, expect, test } from 'vitest';
import { tlsAddressesDerivation } from '../../../src/derive/tls/addresses.ts';
import { tlsAddresses, type TlsAddresses } from '../../../src/evidence/kinds/tls/addresses.ts';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';

const SILENT: Problem = { code: 'timeout', detail: '192.0.2.1:443 was silent' };

const versions = (offered: readonly TlsVersion[], unknown: readonly TlsVersion[] = []) =>
  present({
    offered: [...offered],
    refused: (['TLS 1.0', 'TLS 1.2', 'TLS 1.3'] as const).filter(
      (version) => !offered.includes(version) && !unknown.includes(version),
    ),
    unknown: [...unknown],
    problems: [],
  });

const suites = (ids: readonly string[], whole = true) => {
  const items = ids.map((id) => ({ id, name: id }));
  return present([
    {
      version: 'TLS 1.2' as const,
      suites: whole ? complete(items) : cutShort(items, SILENT),
      serverPreference: null,
      chachaPriority: null,
      unoffered: null,
    },
  ]);
};

const groups = present([
  {
    version: 'TLS 1.3' as const,
    groups: complete([{ id: '0x001d', name: 'x25519' }]),
    serverPreference: null,
  },
]);

const chains = (leaf: string) =>
  present({
    serverName: 'a.example',
    chains: complete([
      {
        version: 'TLS 1.2' as const,
        certificates: [leaf],
        staple: null,
        scts: null,
      },
    ]),
    otherNames: [],
  });

/** What is concluded from the observations of two addresses, kind by kind. */
function compared(kinds: Readonly<Record<string, readonly Observation[]>>): TlsAddresses {
  const observation = tlsAddressesDerivation.derive({
    addresses: ['192.0.2.1', '192.0.2.2'],
    // The observations above are made to the schemas of their kinds.
    all: <T>({ id }: { readonly id: string }) => (kinds[id] ?? []) as readonly Observation<T>[],
  });
  if (observation.status !== 'present') throw new Error('no value');
  return tlsAddresses.schema.parse(observation.value);
}

const SAME = {
  'tls.versions': [versions(['TLS 1.2']), versions(['TLS 1.2'])],
  'tls.cipher-suites': [suites(['0xc02f', '0xc030']), suites(['0xc030', '0xc02f'])],
  'tls.groups': [groups, groups],
  'tls.certificates': [chains('AAAA'), chains('AAAA')],
};

describe('addresses of one name', () => {
  test('that answer the same in another order are alike', () => {
    expect(compared(SAME)).toEqual({
      addresses: ['192.0.2.1', '192.0.2.2'],
      versions: true,
      cipherSuites: true,
      groups: true,
      certificates: true,
    });
  });

  test('differ where one offers a version, a suite or a certificate that the other does not', () => {
    const differing = {
      ...SAME,
      'tls.versions': [versions(['TLS 1.2']), versions(['TLS 1.0', 'TLS 1.2'])],
      'tls.cipher-suites': [suites(['0xc02f']), suites(['0xc02f', '0x000a'])],
      'tls.certificates': [chains('AAAA'), chains('BBBB')],
    };
    expect(compared(differing)).toMatchObject({
      versions: false,
      cipherSuites: false,
      groups: true,
      certificates: false,
    });
  });

  test('are not compared by what was not settled at one of them', () => {
    const open = {
      ...SAME,
      'tls.versions': [versions(['TLS 1.2']), versions(['TLS 1.2'], ['TLS 1.0'])],
      'tls.cipher-suites': [suites(['0xc02f', '0xc030']), suites(['0xc02f'], false)],
      'tls.certificates': [chains('AAAA'), unavailable(SILENT)],
    };
    expect(compared(open)).toMatchObject({
      versions: null,
      cipherSuites: null,
      certificates: null,
    });
  });

  test('differ where one speaks no TLS at all', () => {
    const one = { ...SAME, 'tls.versions': [versions(['TLS 1.2']), absent('no STARTTLS')] };
    expect(compared(one).versions).toBe(false);
  });
});
