/** A requirement of the preload list that is not met, or a remark on one. */
export interface PreloadIssue {
  /** As chromium/hstspreload names it. */
  readonly code: string;
  readonly sentence: string;
}

interface PreloadIssues {
  readonly errors: readonly PreloadIssue[];
  readonly warnings: readonly PreloadIssue[];
}

/** A field as hstspreload.org reads it, which is not as browsers do (see hsts.ts). */
interface PreloadHeader extends PreloadIssues {
  readonly preload: boolean;
}

const ONE_YEAR = 31_536_000;
const TEN_YEARS = 10 * ONE_YEAR;
const LARGEST = 2n ** 64n;

/** What is read on the way through the directives. */
class Reading {
  readonly errors: PreloadIssue[] = [];
  readonly warnings: PreloadIssue[] = [];
  maxAge: bigint | null = null;
  preload = false;
  includeSubDomains = false;

  error(code: string, sentence: string): void {
    add(this.errors, { code, sentence });
  }

  warn(code: string, sentence: string): void {
    add(this.warnings, { code, sentence });
  }
}

/** Each of them once: a field may have any number of wrong directives. */
function add(issues: PreloadIssue[], { code, sentence }: PreloadIssue): void {
  const short = sentence.slice(0, 200);
  if (issues.length < 20 && !issues.some((one) => one.code === code && one.sentence === short)) {
    issues.push({ code, sentence: short });
  }
}

/** The field of an answer; more lines than one are refused, whatever browsers make of them. */
export function preloadHeaderOf(url: string, lines: readonly string[]): PreloadHeader {
  const [line] = lines;
  const read = line === undefined ? null : readPreloadHeader(line);
  if (read !== null && lines.length === 1) return read;
  const [code, what] =
    read === null ? ['no_header', 'no'] : ['multiple_headers', `${lines.length} lines of`];
  const sentence = `${url} sends ${what} Strict-Transport-Security`.slice(0, 200);
  const errors = [{ code: `response.${code}`, sentence }];
  return { errors, warnings: [], preload: read?.preload ?? false };
}

/** Reads one field line and checks it against the requirements of new entries (one year). */
export function readPreloadHeader(line: string): PreloadHeader {
  const reading = new Reading();
  const directives = line.split(';').map((directive) => directive.trim());
  if (directives.length === 1 && directives[0] === '') {
    reading.warn('header.parse.empty', 'the field is empty');
  } else {
    for (const directive of directives) readDirective(directive, reading);
  }
  require(reading);
  const { errors, warnings, preload } = reading;
  return { errors, warnings, preload };
}

function readDirective(directive: string, reading: Reading): void {
  const lower = directive.toLowerCase();
  if (lower === '') {
    reading.warn(
      'header.parse.empty_directive',
      'a directive is empty, or there is a semicolon too many',
    );
  } else if (lower.startsWith('preload')) {
    readFlag(lower, 'preload', 'preload', reading);
  } else if (lower.startsWith('includesubdomains')) {
    readFlag(lower, 'includeSubDomains', 'include_sub_domains', reading);
  } else if (lower.startsWith('max-age=')) {
    readMaxAge(directive, reading);
  } else if (lower.startsWith('max-age')) {
    reading.error('header.parse.invalid.max_age.no_value', 'max-age has no value');
  } else {
    reading.warn('header.parse.unknown_directive', `unknown directive: ${directive}`);
  }
}

function readFlag(
  lower: string,
  flag: 'preload' | 'includeSubDomains',
  code: string,
  reading: Reading,
): void {
  if (lower !== flag.toLowerCase()) {
    reading.warn(`header.parse.invalid.${code}`, `more than ${flag} stands in its directive`);
  } else if (reading[flag]) {
    reading.warn(`header.parse.repeated.${code}`, `${flag} is repeated`);
  } else {
    reading[flag] = true;
  }
}

/** Digits alone; quotes, which RFC 6797 allows, are refused on purpose. The first one counts. */
function readMaxAge(directive: string, reading: Reading): void {
  const digits = directive.slice('max-age='.length);
  if (/^0./.test(digits)) {
    reading.warn('header.parse.max_age.leading_zero', `max-age begins with 0: ${directive}`);
  }
  if (/[^0-9]/.test(digits)) {
    const sentence = `max-age has characters that are no digits: ${directive}`;
    reading.error('header.parse.max_age.non_digit_characters', sentence);
  } else if (digits === '' || digits.length > 1000 || BigInt(digits) >= LARGEST) {
    reading.error('header.parse.max_age.parse_int_error', `max-age is no number: ${directive}`);
  } else if (reading.maxAge === null) {
    reading.maxAge = BigInt(digits);
  } else {
    reading.warn('header.parse.repeated.max_age', 'max-age is repeated');
  }
}

function require(reading: Reading): void {
  const { maxAge, includeSubDomains, preload } = reading;
  if (!includeSubDomains) {
    reading.error('header.preloadable.include_sub_domains.missing', 'includeSubDomains is missing');
  }
  if (!preload) reading.error('header.preloadable.preload.missing', 'preload is missing');
  if (maxAge === null) {
    reading.error('header.preloadable.max_age.missing', 'a valid max-age is missing');
  } else if (maxAge === 0n) {
    reading.error('header.preloadable.max_age.zero', 'max-age is 0, which ends the policy');
  } else if (maxAge < ONE_YEAR) {
    const sentence = `max-age is ${maxAge} seconds and has to be ${ONE_YEAR} (a year) at least`;
    reading.error('header.preloadable.max_age.below_1_year', sentence);
  } else if (maxAge > TEN_YEARS) {
    const sentence = `max-age is ${maxAge} seconds, more than ten years`;
    reading.warn('header.preloadable.max_age.over_10_years', sentence);
  }
}
