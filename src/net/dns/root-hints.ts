import { canonicalName } from '../../codec/dns/name.ts';
import { parseZoneFile } from '../../codec/dns/zone-file.ts';
import type { Endpoint } from '../net.ts';

const PORT = 53;

/**
 * The servers of the root that a hints file names: a master file with NS of the root and their A and
 * AAAA. Throws an Error that says what is wrong.
 */
export function rootServers(text: string): Endpoint[] {
  const records = parseZoneFile(text, { origin: '.', ttl: 0 });
  const names = records.flatMap(({ name, data }) =>
    data.kind === 'NS' && name === '.' ? [canonicalName(data.target)] : [],
  );
  const servers = [...new Set(names)].flatMap((host) =>
    records.flatMap(({ name, data }) =>
      (data.kind === 'A' || data.kind === 'AAAA') && canonicalName(name) === host
        ? [{ host, port: PORT, address: data.address }]
        : [],
    ),
  );
  if (servers.length === 0) throw new Error('no NS record of the root with an A or AAAA record');
  return servers;
}
