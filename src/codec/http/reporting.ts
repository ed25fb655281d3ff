import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, type HeaderList } from './fields.ts';
import { dictionaryOf, memberItems } from './structured.ts';

/** Where browsers send reports on a page. */
interface Reporting {
  /** Names of `Reporting-Endpoints` that lead to an address over https. */
  readonly endpoints: readonly string[];
  /** `Report-To` names an address. */
  readonly reportTo: boolean;
  /** Network Error Logging is switched on. */
  readonly nel: boolean;
}

const MOST_ENDPOINTS = 50;

export function reportingOf(headers: HeaderList, url: string): Reporting {
  return {
    endpoints: endpointsOf(headers, url).named.slice(0, MOST_ENDPOINTS),
    reportTo: (jsonOf(headers, 'Report-To') ?? []).some(isGroup),
    nel: isNel(jsonOf(headers, 'NEL')?.[0]),
  };
}

export function reportingEndpointsFaults(headers: HeaderList, url: string): FieldFault[] {
  const lines = fieldLines(headers, 'Reporting-Endpoints');
  if (lines.length === 0) return [];
  if (dictionaryOf(headers, 'Reporting-Endpoints') === null) {
    const text = quoted(lines.join(', '));
    return [{ problem: `${text} is no Structured Field Dictionary`, effect: 'ignored' }];
  }
  const { named, others } = endpointsOf(headers, url);
  if (others.length === 0) return [];
  const problem = `${quoted(others.join(', '))} leads to no address over https in quotes`;
  return [{ problem, effect: named.length === 0 ? 'ignored' : 'partly' }];
}

export function reportToFaults(headers: HeaderList): FieldFault[] {
  if (fieldLines(headers, 'Report-To').length === 0) return [];
  const groups = jsonOf(headers, 'Report-To');
  if (groups === null) return [{ problem: 'it is no JSON', effect: 'ignored' }];
  if (groups.every(isGroup)) return [];
  const effect = groups.some(isGroup) ? 'partly' : 'ignored';
  return [{ problem: 'a group lacks max_age or endpoints', effect }];
}

export function nelFaults(headers: HeaderList): FieldFault[] {
  if (fieldLines(headers, 'NEL').length === 0) return [];
  const policies = jsonOf(headers, 'NEL');
  if (policies === null) return [{ problem: 'it is no JSON', effect: 'ignored' }];
  const [policy] = policies;
  if (isNel(policy) || isSwitchedOff(policy)) return [];
  return [{ problem: 'report_to or max_age is missing', effect: 'ignored' }];
}

/** Reporting API, section 3.3: Strings with URLs, relative to the page, that are trustworthy. */
function endpointsOf(headers: HeaderList, page: string): { named: string[]; others: string[] } {
  const named: string[] = [];
  const others: string[] = [];
  for (const [name, member] of dictionaryOf(headers, 'Reporting-Endpoints') ?? []) {
    const [url] = memberItems(member);
    const https = typeof url === 'string' && URL.parse(url, page)?.protocol === 'https:';
    (https ? named : others).push(name);
  }
  return { named, others };
}

/** The values of a field that is a JSON array without its brackets (Reporting API, old version, section 3.1). */
function jsonOf(headers: HeaderList, name: string): unknown[] | null {
  const lines = fieldLines(headers, name);
  if (lines.length === 0) return null;
  try {
    const values: unknown = JSON.parse(`[${lines.join(', ')}]`);
    return Array.isArray(values) ? Array.from<unknown>(values) : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isGroup = (value: unknown): boolean =>
  isRecord(value) && typeof value['max_age'] === 'number' && Array.isArray(value['endpoints']);

/** Network Error Logging, section 4.1; a max_age of 0 takes the policy away. */
const isNel = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['report_to'] === 'string' &&
  typeof value['max_age'] === 'number' &&
  value['max_age'] > 0;

const isSwitchedOff = (value: unknown): boolean => isRecord(value) && value['max_age'] === 0;
