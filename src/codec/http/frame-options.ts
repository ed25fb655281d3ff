import { quoted, type FieldFault } from './fault.ts';
import { fieldList, type HeaderList } from './fields.ts';

/** What X-Frame-Options alone does to a page that is framed by another site. */
export type FrameOptions = 'deny' | 'sameorigin' | 'contradictory' | 'ignored' | 'none';

const KNOWN = ['deny', 'allowall', 'sameorigin'];

/**
 * HTML Standard, "check a navigation response's adherence to `X-Frame-Options`": equal values
 * count once, several different ones block every frame where one of them is known.
 */
export function frameOptionsOf(headers: HeaderList): FrameOptions {
  const values = valuesOf(headers);
  if (values === null) return 'none';
  if (values.length > 1)
    return values.some((one) => KNOWN.includes(one)) ? 'contradictory' : 'ignored';
  const [value] = values;
  return value === 'deny' || value === 'sameorigin' ? value : 'ignored';
}

export function frameOptionsFaults(headers: HeaderList): FieldFault[] {
  const values = valuesOf(headers) ?? [];
  const effect = frameOptionsOf(headers);
  const text = quoted(values.join(', '));
  if (effect === 'contradictory') {
    const problem = `${text} contradicts itself: browsers block every frame, of the own site too`;
    return [{ problem, effect: 'in-force' }];
  }
  if (effect !== 'ignored') return [];
  const named = values.some((value) => value.startsWith('allow-from'));
  const problem = named
    ? 'no browser knows ALLOW-FROM; frame-ancestors of Content-Security-Policy names sites'
    : `${text} is neither DENY nor SAMEORIGIN`;
  return [{ problem, effect }];
}

/** In lower case, each once; null where the field is not sent. */
function valuesOf(headers: HeaderList): string[] | null {
  const values = fieldList(headers, 'X-Frame-Options');
  return values && [...new Set(values.map((value) => value.toLowerCase()))];
}
