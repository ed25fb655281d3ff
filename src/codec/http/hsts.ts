/** A Strict-Transport-Security field, read as a user agent reads it. */
interface Hsts {
  /** The line that counts. */
  readonly field: string;
  /** Field lines sent; user agents process the first only (RFC 6797, section 8.1). */
  readonly lines: number;
  /**
   * User agents take the line; they ignore one that is against the grammar. What they do not know
   * they overlook, repeated or not (measured with Chromium), though section 6.1 forbids to repeat it.
   */
  readonly valid: boolean;
  /** Null where the line is not valid. */
  readonly maxAgeSeconds: number | null;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
  /** What is against the grammar, with the column. */
  readonly errors: readonly string[];
}

interface Directive {
  readonly name: string;
  /** Unquoted; null where there is none. */
  readonly value: string | null;
  readonly column: number;
}

/** The directives of RFC 6797. */
const KNOWN = ['max-age', 'includesubdomains'];

/** The field of these lines (RFC 6797, section 6.1); null where there is none. */
export function parseHsts(lines: readonly string[]): Hsts | null {
  const [field] = lines;
  if (field === undefined) return null;
  const { directives, errors } = readDirectives(field);
  const overlooked: string[] = [];
  const named = new Map<string, Directive>();
  for (const directive of directives) {
    if (named.has(directive.name)) {
      const list = KNOWN.includes(directive.name) ? errors : overlooked;
      list.push(`column ${directive.column}: ${directive.name} appears twice`);
    }
    named.set(directive.name, directive);
  }
  const maxAge = named.get('max-age');
  if (maxAge === undefined) errors.push('max-age is missing');
  else if (!/^[0-9]+$/.test(maxAge.value ?? '')) {
    errors.push(`column ${maxAge.column}: the value of max-age is not a number of seconds`);
  }
  const subDomains = named.get('includesubdomains');
  if (subDomains !== undefined && subDomains.value !== null) {
    errors.push(`column ${subDomains.column}: includeSubDomains has a value`);
  }
  const valid = errors.length === 0;
  return {
    field,
    lines: lines.length,
    valid,
    maxAgeSeconds: valid ? Math.min(Number(maxAge?.value), Number.MAX_SAFE_INTEGER) : null,
    includeSubDomains: valid && subDomains !== undefined,
    preload: valid && named.get('preload')?.value === null,
    errors: [...errors, ...overlooked],
  };
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = new RegExp(
  String.raw`[ \t]*(?:(${TOKEN})(?:[ \t]*=[ \t]*(?:(${TOKEN})|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(?:;|$)`,
  'y',
);

/** `[ directive ] *( ";" [ directive ] )`, up to the first place that is no directive. */
function readDirectives(field: string): { directives: Directive[]; errors: string[] } {
  const directives: Directive[] = [];
  for (let position = 0; position < field.length; position = DIRECTIVE.lastIndex) {
    DIRECTIVE.lastIndex = position;
    const match = DIRECTIVE.exec(field);
    const column = position + 1;
    if (match === null) return { directives, errors: [`column ${column}: not a directive`] };
    const [, name, token, quoted] = match;
    if (name === undefined) continue;
    const value = token ?? quoted?.replace(/\\(.)/g, '$1') ?? null;
    directives.push({ name: name.toLowerCase(), value, column });
  }
  return { directives, errors: [] };
}
