import { isIP } from 'node:net';
import { parseTrustAnchors, type TrustAnchor } from '../codec/dns/anchor.ts';
import { canonicalName, parseName } from '../codec/dns/name.ts';
import type { RdataOf } from '../codec/dns/rdata.ts';
import { parseRdata } from '../codec/dns/zone-file.ts';
import { RR_TYPES } from '../codec/iana/dns.ts';
import type { Config } from '../document/config.ts';
import { rootServers } from '../net/dns/root-hints.ts';
import type { Endpoint } from '../net/net.ts';
import type { GivenDelegation } from '../probe/probe.ts';
import type { Pack } from '../audit/pack.ts';
import type { TargetRequest } from '../audit/target.ts';
import { saying, UsageError } from './errors.ts';
import { readText } from './files.ts';
import type { LookFlags } from './options.ts';

/** Names the bundled root hints, for `--root-hints`. */
const BUNDLED = 'iana';

type Flags = Pick<LookFlags, 'resolver' | 'rootHints' | 'trustAnchor' | 'ns' | 'ds'>;

/**
 * Where iteration begins: as given, else the bundled servers; nowhere where a resolver was named,
 * for then everything goes through it.
 */
export function rootHintsOf(flags: Flags, config: Config, pack: Pack): readonly Endpoint[] {
  const given = flags.rootHints ?? config.rootHints;
  if (given === BUNDLED) return pack.rootHints;
  if (given !== undefined)
    return saying(`--root-hints ${given}`, () => rootServers(readText(given)));
  return (flags.resolver ?? config.resolver) === undefined ? pack.rootHints : [];
}

/** What chains of trust begin with: as given, else the bundled anchors of the root. */
export function trustAnchorsOf(
  flags: Flags,
  config: Config,
  pack: Pack,
  now: Date,
): readonly TrustAnchor[] {
  const files = [...(flags.trustAnchor ?? []), ...(config.trustAnchors ?? [])];
  if (files.length === 0) return pack.anchors;
  return files.flatMap((file) =>
    saying(`--trust-anchor ${file}`, () => parseTrustAnchors(readText(file), now)),
  );
}

/** Delegations to be tested before they are made: of `--ns` and `--ds`, and of the configuration. */
export function delegationsOf(
  flags: Flags,
  config: Config,
  requests: readonly TargetRequest[],
): readonly GivenDelegation[] {
  const { ns = [], ds = [] } = flags;
  const configured = (config.delegations ?? []).map(({ zone, nameServers, ds: digests = [] }) => {
    const place = `delegations: ${zone}`;
    return {
      zone: nameOf(place, zone),
      nameServers: nameServers.map(({ name, addresses = [] }) => ({
        name: nameOf(place, name),
        addresses,
      })),
      ds: digests.map((text) => dsOf(place, text)),
    };
  });
  if (ns.length === 0 && ds.length > 0) {
    throw new UsageError('--ds without --ns', 'add --ns NAME/ADDRESS for each name server');
  }
  const own = ns.length === 0 ? [] : [ofFlags(ns, ds, onlyZone(requests))];
  const delegations = [...own, ...configured];
  for (const delegation of delegations) refuseUnreachable(delegation);
  return delegations;
}

function ofFlags(ns: readonly string[], ds: readonly string[], zone: string): GivenDelegation {
  const servers = ns.map((text) => nameServerOf(text));
  const names = [...new Set(servers.map(({ name }) => name))];
  return {
    zone,
    nameServers: names.map((name) => ({
      name,
      addresses: servers.filter((one) => one.name === name).flatMap(({ addresses }) => addresses),
    })),
    ds: ds.map((text) => dsOf('--ds', text)),
  };
}

/** The zone that `--ns` and `--ds` are about. */
function onlyZone(requests: readonly TargetRequest[]): string {
  const zones = requests.flatMap((request) =>
    request.type === 'target' && request.target.kind === 'zone' ? [request.target.host] : [],
  );
  const [zone] = zones;
  if (zone !== undefined && zones.length === 1) return zone;
  throw new UsageError(
    `--ns and --ds are of one zone, and there are ${zones.length} zone targets`,
    'assay audit zone:example.com --ns ns1.example.com/192.0.2.1 (several: delegations in assay.yaml)',
  );
}

function nameServerOf(text: string): { name: string; addresses: string[] } {
  const [name = '', address] = text.split('/');
  if (address !== undefined && isIP(address) === 0) {
    throw new UsageError(`--ns ${text}: "${address}" is not an IP address`, 'write NAME/ADDRESS');
  }
  return {
    name: nameOf(`--ns ${text}`, name),
    addresses: address === undefined ? [] : [address],
  };
}

/** A name server within the zone is not found by its name: that is what glue is for. */
function refuseUnreachable({ zone, nameServers }: GivenDelegation): void {
  for (const { name, addresses } of nameServers) {
    const within = name === zone || zone === '.' || name.endsWith(`.${zone}`);
    if (addresses.length > 0 || !within) continue;
    throw new UsageError(
      `name server ${name} is within ${zone} and has no address`,
      `--ns ${name}/ADDRESS, or its addresses in assay.yaml`,
    );
  }
}

function nameOf(place: string, text: string): string {
  if (/[^\x21-\x7e]/.test(text)) {
    throw new UsageError(`${place}: "${text}" is not a domain name`, 'write it in its xn-- form');
  }
  return saying(place, () => {
    parseName(text);
    return canonicalName(text);
  });
}

function dsOf(place: string, text: string): RdataOf<'DS'> {
  const data = saying(place, () => parseRdata(RR_TYPES.DS, text));
  if (data.kind === 'DS') return data;
  throw new UsageError(
    `${place}: "${text}" is not a DS record`,
    "'TAG ALGORITHM DIGEST-TYPE DIGEST', as dnssec-dsfromkey prints it",
  );
}
