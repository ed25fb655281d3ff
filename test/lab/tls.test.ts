import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tlsCipherSuites, tlsGroups } from '../../src/evidence/kinds/tls/negotiation.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import type { Listing } from '../../src/evidence/listing.ts';
import { together } from './peers/differences.ts';
import { readRecording, type Recording } from './peers/recording.ts';
import { SERVERS } from './servers/index.ts';
import { makeKeys, type Keys } from './servers/keys.ts';
import type { Serving } from './servers/server.ts';
import { FLAWS, type Flaw } from './tls-flaws.ts';
import { lasting, look, type Seen } from './tls-look.ts';

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});
afterAll(() => {
  keys.remove();
});

/** Servers of three stacks, one of them with STARTTLS, that are looked at twice. */
const TWICE = ['node-24', 'jdk-17', 'postfix-3.7'];

/** Codes of each version, sorted; everything that is asked for must have been found out. */
function codes(
  listed: readonly (readonly [string, Listing<{ readonly id: string }>])[],
): Recording['suites'] {
  for (const [version, { complete, because }] of listed) {
    // Finite-field groups are asked for in one version; the list of another says so.
    const asked = because?.code !== 'not-requested';
    expect(complete || !asked, `${version}: ${JSON.stringify(because)}`).toBe(true);
  }
  return Object.fromEntries(
    listed
      .filter(([, { items }]) => items.length > 0)
      .map(([version, { items }]) => [version, items.map(({ id }) => id).sort()]),
  );
}

const suitesOf = (seen: Seen): Recording['suites'] =>
  codes(seen.value(tlsCipherSuites).map(({ version, suites }) => [version, suites]));

const groupsOf = (seen: Seen): Recording['groups'] =>
  codes(seen.value(tlsGroups).map(({ version, groups }) => [version, groups]));

describe.each(SERVERS)('$name', (server) => {
  let serving: Serving;
  let seen: Seen;
  beforeAll(async () => {
    serving = await server.start(keys);
    seen = await look({ ...serving, starttls: server.starttls });
  });
  afterAll(() => serving.stop());

  test('offers the versions that it is configured for, no others', () => {
    const { offered, unknown } = seen.value(tlsVersions);
    expect({ offered, unknown }).toEqual({ offered: server.versions, unknown: [] });
    expect(readRecording(server.name, 'own').versions).toEqual(server.versions);
  });

  test('accepts the suites that a client of its own stack was given one by one', () => {
    expect(suitesOf(seen)).toEqual(together(server.name, ['own'], 'suites'));
  });

  test('accepts the groups that a client was given one by one', () => {
    expect(groupsOf(seen)).toEqual(together(server.name, ['own'], 'groups'));
  });

  test('has the versions and suites that testssl.sh and sslscan saw together', () => {
    const [testssl, sslscan] = [
      readRecording(server.name, 'testssl'),
      readRecording(server.name, 'sslscan'),
    ];
    const versions = new Set([...testssl.versions, ...sslscan.versions]);
    expect(seen.value(tlsVersions).offered).toEqual([...versions].sort());
    expect(suitesOf(seen)).toEqual(together(server.name, ['testssl', 'sslscan'], 'suites'));
  });

  test('has the groups that testssl.sh and sslscan saw together', () => {
    const all = (groups: Recording['groups']): readonly string[] =>
      [...new Set(Object.values(groups).flat())].sort();
    expect(all(groupsOf(seen))).toEqual(
      all(together(server.name, ['testssl', 'sslscan'], 'groups')),
    );
  });

  test.runIf(TWICE.includes(server.name))('is seen the same again', async () => {
    expect(lasting(await look({ ...serving, starttls: server.starttls }))).toEqual(lasting(seen));
  });

  test.each(FLAWS[server.name] ?? [])('$kind.id: $expected', ({ kind, expected }: Flaw) => {
    const observation = seen.observation(kind);
    const detail = JSON.stringify(observation);
    if (expected === 'absent') expect(observation.status, detail).toBe('absent');
    else expect(observation, detail).toMatchObject({ status: 'present', value: expected });
  });
});
