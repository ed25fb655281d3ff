import {
  CLOUDFLARE_OUTPUTS,
  cloudflareDnssec,
  cloudflareRecords,
  cloudflareSettings,
  type ZONE_SETTINGS,
} from '../../evidence/kinds/cloud/cloudflare.ts';
import { cloudEdge, type CloudEdge } from '../../evidence/kinds/cloud/edge.ts';
import { cloudExports, type CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { edgeRules } from './edge-rules.ts';
import { listed, outputsOf, recordsOf } from './outputs.ts';

/** What the exports of a zone at Cloudflare say of its edge. */
export const cloudEdgeDerivation: Derivation<CloudEdge> = {
  kind: cloudEdge,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const problem = nothingOf(exports, context);
      if (problem !== null) return unavailable(problem);
      return present({
        ...settingsOf(exports, context),
        dnssec:
          newestOf(outputsOf(exports, cloudflareDnssec, context).items)?.result.status ?? null,
        ...edgeRules(exports, context),
        records: webRecords(exports, context),
      });
    }),
};

/** Why there is nothing at all to be said: no file of the zone is there, or none is fit. */
function nothingOf(exports: CloudExports, context: DeriveContext): Problem | null {
  const all = CLOUDFLARE_OUTPUTS.map((output) => outputsOf(exports, output, context));
  if (all.some(({ items }) => items.length > 0)) return null;
  const first = all.find(({ given }) => given) ?? all[0];
  return first?.because ?? null;
}

type Settings = Pick<CloudEdge, 'ssl' | 'minTlsVersion' | 'tls13' | 'alwaysUseHttps' | 'hsts'>;

/** `zrt` is TLS 1.3 with data in the first flight. */
const TLS13: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ on: true, zrt: true, off: false }),
);
const SWITCH: ReadonlyMap<string, boolean> = new Map(Object.entries({ on: true, off: false }));

function settingsOf(exports: CloudExports, context: DeriveContext): Settings {
  const settings = recordsOf(
    outputsOf(exports, cloudflareSettings, context),
    ({ result }) => result,
    ({ id }) => id,
  ).map(({ record }) => record);
  const valueOf = (name: (typeof ZONE_SETTINGS)[number]) =>
    settings.find(({ id }) => id === name)?.value;
  const textOf = (name: (typeof ZONE_SETTINGS)[number]): string | null => {
    const value = valueOf(name);
    return typeof value === 'string' ? value : null;
  };
  const header = valueOf('security_header');
  const hsts = typeof header === 'object' ? header.strict_transport_security : undefined;
  return {
    ssl: textOf('ssl'),
    minTlsVersion: textOf('min_tls_version'),
    tls13: TLS13.get(textOf('tls_1_3') ?? '') ?? null,
    alwaysUseHttps: SWITCH.get(textOf('always_use_https') ?? '') ?? null,
    hsts: {
      enabled: hsts?.enabled ?? null,
      maxAge: hsts?.max_age ?? null,
      includeSubdomains: hsts?.include_subdomains ?? null,
    },
  };
}

const ADDRESSES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/** Names that browsers go to: not those of mail servers, and not those with labels for machines. */
function webRecords(exports: CloudExports, context: DeriveContext): CloudEdge['records'] {
  const outputs = outputsOf(exports, cloudflareRecords, context);
  const records = recordsOf(
    outputs,
    ({ result }) => result,
    ({ name, type, content }) => `${name} ${type} ${content ?? ''}`,
  ).map(({ record }) => record);
  const exchanges = new Set(
    records.flatMap(({ type, content }) =>
      type === 'MX' && content !== undefined ? [content.toLowerCase().replace(/\.$/, '')] : [],
    ),
  );
  const hosts = records.filter(
    ({ name, type }) =>
      ADDRESSES.has(type) && !exchanges.has(name.toLowerCase()) && !/(?:^|\.)_/.test(name),
  );
  return listed(
    outputs,
    hosts.map(({ name, type, proxied }) => ({ name, type, proxied: proxied ?? null })),
    'records',
  );
}

/** The content of the file that was exported last. */
const newestOf = <T>(
  items: readonly { readonly content: T; readonly file: { readonly collectedAt: string | null } }[],
): T | null =>
  items.toSorted((a, b) => ((b.file.collectedAt ?? '') < (a.file.collectedAt ?? '') ? -1 : 1))[0]
    ?.content ?? null;
