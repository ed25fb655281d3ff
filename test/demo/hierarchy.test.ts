import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeMessage } from '../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../src/codec/iana/dns.ts';
import { matchesDs } from '../../src/crypto/dnssec/digest.ts';
import { createAuthority } from '../../src/demo/authority.ts';
import { carelessDeployment } from '../../src/demo/careless.ts';
import { startHierarchy, upperZones, type Hierarchy } from '../../src/demo/hierarchy.ts';
import { soundDeployment } from '../../src/demo/sound.ts';
import type { DnsExchange } from '../../src/evidence/kinds/dns/exchange.ts';
import { liveTransport } from '../../src/net/live.ts';
import { testNetwork, TEST_SEED } from '../support/network.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const authority = createAuthority(NOW);

let hierarchy: Hierarchy;
beforeAll(async () => {
  const deployments = [soundDeployment(authority, new Date()), carelessDeployment(authority, NOW)];
  hierarchy = await startHierarchy([...upperZones(), ...deployments.map(({ zone }) => zone)], NOW);
});
afterAll(() => Promise.all(hierarchy.services.map((service) => service.close())));

/** Asks the server at an address, from a machine without IPv6. */
async function ask(address: string, name: string, type: string): Promise<DnsExchange> {
  const network = testNetwork({
    connectTo: [...hierarchy.connectTo.values()].flat(),
    transport: { ...liveTransport(TEST_SEED), ipv6: () => Promise.resolve(false) },
  });
  const target = `zone:${name}`;
  const net = network.use({ kind: 'dns.chain', target, signal: new AbortController().signal });
  const { items } = await net.locate(address, 53);
  const [server] = items;
  if (server === undefined) throw new Error(`${address} is nowhere`);
  return net.query({ server, name, type, form: 'iterative' });
}

test('the root refers to the zone below, with its DS', async () => {
  const { reply } = await ask('192.0.2.1', 'sound.example', 'A');
  expect(reply?.flags).not.toContain('aa');
  expect(reply?.authority.map((line) => line.split(/\s+/)[3])).toEqual(['NS', 'DS', 'RRSIG']);
  expect(reply?.additional[0]).toMatch(/^a\.nic\.example\.?\s+3600\s+IN\s+A\s+192\.0\.2\.2$/);
});

test.each(['192.31.196.53', '192.175.48.53', '2001:4:112::53', '2620:4f:8000::53'])(
  'the sound zone is answered at %s, also where there is no IPv6',
  async (address) => {
    const { reply, problem } = await ask(address, 'sound.example', 'SOA');
    expect(problem).toBeNull();
    expect(reply?.flags).toEqual(['aa']);
  },
);

test('one name server of the careless zone does not know it', async () => {
  expect((await ask('198.51.100.53', 'careless.example', 'SOA')).reply?.rcode).toBe('NOERROR');
  expect((await ask('198.51.100.54', 'careless.example', 'SOA')).reply?.rcode).toBe('REFUSED');
});

test('the trust anchor is the DS record of the key that signs the keys of the root', async () => {
  const { reply } = await ask('192.0.2.1', '.', 'DNSKEY');
  const { answer } = decodeMessage(Buffer.from(reply?.wire ?? '', 'base64'));
  const keys = answer.flatMap(({ data }) => (data.kind === 'DNSKEY' ? [data] : []));
  const [anchor, ...others] = hierarchy.trustAnchors;
  expect(others).toEqual([]);
  const matching = keys.filter(
    (key) => anchor?.data.kind === 'DS' && matchesDs(anchor.data, '.', key) === true,
  );
  expect(matching.map(({ flags }) => flags)).toEqual([0x101]);
  expect(answer.filter(({ type }) => type === RR_TYPES.RRSIG)).toHaveLength(1);
});

test('the hints lead to the root and to nothing else', () => {
  expect(hierarchy.rootHints).toMatchObject([
    { host: 'a.root', port: 53, address: '192.0.2.1', via: { address: '127.0.0.1' } },
  ]);
});
