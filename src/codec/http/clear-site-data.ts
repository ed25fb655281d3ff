import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, stripTabsAndSpaces, type HeaderList } from './fields.ts';

/** Clear Site Data, section 3.1, and what Chromium adds. */
const TYPES = [
  'cache',
  'clientHints',
  'cookies',
  'executionContexts',
  'prefetchCache',
  'prerenderCache',
  'storage',
  '*',
];

const MOST_TYPES = 20;

/** The types that browsers clear, without quotes: only quoted ones in the right case count. */
export const clearSiteDataOf = (headers: HeaderList): string[] =>
  [...new Set(membersOf(headers).flatMap((member) => typeOf(member) ?? []))].slice(0, MOST_TYPES);

export function clearSiteDataFaults(headers: HeaderList): FieldFault[] {
  const unknown = membersOf(headers).find((member) => typeOf(member) === null);
  if (unknown === undefined) return [];
  const why = unknown.startsWith('"') ? 'is no type that browsers know' : 'lacks its quotes';
  const effect = clearSiteDataOf(headers).length === 0 ? 'ignored' : 'partly';
  return [{ problem: `${quoted(unknown)} ${why}`, effect }];
}

const membersOf = (headers: HeaderList): string[] =>
  fieldLines(headers, 'Clear-Site-Data')
    .flatMap((line) => line.split(','))
    .map(stripTabsAndSpaces)
    .filter((member) => member !== '');

/** `"storage:NAME"` clears one bucket. */
function typeOf(member: string): string | null {
  const type = /^"([^"]{1,80})"$/.exec(member)?.[1];
  if (type === undefined) return null;
  return TYPES.includes(type) || type.startsWith('storage:') ? type : null;
}
