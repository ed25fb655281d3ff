/** Field lines in the order and case they were sent in. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Values of the lines of one field, in order, without the white space round them. */
export function fieldLines(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers
    .filter(([given]) => given.toLowerCase() === wanted)
    .map(([, value]) => stripTabsAndSpaces(value));
}

/**
 * The members of a field read as a list over all its lines; null where it was not sent (Fetch,
 * "get, decode, and split"). Quoted strings keep their quotes and their commas.
 */
export function fieldList(headers: HeaderList, name: string): string[] | null {
  const lines = fieldLines(headers, name);
  return lines.length === 0 ? null : splitList(lines.join(', '));
}

function splitList(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < value.length; index += 1) {
    const character = value[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      members.push(stripTabsAndSpaces(value.slice(start, index)));
      start = index + 1;
    }
  }
  members.push(stripTabsAndSpaces(value.slice(start)));
  return members;
}

/**
 * Without the white space of HTTP at both ends. A pattern anchored at the end would take quadratic
 * time on a long run of spaces.
 */
export function stripTabsAndSpaces(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isTabOrSpace(value[start])) start += 1;
  while (end > start && isTabOrSpace(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

const isTabOrSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t';
