import { mailDkimDerivation } from '../../../src/derive/mail/dkim.ts';
import {
  mailDkimRecords,
  type MailDkim,
  type MailDkimRecords,
} from '../../../src/evidence/kinds/mail/dkim.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import type { MailSettings } from '../../../src/probe/probe.ts';
import { world, type World, type WorldPlan, type ZonePlan } from '../../support/dns-world.ts';
import { testNetwork } from '../../support/network.ts';
import { targetOf } from '../../support/observe.ts';
import { resolverOf, type Zone } from '../../support/zone.ts';
import { lookAtDkim } from '../../probe/mail/dkim-look.ts';
import { resolverFor } from '../../probe/dns/resolver.ts';

export const HOST = 'a.test';
export const ED25519 = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

/** A TXT record of a master file, in strings of at most 250 octets. */
export const line = (name: string, text: string): string =>
  `${name} TXT ${(text.match(/.{1,250}/g) ?? ['']).map((part) => `"${part}"`).join(' ')}\n`;
export const key = (selector: string, text: string): string => line(`${selector}._domainkey`, text);

/** The fact that is made of evidence. */
export function factOf(
  records: Observation<MailDkimRecords>,
  { anchors, now }: Pick<World, 'anchors' | 'now'>,
): Observation<MailDkim> {
  return mailDkimDerivation.derive({
    ...{ target: targetOf('mail', HOST), anchors, now, elsewhere: () => [] },
    ...{ givenRoots: [], bundledRoots: [] },
    get<U>({ id }: Kind<U>): Observation<U> {
      if (id !== mailDkimRecords.id) throw new Error(`${id} is not among the kinds it is from`);
      // It is the one kind that the derivation is from.
      return records as Observation<U>;
    },
  });
}

export function valueOf(fact: Observation<MailDkim>): MailDkim {
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return mailDkimDerivation.kind.schema.parse(fact.value);
}

/** What is concluded of a signed zone in a world. */
export async function dkimOf(
  zone: ZonePlan | string,
  mail: Partial<MailSettings> = {},
  more: WorldPlan = {},
): Promise<MailDkim> {
  const plan = typeof zone === 'string' ? { records: zone } : zone;
  const zones: WorldPlan = { test: {}, ...more, [HOST]: plan };
  const dns = await world(zones);
  const { port } = await resolverFor(dns, ['.', ...Object.keys(zones)]);
  const network = dns.network({ resolver: { address: '127.0.0.1', port } });
  return valueOf(factOf(present(await lookAtDkim(network, HOST, mail)), dns));
}

/** The same through a resolver alone, of a zone that is not signed. */
export async function resolved(zone: Zone, mail: Partial<MailSettings> = {}): Promise<MailDkim> {
  const { port } = await resolverOf(zone);
  const network = testNetwork({ resolver: { address: '127.0.0.1', port } });
  const records = present(await lookAtDkim(network, HOST, mail));
  return valueOf(factOf(records, { anchors: [], now: new Date('2026-11-23T12:00:00Z') }));
}
