import { observe } from '../../../src/audit/observe.ts';
import { planProbes } from '../../../src/audit/plan.ts';
import { deriveFacts } from '../../../src/audit/facts.ts';
import { parseTarget } from '../../../src/audit/target.ts';
import type { TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import type { Bundle } from '../../../src/evidence/bundle.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { dnsDnssec, type DnsDnssec } from '../../../src/evidence/kinds/dns/dnssec.ts';
import { dnsChain, dnsNameServers, dnsParent } from '../../../src/evidence/kinds/dns/observed.ts';
import type { Network } from '../../../src/net/network.ts';
import { NO_SETTINGS } from '../../support/settings.ts';

const KINDS: readonly Kind[] = [dnsChain, dnsParent, dnsNameServers];

/** What assay makes of a zone that it looks at as the command does: every server is asked. */
export async function dnssecOf(
  zone: string,
  network: Network,
  anchors: readonly TrustAnchor[],
): Promise<DnsDnssec> {
  const observed = await observe([parseTarget(`zone:${zone}`)], {
    network,
    probes: planProbes(new Set(KINDS.map(({ id }) => id))),
    intensity: 'standard',
    settings: NO_SETTINGS,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const now = new Date();
  const at = now.toISOString();
  const bundle: Bundle = {
    ...{ schemaVersion: 1, tool: { name: 'assay', version: '0.0.0' }, rulesHash: '' },
    ...{ now: at, startedAt: at, endedAt: at },
    profile: { id: 'lab', version: '1', areas: ['dns'], parameters: {} },
    settings: { trustedRoots: [], connectTo: [], resolver: '' },
    ...observed,
  };
  const fact = deriveFacts(bundle, now, [], anchors).find(({ kind }) => kind === dnsDnssec.id);
  if (fact?.observation.status !== 'present') {
    throw new Error(`${zone}: ${JSON.stringify(fact?.observation ?? observed.evidence)}`);
  }
  return dnsDnssec.schema.parse(fact.observation.value);
}
