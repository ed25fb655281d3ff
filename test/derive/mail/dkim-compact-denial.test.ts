import { describe, expect, test } from 'vitest';
import { labelCount, signedData } from '../../../src/codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import type { MailDkim } from '../../../src/evidence/kinds/mail/dkim.ts';
import { present } from '../../../src/evidence/observation.ts';
import { world, type Respond, type World, type WorldPlan } from '../../support/dns-world.ts';
import { lookAtDkim } from '../../probe/mail/dkim-look.ts';
import { resolverFor } from '../../probe/dns/resolver.ts';
import { ED25519, factOf, HOST, key, valueOf } from './dkim-fact.ts';

describe('compact denial of existence (RFC 9824)', () => {
  /** Answers NXDOMAIN as NOERROR with an NSEC record made for the name, with these types. */
  const compact =
    (types: readonly number[], dns: () => World): Respond =>
    (query, _, usual) => {
      const answer = usual();
      const name = query.question[0]?.name.toLowerCase() ?? '';
      const soa = answer.authority.filter(
        ({ type, data }) =>
          type === RR_TYPES.SOA || (data.kind === 'RRSIG' && data.typeCovered === RR_TYPES.SOA),
      );
      if (answer.rcode !== 3) return answer;
      return { ...answer, rcode: 0, authority: [...soa, ...denial(name, types, dns())] };
    };

  const denial = (name: string, types: readonly number[], dns: World): ResourceRecord[] => {
    const signing = dns.zone(HOST).keys.find(({ plan }) => plan.role === 'zsk');
    if (signing === undefined) throw new Error('the zone has no key');
    const nsec = resourceRecord(name, 300, {
      kind: 'NSEC',
      nextDomainName: `\\000.${name}`,
      types,
    });
    const seconds = Math.floor(dns.now.getTime() / 1000);
    const unsigned: RdataOf<'RRSIG'> = {
      kind: 'RRSIG',
      ...{ typeCovered: RR_TYPES.NSEC, algorithm: 13, labels: labelCount(name), originalTtl: 300 },
      ...{ expiration: seconds + 86_400, inception: seconds - 86_400, keyTag: signing.keyTag },
      ...{ signerName: HOST, signature: new Uint8Array() },
    };
    const signature = Uint8Array.from(signing.sign(signedData(unsigned, [nsec])));
    return [nsec, resourceRecord(name, 300, { ...unsigned, signature })];
  };

  async function signedOnline(types: readonly number[], records = ''): Promise<MailDkim> {
    const late: { dns?: World } = {};
    const held = (): World => {
      if (late.dns === undefined) throw new Error('the world has not begun');
      return late.dns;
    };
    const zones: WorldPlan = {
      test: {},
      [HOST]: { records, servers: [{ name: 'ns1.a.test', behaviour: compact(types, held) }] },
    };
    late.dns = await world(zones);
    const { port } = await resolverFor(late.dns, ['.', ...Object.keys(zones)]);
    const network = late.dns.network({ resolver: { address: '127.0.0.1', port } });
    return valueOf(factOf(present(await lookAtDkim(network, HOST)), late.dns));
  }
  const { NSEC, NXNAME, RRSIG } = RR_TYPES;

  test('says with NXNAME that nothing exists', async () => {
    const fact = await signedOnline([RRSIG, NSEC, NXNAME]);
    expect(fact).toMatchObject({ state: 'impossible', proven: false });
    expect(fact.reason).toMatch(/as DNSSEC proves/);
  });

  test('tells nothing without it', async () => {
    const fact = await signedOnline([RRSIG, NSEC]);
    expect(fact).toMatchObject({ state: 'unknown', proven: null });
    expect(fact.reason).toMatch(/^None of 45 selectors asked for has a key;/);
  });

  test('with NXNAME for a made-up name leaves the name above as it is', async () => {
    const fact = await signedOnline([RRSIG, NSEC, NXNAME], key('secret', ED25519));
    expect(fact).toMatchObject({ state: 'unknown' });
    expect(fact.reason).toMatch(/though names below _domainkey\.a\.test exist/);
  });
});
