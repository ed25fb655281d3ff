import { quoted } from '../../codec/http/fault.ts';
import { fieldLines, type HeaderList } from '../../codec/http/fields.ts';
import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';

type Problem = WebHeaders['problems'][number];

/** Fields that protect, under long names that are easy to get wrong. */
const PROTECTING = [
  'Content-Security-Policy',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Integrity-Policy',
  'Permissions-Policy',
  'Referrer-Policy',
  'Strict-Transport-Security',
  'X-Content-Type-Options',
  'X-Frame-Options',
];

const KNOWN = new Set(PROTECTING.map((name) => name.toLowerCase()));

const MOST_NAMES = 200;

/**
 * Fields that no browser reads because their name is not quite right: `Referer-Policy`,
 * `X_Frame_Options`, white space before the colon, no colon. Those sent rightly as well do no harm.
 */
export function misspeltIn(headers: HeaderList, malformed: readonly string[]): Problem[] {
  const names = [...new Set(headers.map(([name]) => name))].slice(0, MOST_NAMES);
  const sent = names.flatMap((name): Problem[] => {
    const field = meantBy(name);
    if (field === null || fieldLines(headers, field).length > 0) return [];
    const problem = `no browser takes ${quoted(name)} for ${field}`;
    return [{ field, problem, effect: 'ignored' }];
  });
  const broken = malformed.flatMap((fault): Problem[] => {
    const named = /"([^"\\]{1,60})": no colon/.exec(fault)?.[1]?.toLowerCase();
    const field = PROTECTING.find((one) => one.toLowerCase() === named);
    if (field === undefined || fieldLines(headers, field).length > 0) return [];
    return [{ field, problem: fault.slice(0, 200), effect: 'ignored' }];
  });
  return [...sent, ...broken];
}

/** The field that a name differs from by white space, an underscore or one character. */
function meantBy(name: string): string | null {
  const lower = name.toLowerCase();
  if (KNOWN.has(lower) || lower.length > 60) return null;
  const plain = lower.trim().replaceAll('_', '-');
  return PROTECTING.find((field) => isClose(plain, field.toLowerCase())) ?? null;
}

/** Equal but for one character that is missing, added or another one. */
function isClose(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = long.slice(same + 1);
  return rest === short.slice(same) || rest === short.slice(same + 1);
}
