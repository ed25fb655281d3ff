import { directiveOf } from '../../../codec/http/csp.ts';
import { fieldLines, type HeaderList } from '../../../codec/http/fields.ts';
import { dictionaryOf } from '../../../codec/http/structured.ts';
import type { Reading } from './reading.ts';

/** Where violations go: `nowhere` is a `report-to` that names no endpoint. */
export type Reporting = 'somewhere' | 'nowhere' | 'none';

/**
 * Whether a policy reports its violations: `report-uri` in any browser, `report-to` where the
 * response has an endpoint of that name (Reporting API, section 3.2; in `Report-To` of old).
 */
export function reportingOf({ policy, by }: Reading, headers: HeaderList): Reporting {
  const [uri] = directiveOf(policy, 'report-uri')?.values ?? [];
  if (uri !== undefined && by === 'header') return 'somewhere';
  const [name] = directiveOf(policy, 'report-to')?.values ?? [];
  if (name === undefined) return 'none';
  return endpointsOf(headers).has(name) ? 'somewhere' : 'nowhere';
}

const endpointsOf = (headers: HeaderList): Set<string> =>
  new Set([...namedEndpoints(headers), ...groupsOf(headers)]);

/** `Reporting-Endpoints` is a dictionary of strings. */
const namedEndpoints = (headers: HeaderList): string[] =>
  [...(dictionaryOf(headers, 'Reporting-Endpoints') ?? [])]
    .filter(([, [value]]) => typeof value === 'string')
    .map(([name]) => name);

/** `Report-To` is a list of JSON objects; a group without a name is `default`. */
function groupsOf(headers: HeaderList): string[] {
  const text = `[${fieldLines(headers, 'Report-To').join(',')}]`;
  try {
    const groups: unknown = JSON.parse(text);
    return Array.isArray(groups) ? groups.map(groupName).filter((name) => name !== null) : [];
  } catch {
    return [];
  }
}

function groupName(group: unknown): string | null {
  if (typeof group !== 'object' || group === null || !('endpoints' in group)) return null;
  if (!('group' in group)) return 'default';
  return typeof group.group === 'string' ? group.group : null;
}
