/** Source lists by directive, all in lower case. */
export interface SourceLists {
  readonly lists: Map<string, Set<string>>;
  /** A directive that only reports stands twice in a policy. */
  readonly repeats: boolean;
}

interface Source {
  readonly source: string;
  readonly policy: number;
  kept: boolean;
}

/** Nothing shorter is taken for a policy. */
const SHORTEST = 'img-src'.length - 1;

/** Directives that may stand twice in a policy. */
const REPEATABLE = ['report-uri', 'report-to'];

const { compare } = new Intl.Collator('en');

/** Policies made into one, the way of the Observatory; null where it takes them for invalid. */
export function mergePolicies(policies: readonly string[]): SourceLists | null {
  const texts = policies.map((policy) => policy.replaceAll(/[\r\n]/g, '').trim());
  if (texts.some((text) => text.length < SHORTEST)) return null;
  const merged = new Map<string, Source[]>();
  let repeats = false;
  for (const [policy, text] of texts.entries()) {
    const seen = new Set<string>();
    for (const [name, values] of directivesOf(text)) {
      if (seen.has(name) && !REPEATABLE.includes(name)) return null;
      repeats ||= seen.has(name);
      seen.add(name);
      const before = policy === 0 ? [] : (merged.get(name) ?? []);
      const added = values.map((source) => ({ source, policy, kept: policy === 0 }));
      const kept = keptOf([...before, ...added]);
      if (kept === null) return null;
      if (policy === 0 && texts.length > 1) for (const source of kept) source.kept = false;
      merged.set(name, kept);
    }
  }
  const lists = new Map(
    [...merged].map(([name, sources]) => [
      name,
      new Set(sources.length === 0 ? ["'none'"] : sources.map(({ source }) => source)),
    ]),
  );
  return { lists, repeats };
}

/** Directives with their values; a `-src` without a value stands for `'none'`. */
function directivesOf(policy: string): (readonly [name: string, values: readonly string[]])[] {
  return policy.split(';').flatMap((directive) => {
    const [name = '', ...values] = directive.trim().toLowerCase().split(/\s+/);
    if (name === '') return [];
    const none = values.length === 0 && name.endsWith('-src');
    return [[name, none ? ["'none'"] : values] as const];
  });
}

/**
 * What is left of sources side by side in alphabetical order: within a policy one that begins like
 * its neighbour is dropped, of several policies only one that its neighbour matches stays. Null
 * where one cannot be decoded.
 */
function keptOf(sources: Source[]): Source[] | null {
  sources.sort((a, b) => compare(a.source, b.source));
  for (const [index, source] of sources.entries()) {
    const before = sources[index - 1];
    if (before === undefined) continue;
    if (before.policy === source.policy) {
      if (source.source.startsWith(before.source)) source.kept = false;
      continue;
    }
    const matches = pathMatches(before.source, source.source);
    if (matches === null) return null;
    if (matches) source.kept = true;
  }
  return sources.filter(({ kept }) => kept);
}

/** Whole sources compared piece by piece, as a path is (CSP Level 3, section 6.7.2.10). */
function pathMatches(a: string, b: string): boolean | null {
  const [ofA, ofB] = [a.split('/'), b.split('/')];
  const exact = !a.endsWith('/');
  if (ofA.length > ofB.length || (exact && ofA.length !== ofB.length)) return false;
  for (const [index, piece] of (exact ? ofA : ofA.slice(0, -1)).entries()) {
    const [one, other] = [decoded(piece), decoded(ofB[index] ?? '')];
    if (one === null || other === null) return null;
    if (one !== other) return false;
  }
  return true;
}

function decoded(piece: string): string | null {
  try {
    return decodeURIComponent(piece);
  } catch {
    return null;
  }
}
