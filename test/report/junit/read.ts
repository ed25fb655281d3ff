import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const CAME = ['failure', 'error', 'skipped'] as const;

/** A test case as a reader has it. */
export interface ReadCase {
  readonly suite: string;
  readonly classname: string;
  readonly name: string;
  readonly file: string | null;
  readonly line: string | null;
  /** Seconds. */
  readonly time: number;
  readonly came: (typeof CAME)[number] | 'passed';
  readonly type: string;
  readonly message: string;
  readonly text: string;
  readonly remarks: string;
}

const Number_ = z.string().regex(/^\d+$/).transform(Number);
const Seconds = z
  .string()
  .regex(/^\d+\.\d{3}$/)
  .transform(Number);
const Verdict = z.strictObject({
  '@type': z.string(),
  '@message': z.string(),
  '#text': z.string(),
});
const Case = z.strictObject({
  '@classname': z.string(),
  '@name': z.string(),
  '@time': Seconds,
  '@file': z.string().optional(),
  '@line': z.string().optional(),
  failure: Verdict.optional(),
  error: Verdict.optional(),
  skipped: Verdict.optional(),
  'system-out': z.string().optional(),
});
const Counts = { '@tests': Number_, '@failures': Number_, '@errors': Number_, '@time': Seconds };
const Property = z.strictObject({ '@name': z.string(), '@value': z.string() });
const Suite = z.strictObject({
  '@name': z.string(),
  '@hostname': z.string().optional(),
  '@timestamp': z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  ...Counts,
  '@skipped': Number_,
  properties: z.strictObject({ property: z.array(Property) }),
  testcase: z.array(Case).optional(),
});
const File = z.strictObject({
  '?xml': z.unknown(),
  testsuites: z.strictObject({
    '@name': z.literal('assay'),
    ...Counts,
    testsuite: z.array(Suite).optional(),
  }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // It does not know `&#39;` and would read what is escaped twice.
  processEntities: false,
  tagValueProcessor: (_, text) => plain(text),
  attributeValueProcessor: (_, text) => plain(text),
  isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
});

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Text without the entities that are written; any other `&` is an error. */
function plain(text: string): string {
  return text.replace(/&[^;]*;?/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw new Error(`no entity of ours: ${entity}`);
    return character;
  });
}

/** The text of `xml` in the shape that Jenkins and GitLab expect; throws on any other. */
export function read(xml: string) {
  const { testsuites } = File.parse(withoutSpace(parser.parse(xml)));
  const { testsuite = [] } = testsuites;
  return {
    root: { counts: countsOf(testsuites), time: testsuites['@time'] },
    suites: testsuite.map((suite) => ({
      name: suite['@name'],
      counts: { ...countsOf(suite), skipped: suite['@skipped'] },
      time: suite['@time'],
      properties: Object.fromEntries(
        suite.properties.property.map((one) => [one['@name'], one['@value']]),
      ),
    })),
    cases: testsuite.flatMap((suite) =>
      (suite.testcase ?? []).map((one) => caseOf(suite['@name'], one)),
    ),
  };
}

const countsOf = (of: {
  readonly '@tests': number;
  readonly '@failures': number;
  readonly '@errors': number;
}) => ({ tests: of['@tests'], failures: of['@failures'], errors: of['@errors'] });

function caseOf(suite: string, one: z.infer<typeof Case>): ReadCase {
  const came = CAME.filter((name) => one[name] !== undefined);
  if (came.length > 1) throw new Error(`${one['@name']} is ${came.join(' and ')}`);
  const [only] = came;
  const verdict = only === undefined ? undefined : one[only];
  return {
    ...{ suite, classname: one['@classname'], name: one['@name'], time: one['@time'] },
    file: one['@file'] ?? null,
    line: one['@line'] ?? null,
    came: only ?? 'passed',
    type: verdict?.['@type'] ?? '',
    message: verdict?.['@message'] ?? '',
    text: verdict?.['#text'] ?? '',
    remarks: one['system-out'] ?? '',
  };
}

/** Without the space between elements, which means nothing. */
function withoutSpace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpace);
  if (typeof value !== 'object' || value === null) return value;
  const isVerdict = '@message' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '#text' || isVerdict)
      .map(([key, item]) => [key, withoutSpace(item)]),
  );
}
