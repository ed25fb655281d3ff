import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Ports that a security group opens to addresses which are neither private nor of a group. */
const Opening = z.strictObject({
  /** One sentence, e.g. `sg-1 (web): tcp 22 from 0.0.0.0/0`. */
  opening: z.string(),
  group: z.string(),
  /** `tcp`, `udp`, `all` for every protocol, or what else it was given as. */
  protocol: z.string(),
  /** The protocol and its ports: `tcp 22`, `udp 49152-65535`, `all`, `protocol 50`. */
  range: z.string(),
  /** A protocol that has no ports. */
  portless: z.boolean(),
  /** Of a wide range the first ones and the last; then it is not complete. */
  ports: listingOf(z.int()),
  /** All of `knownPorts` that are in the range; null where the range is not known. */
  known: z.array(z.int()).nullable(),
  /** Null where it is not known who may come: the addresses stand in a prefix list. */
  family: z.enum(['IPv4', 'IPv6']).nullable(),
  /** Length of the shortest prefix that the addresses together fill. */
  prefix: z.int().nullable(),
});
export type Opening = z.infer<typeof Opening>;

/** What security groups let in from outside, a fact. */
export const cloudFirewalls = {
  id: 'cloud.firewalls',
  title: 'Firewalls',
  schema: z.strictObject({
    /** Ports of administration and of databases that are looked for in wide ranges. */
    knownPorts: z.array(z.int()),
    /** Empty where the groups open nothing. */
    openings: listingOf(namedBy('opening', Opening)),
    /** The group of each network that counts where none is named. */
    defaults: listingOf(
      namedBy(
        'group',
        z.strictObject({
          group: z.string(),
          /** How many rules it has for what comes in, and for what goes out. */
          ingress: z.int(),
          egress: z.int().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudFirewalls = z.infer<typeof cloudFirewalls.schema>;
