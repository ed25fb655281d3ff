import type { DnsMessage } from '../../../codec/dns/message.ts';
import { presentRdata } from '../../../codec/dns/present.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type { DnsPath } from '../../../evidence/kinds/dns/observed.ts';
import type { Endpoint } from '../../../net/net.ts';
import type { GivenDelegation } from '../../probe.ts';
import { dnsServer, type Pool } from './pool.ts';

/** A zone that was reached on the way down. */
export interface Cut {
  readonly zone: string;
  readonly parent: Cut | null;
  /** As the parent names them; none where one server serves both and does not say. */
  readonly nameServers: readonly string[];
  readonly glue: ReadonlyMap<string, readonly string[]>;
  readonly pool: Pool;
  /** Those that were asked as servers of this zone, by address. */
  readonly asked: Map<string, Endpoint>;
  /** The referral came with DS or its denial, or the delegation was given. */
  readonly dsSaid: boolean;
  readonly given: GivenDelegation | null;
}

const DS_OR_DENIAL: readonly number[] = [RR_TYPES.DS, RR_TYPES.NSEC, RR_TYPES.NSEC3];

/** Whether a referral says whether there are DS records. */
export const saysDs = ({ authority }: DnsMessage): boolean =>
  authority.some(({ type }) => DS_OR_DENIAL.includes(type));

/** A cut as evidence has it. */
export const cutOf = ({
  zone,
  parent,
  nameServers,
  asked,
  given,
}: Cut): DnsPath['cuts'][number] => ({
  zone,
  parent: parent?.zone ?? null,
  nameServers: [...nameServers],
  servers: [...asked.values()].map(dnsServer).toSorted((a, b) => (a.address < b.address ? -1 : 1)),
  ...(given === null ? {} : { givenDs: given.ds.map((ds) => presentRdata({ data: ds })) }),
});
