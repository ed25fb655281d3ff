import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, type HeaderList } from './fields.ts';
import { itemOf, tokenOf } from './structured.ts';

type OpenerPolicy =
  'unsafe-none' | 'same-origin-allow-popups' | 'same-origin' | 'noopener-allow-popups';
type EmbedderPolicy = 'unsafe-none' | 'require-corp' | 'credentialless';
type ResourcePolicy = 'same-origin' | 'same-site' | 'cross-origin' | 'none';

const OPENER: readonly OpenerPolicy[] = [
  'unsafe-none',
  'same-origin-allow-popups',
  'same-origin',
  'noopener-allow-popups',
];
const EMBEDDER: readonly EmbedderPolicy[] = ['unsafe-none', 'require-corp', 'credentialless'];
const RESOURCE: readonly ResourcePolicy[] = ['same-origin', 'same-site', 'cross-origin'];

const COOP = 'Cross-Origin-Opener-Policy';
const COEP = 'Cross-Origin-Embedder-Policy';
const CORP = 'Cross-Origin-Resource-Policy';

/** HTML Standard, "obtain a cross-origin opener policy". */
export const openerPolicyOf = (headers: HeaderList): OpenerPolicy =>
  knownToken(headers, COOP, OPENER) ?? 'unsafe-none';

/** HTML Standard, "obtain an embedder policy". */
export const embedderPolicyOf = (headers: HeaderList): EmbedderPolicy =>
  knownToken(headers, COEP, EMBEDDER) ?? 'unsafe-none';

/** Fetch, "cross-origin resource policy internal check": exactly one of the values, or nothing. */
export const resourcePolicyOf = (headers: HeaderList): ResourcePolicy => {
  const value = fieldLines(headers, CORP).join(', ');
  return RESOURCE.find((policy) => policy === value) ?? 'none';
};

export const openerFaults = (headers: HeaderList): FieldFault[] =>
  tokenFaults(headers, COOP, OPENER);

export const embedderFaults = (headers: HeaderList): FieldFault[] =>
  tokenFaults(headers, COEP, EMBEDDER);

export function resourceFaults(headers: HeaderList): FieldFault[] {
  const lines = fieldLines(headers, CORP);
  if (lines.length === 0 || resourcePolicyOf(headers) !== 'none') return [];
  const problem =
    lines.length > 1
      ? `${lines.length} lines, and only one may be sent`
      : `${quoted(lines.join(', '))} is none of ${RESOURCE.join(', ')}`;
  return [{ problem, effect: 'ignored' }];
}

/** A Token in the right case, with or without parameters; null for all else. */
function knownToken<T extends string>(
  headers: HeaderList,
  name: string,
  known: readonly T[],
): T | null {
  const item = itemOf(headers, name);
  const token = item && tokenOf(item[0]);
  return known.find((policy) => policy === token) ?? null;
}

function tokenFaults(headers: HeaderList, name: string, known: readonly string[]): FieldFault[] {
  const lines = fieldLines(headers, name);
  if (lines.length === 0 || knownToken(headers, name, known) !== null) return [];
  const text = quoted(lines.join(', '));
  if (lines.length > 1) {
    return [
      { problem: `${lines.length} lines, and only one may be sent: ${text}`, effect: 'ignored' },
    ];
  }
  const item = itemOf(headers, name);
  if (item === null) return [{ problem: `${text} is no Structured Field Item`, effect: 'ignored' }];
  const why =
    tokenOf(item[0]) === null
      ? 'is no Token: quotes do not belong there'
      : `is none of ${known.join(', ')}`;
  return [{ problem: `${text} ${why}`, effect: 'ignored' }];
}
