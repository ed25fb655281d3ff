import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/evidence/kinds/index.ts';
import { webContent } from '../../src/evidence/kinds/web/content.ts';
import { webCookies } from '../../src/evidence/kinds/web/cookies.ts';
import { webCors } from '../../src/evidence/kinds/web/cors.ts';
import { webCsp } from '../../src/evidence/kinds/web/csp.ts';
import { webHeaders } from '../../src/evidence/kinds/web/headers.ts';
import { webHsts, webPreload } from '../../src/evidence/kinds/web/hsts.ts';
import { webObservatory } from '../../src/evidence/kinds/web/observatory.ts';
import { webRedirect } from '../../src/evidence/kinds/web/redirects.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import { webSecurityTxt } from '../../src/evidence/kinds/web/security-txt.ts';
import {
  webApi,
  webExposure,
  webGraphql,
  webHost,
  webMethods,
  webProtection,
  webProtocols,
} from '../../src/evidence/kinds/web/surface.ts';
import { complete, cutShort } from '../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../src/evidence/observation.ts';
import type { Report } from '../../src/report/report.ts';
import { columns } from '../../src/report/width.ts';
import { DETAILED, reportOf } from './fixtures.ts';
import { hostileText, UNSEEN } from './hostile.ts';
import {
  api,
  at,
  content,
  cookies,
  cors,
  csp,
  files,
  GAP,
  graphql,
  headers,
  hsts,
  poisonedWeb,
  redirect,
  responses,
  soundFact,
  webReport,
  linesOf,
  textOf,
  type GivenFact,
} from './web-facts.ts';
import type { Kind } from '../../src/evidence/kind.ts';

const KINDS = [
  ...[webResponses, webHeaders, webProtocols, webProtection, webRedirect, webHsts, webPreload],
  ...[webCsp, webCookies, webCors, webContent, webExposure, webMethods, webHost, webApi],
  ...[webGraphql, webSecurityTxt, webObservatory],
];

test.each(DETAILED)('the facts on the web of the %s fixture are as their kinds say', (name) => {
  const { evidence, facts } = reportOf(name);
  const all = [...evidence, ...facts].filter(({ kind }) => kind.startsWith('web.'));
  for (const { kind, observation } of all) {
    if (observation.status !== 'present') continue;
    expect(kindOf(kind)?.schema.safeParse(observation.value).error?.issues ?? []).toEqual([]);
  }
  expect(all.length).toBeGreaterThan(10);
});

test('nothing is said of a site that nobody looked at', () => {
  expect(linesOf(webReport([]))).toEqual([]);
});

describe('what is not known', () => {
  test.each(KINDS.filter((kind) => kind !== webProtocols && kind !== webPreload))(
    'of $id is said with the reason, and never praised',
    (kind) => {
      const text = textOf([kind, unavailable(GAP)]);
      expect(text).toContain('? ');
      expect(text).toContain('nobody answered');
      expect(text).not.toMatch(/[✓✗]/);
    },
  );

  test.each([
    ['cookies', cookies([], false)],
    ['files', files([{}], false)],
    ['paths of an API', api([], false)],
    ['origins', cors({ answers: cutShort(soundFact(webCors).answers.items, GAP) })],
    ['a page', content({ loads: cutShort([], GAP), forms: cutShort([], GAP) })],
    ['a page with scripts', content({ loads: cutShort(soundFact(webContent).loads.items, GAP) })],
    ['TRACE', [webMethods, present({ ...soundFact(webMethods), trace: null, risky: null })]],
    ['the schema of GraphQL', graphql(null)],
    ['nonces', csp({ nonces: null })],
    ['versions', [webProtocols, unavailable(GAP)]],
    ['where a redirect ends', [webRedirect, present(redirect({ endsOnHttps: null }))]],
    ['a refusal', [webRedirect, present(redirect({ location: null, refused: null }))]],
  ] satisfies [string, GivenFact][])('about %s earns no tick', (_, fact) => {
    const text = textOf(responses, fact);
    expect(text).not.toContain('✓');
  });

  test.each([
    ['no origin was asked with', cors({ answers: complete([]) })],
    ['no file was asked for', files([])],
    ['no cookie is set', cookies([])],
  ])('is praised no more where %s', (_, fact) => {
    expect(textOf(fact)).not.toContain('✓');
  });

  test('about newer versions of HTTP is told apart from what is not spoken', () => {
    const versions = { ...soundFact(webProtocols), http2: false, http3: null };
    expect(textOf(responses, [webProtocols, present(versions)])).toContain(
      'text/html; not known: HTTP/3'.slice(11),
    );
    expect(textOf(responses, [webProtocols, present(versions)])).not.toContain('HTTP/2');
  });

  test('for one reason is said once for all that the public might reach', () => {
    const gaps = [webExposure, webMethods, webApi].map((kind): GivenFact => [
      kind,
      unavailable(GAP),
    ]);
    expect(textOf(...gaps)).toContain(
      'Public     ? files, methods, API: not known: nobody answered',
    );
  });
});

/** Copies of a fact, in each of which one thing is not known. */
function lessKnown(kind: Kind, value: unknown): readonly unknown[] {
  const accepts = (changed: unknown): boolean => kind.schema.safeParse(changed).success;
  return placesIn(value, [])
    .flatMap((path) => [replaced(value, path, () => null), replaced(value, path, cut)])
    .filter((changed) => JSON.stringify(changed) !== JSON.stringify(value) && accepts(changed));
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const cut = (value: unknown): unknown =>
  isMap(value) && value['complete'] === true ? { ...value, complete: false, because: GAP } : value;

const placesIn = (value: unknown, path: readonly string[]): readonly (readonly string[])[] => [
  path,
  ...(isMap(value)
    ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
    : []),
];

function replaced(
  value: unknown,
  [key, ...path]: readonly string[],
  by: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return by(value);
  if (!isMap(value)) return value;
  const inner = Object.entries(value).map(([name, item]) => [
    name,
    name === key ? replaced(item, path, by) : item,
  ]);
  return Array.isArray(value) ? inner.map(([, item]) => item) : Object.fromEntries(inner);
}

test.each(['sound', 'careless'] as const)(
  'knowing less of the %s deployment earns no tick more',
  (name) => {
    const report = reportOf(name);
    const ticks = (facts: Report['facts']): number =>
      linesOf({ ...report, facts }, 80, true)
        .join('')
        .split('✓').length;
    const before = ticks(report.facts);
    const worse = report.facts.flatMap((fact, index) => {
      const { kind: id, observation } = fact;
      const kind = id.startsWith('web.') ? kindOf(id) : undefined;
      if (!kind || observation.status !== 'present') return [];
      return lessKnown(kind, observation.value).map((value) =>
        report.facts.with(index, { ...fact, observation: present(value) }),
      );
    });
    expect(worse.length).toBeGreaterThan(5);
    expect(worse.filter((facts) => ticks(facts) > before)).toEqual([]);
  },
);

describe('plain http', () => {
  test.each([
    [{}, '✓ redirected with 301 to https://site.example/'],
    [{ location: null, refused: true, status: 403 }, '✓ refused with status 403'],
    [{ location: null, status: 200 }, '✗ answered with status 200 and not sent to https'],
    [{ sameHost: false }, '± redirected with 301'],
    [{ endsOnHttps: false }, '✗ redirected with 301'],
    [{ hops: 5 }, ', 4 steps'],
    [{ hstsOverHttp: true }, '– Strict-Transport-Security is sent too'],
  ])('that is %j is %s', (change, words) => {
    expect(textOf([webRedirect, present(redirect(change))])).toContain(words);
  });

  test('that is closed is good, and of a target on a port of its own nothing is said', () => {
    const closed: GivenFact = [webRedirect, absent('port 80 refuses connections')];
    expect(textOf(closed)).toContain('✓ port 80 refuses connections');
    expect(linesOf(webReport([closed], { port: 8443 }))).toEqual([]);
  });

  test('that an API redirects hides the mistakes of clients', () => {
    const report = webReport([[webRedirect, present(redirect({}))]], { role: 'api' });
    expect(linesOf(report).join('\n')).toContain('± redirected');
  });
});

describe('HSTS', () => {
  test.each([
    [{}, '✓ 730 days, with subdomains'],
    [{ maxAgeSeconds: 86_400 }, '± 1 day, with subdomains'],
    [{ includeSubDomains: false }, '± 730 days, without subdomains'],
    [{ lines: 2 }, '± 730 days, with subdomains; 2 lines are sent'],
    [{ maxAgeSeconds: 0 }, '✗ max-age=0 switches it off'],
    [{ valid: false, maxAgeSeconds: null, errors: ['no max-age'] }, 'ignore the field: no max-age'],
    [{ addressLiteral: true }, '– browsers take none from an address'],
  ])('that is %j is %s', (change, words) => {
    expect(textOf(hsts(change))).toContain(words);
  });

  test('that is missing is wrong', () => {
    expect(textOf([webHsts, absent('it sends none')])).toContain(
      'HSTS       ✗ none: it sends none',
    );
  });

  test.each([
    [{ eligible: true, open: [] }, '✓ asks to be preloaded, and meets'],
    [{ eligible: null }, '? asks to be preloaded; nothing seen is against it'],
    [
      { eligible: false, errors: [{ code: 'a.b', sentence: 'it redirects' }] },
      '± asks to be preloaded, and cannot be: it redirects',
    ],
  ])('to be preloaded, that is %j, is %s', (change, words) => {
    const preload = { ...soundFact(webPreload), ...change };
    expect(textOf(hsts({ preload: true }), [webPreload, present(preload)])).toContain(words);
    expect(textOf(hsts({}), [webPreload, present(preload)])).not.toContain('preload');
  });
});

describe('a site with several addresses', () => {
  const [first, second, third] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;
  const good = (address: string): GivenFact[] => [at(address, responses), at(address, headers({}))];

  test('that answer alike is told once', () => {
    expect(textOf(...good(first), ...good(second))).not.toContain('Addresses');
  });

  test('that answer otherwise, or not at all, says so first', () => {
    const gone: GivenFact = [webResponses, unavailable(GAP), first];
    const other = [at(third, responses), at(third, headers({ nosniff: false }))];
    const addresses = [first, second, third];
    const report = webReport([gone, ...good(second), ...other], { addresses });
    expect(linesOf(report).slice(1, 4)).toEqual([
      '  Addresses  – below is what 192.0.2.2 answers',
      '             ? 192.0.2.3 is otherwise, or not known, in Headers',
      '             ? 192.0.2.1: not known: nobody answered',
    ]);
  });
});

test('what is absent is told as a note', () => {
  for (const kind of [webCsp, webHeaders, webCookies, webContent, webCors]) {
    expect(textOf([kind, absent('no page of its own')])).toMatch(/– no page of its own$/);
  }
});

test('what stands in front, and what it kept from us, is told', () => {
  const blocked = Array.from({ length: 5 }, () => ({ url: 'https://a.example/', by: 'b' }));
  const text = textOf([webProtection, present({ services: [], blocked })]);
  expect(text.match(/it is not judged/g)).toHaveLength(3);
  expect(text).toContain('? and 2 more');
});

test('an answer that nobody could get is not known, and a refusal is a fact', () => {
  const none = (https: ReturnType<typeof complete<never>>): string =>
    textOf([webResponses, present({ https, http: complete([]) })]);
  expect(none(complete([]))).toContain('✗ https connections are refused');
  expect(none(cutShort([], GAP))).toContain('? not known: nobody answered');
});

test.each(DETAILED)('hostile values in the %s report stay inside the page', (name) => {
  const poisoned = poisonedWeb(reportOf(name));
  fc.assert(
    fc.property(
      hostileText.chain((text) => fc.constantFrom(text, text.repeat(9))),
      fc.constantFrom(40, 60, 80, 200),
      fc.boolean(),
      (hostile, width, verbose) => {
        const lines = linesOf(poisoned(hostile), width, verbose);
        expect(lines.length).toBeGreaterThan(30);
        expect(lines.join('')).not.toMatch(UNSEEN);
        const widest = Math.min(120, Math.max(60, width));
        expect(lines.filter((line) => columns(line) > widest)).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
});
