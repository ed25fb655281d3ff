/** Paths beyond these are not read. */
const MOST_PATHS = 200;
const LONGEST_PATH = 200;

/** What robots.txt asks crawlers to leave alone. */
export interface Robots {
  /** Paths of all agents, each once. */
  readonly disallowed: readonly string[];
  /** False where there are more, or where one is longer than is kept. */
  readonly complete: boolean;
}

/** The `Disallow` lines of a robots.txt (RFC 9309, section 2.2); what is no rule is passed over. */
export function parseRobots(bytes: Uint8Array): Robots {
  const disallowed = new Set<string>();
  let complete = true;
  for (const line of new TextDecoder().decode(bytes).split(/[\r\n]/)) {
    const [rule = ''] = line.split('#', 1);
    const colon = rule.indexOf(':');
    if (colon < 0 || rule.slice(0, colon).trim().toLowerCase() !== 'disallow') continue;
    const path = rule.slice(colon + 1).trim();
    // An empty path asks for nothing.
    if (path === '') continue;
    if (path.length > LONGEST_PATH) complete = false;
    if (disallowed.size < MOST_PATHS) disallowed.add(path.slice(0, LONGEST_PATH));
    else if (!disallowed.has(path)) complete = false;
  }
  return { disallowed: [...disallowed], complete };
}
