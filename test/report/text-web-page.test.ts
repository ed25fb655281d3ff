import { describe, expect, test } from 'vitest';
import { webContent } from '../../src/evidence/kinds/web/content.ts';
import { webCors } from '../../src/evidence/kinds/web/cors.ts';
import { webCsp } from '../../src/evidence/kinds/web/csp.ts';
import { webHeaders } from '../../src/evidence/kinds/web/headers.ts';
import { complete } from '../../src/evidence/listing.ts';
import {
  content,
  cookies,
  cors,
  csp,
  headers,
  soundFact,
  webReport,
  linesOf,
  textOf,
} from './web-facts.ts';

describe('CSP', () => {
  test.each([
    [{ scripts: 'strict' }, '✓ scripts run by nonce or hash alone'],
    [{ scripts: 'blocked' }, '✓ no script may run'],
    [{ scripts: 'listed' }, '± scripts run from hosts on a list'],
    [{ scripts: 'open' }, '✗ hardly a script is kept out'],
    [{ scripts: 'unrestricted' }, '✗ no enforced policy governs scripts'],
    [{ enforced: [] }, 'CSP        ✗ no policy is enforced'],
    [{ nonces: 'reused' }, '✗ scripts run by nonce or hash alone; nonces come twice'],
    [{ nonces: null }, '? scripts run by nonce or hash alone; whether nonces change was not'],
    [{ scripts: 'blocked', blocksItself: true }, '± no script may run'],
    [{ shortestNonce: 8 }, '± the shortest nonce has 8 characters'],
    [{ ineffectiveInMeta: ['sandbox'] }, '± sandbox has no effect in <meta>'],
  ] as const)('that is %j is %s', (change, words) => {
    const { enforced, ineffectiveInMeta, ...rest } = { ...soundFact(webCsp), ...change };
    const lists = { enforced: [...enforced], ineffectiveInMeta: [...ineffectiveInMeta] };
    expect(textOf(csp({ ...rest, ...lists }))).toContain(words);
  });

  test('that is only reported stops nothing', () => {
    const { enforced } = soundFact(webCsp);
    expect(textOf(csp({ enforced: [], reportOnly: enforced }))).toContain(
      '± a policy is reported only, which stops nothing',
    );
  });

  test('names its directives, and stands in full where the report is verbose', () => {
    const report = webReport([csp({})]);
    expect(linesOf(report).join('\n')).toContain('– has default-src, script-src, style-src');
    expect(linesOf(report).join('\n')).not.toContain("base-uri 'none';");
    expect(linesOf(report, 80, true)).toContain("               base-uri 'none';");
  });

  test('has its worst weaknesses first, and counts the rest', () => {
    const weakness = { type: 't', directive: 'd', value: '', sentence: 'so' };
    const weaknesses = [
      ...Array.from({ length: 9 }, () => ({ ...weakness, severity: 'maybe' as const })),
      { ...weakness, severity: 'high' as const, value: "'v'" },
    ];
    const lines = linesOf(webReport([csp({ weaknesses })]));
    expect(lines.filter((line) => line.trim() === '– d: so')).toHaveLength(7);
    expect(lines.findIndex((line) => line.includes("✗ d 'v': so"))).toBeLessThan(
      lines.findIndex((line) => line.includes('– d: so')),
    );
    expect(lines.join('\n')).toContain('– and 2 more');
  });
});

describe('headers', () => {
  const rowOf = (change: Parameters<typeof headers>[0], field: string): string =>
    linesOf(webReport([headers(change)])).find((line) => line.trim().startsWith(field)) ?? '';
  const sound = soundFact(webHeaders);

  test.each([
    ['X-Content-Type-Options', { nosniff: false }, '✗ types are guessed'],
    ['X-Frame-Options', { framing: { ...sound.framing, restricted: false } }, '✗ any site may'],
    ['Referrer-Policy', { referrerPolicy: null }, "± not set: the browser's default"],
    ['Referrer-Policy', { referrerPolicy: 'unsafe-url' }, '✗ unsafe-url'],
    ['Referrer-Policy', { referrerBy: 'meta' }, ', in the page'],
    ['Cross-Origin-Opener-Policy', { openerPolicy: 'unsafe-none' }, '– none in force'],
    ['Cross-Origin-Resource-Policy', { resourcePolicy: 'cross-origin' }, '– cross-origin'],
    ['Cache-Control', { personal: true }, '– no-cache, no-store'],
    ['Content-Type', { contentType: 'none' }, '✗ none that can be read'],
    ['Content-Type', { contentType: 'none', body: false }, '– no body'],
    ['Content-Type', { charset: 'none' }, '± text/html, no charset'],
  ] as const)('%s that is %j is %s', (field, change, words) => {
    expect(rowOf(change, field)).toContain(words);
  });

  test.each([
    [{ sent: false }, '– none in force'],
    [{ valid: false }, '✗ cannot be read'],
    [{ features: [] }, '– restricts nothing'],
    [
      { features: [{ feature: 'camera', allow: ['*'], powerful: true }] },
      '✗ everybody may use camera',
    ],
    [
      { features: [{ feature: 'fullscreen', allow: ['*'], powerful: false }] },
      '– restricts nothing',
    ],
  ])('Permissions-Policy that is %j is %s', (change, words) => {
    const permissionsPolicy = { ...sound.permissionsPolicy, ...change };
    expect(rowOf({ permissionsPolicy }, 'Permissions-Policy')).toContain(words);
  });

  test('for one person that may be stored are wrong', () => {
    const cacheControl = { sent: true, noStore: false, directives: ['private'] };
    expect(rowOf({ personal: true, cacheControl }, 'Cache-Control')).toContain('✗ may be stored');
  });

  test('that are misspelt or given up have rows of their own', () => {
    const text = textOf(
      headers({
        problems: [{ field: 'X-Frame-Option', problem: 'it lacks an s', effect: 'ignored' }],
        deprecated: [{ field: 'P3P', value: 'CP="x"', why: 'only old browsers read it' }],
        hstsInMeta: true,
      }),
    );
    expect(text).toMatch(/X-Frame-Option +✗ is ignored\n +✗ it lacks an s/);
    expect(text).toMatch(/P3P +± CP="x"\n +– only old browsers read it/);
    expect(text).toContain('± Strict-Transport-Security stands in <meta>');
  });

  test('that count for pages alone are no matter of an API', () => {
    const text = linesOf(webReport([headers({}), csp({})], { role: 'api' })).join('\n');
    expect(text).toContain('X-Content-Type-Options');
    expect(text).not.toMatch(/Referrer-Policy|CSP/);
  });
});

describe('cookies', () => {
  test('of a session without protection are wrong, and others are told', () => {
    const bare = { secure: false, httpOnly: false, sameSite: 'default' } as const;
    const lines = linesOf(
      webReport([
        cookies([
          { name: 'a', session: false },
          { ...bare, name: 'sid' },
        ]),
      ]),
    );
    expect(lines.at(-2)).toMatch(/sid +✗ no +✗ no +✗ not set +this host +session/);
    expect(lines.at(-1)).toMatch(/a +✓ yes +✓ yes +✓ Lax +this host +other/);
  });

  test.each([{ rejected: '__Host- with Domain' }, { deletes: true }])(
    'that are %j are praised for nothing and blamed for nothing',
    (change) => {
      const text = textOf(cookies([{ ...change, httpOnly: false }]));
      expect(text).not.toMatch(/✓|✗ no/);
    },
  );

  test.each([
    [{ rejected: 'too long' }, '✗ browsers drop it: too long'],
    [{ overHttps: false }, '± set over plain http'],
    [{ sameSiteUnknown: true }, '± SameSite has a value that browsers do not know'],
    [{ domain: 'site.example' }, '± every host of site.example gets the session'],
    [{ bytes: 5000 }, '± 5000 bytes, and browsers take 4096'],
    [{ lifetimeDays: 401 }, '– is to live 401 days'],
    [{ repeated: ['path'] }, '– stands twice: path'],
  ])('that are %j are remarked upon', (change, words) => {
    expect(textOf(cookies([change]))).toContain(words);
  });

  test('in great number are counted, and none that is wrong is left out', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `c${index}` }));
    const lines = linesOf(webReport([cookies([...many, { name: 'sid', secure: false }])]));
    expect(lines.at(-1)).toBe('    and 9 more');
    expect(lines.join('\n')).toMatch(/sid +✗ no/);
  });
});

describe('CORS', () => {
  const [answer] = soundFact(webCors).answers.items;
  if (answer === undefined) throw new Error('no answer in the fixture');
  const origin = 'https://stranger.example';
  const given = (...changes: readonly Partial<typeof answer>[]) =>
    complete(changes.map((change) => ({ ...answer, origin, ...change })));

  test.each([
    [{ answers: given({}) }, '✓ no answer to 1 foreign origin may be read by it'],
    [
      { answers: given({ readable: true, withCredentials: true, allowOrigin: origin }) },
      '✗ may read what signed-in users get: https://stranger.example',
    ],
    [
      { answers: given({ readable: true, allowOrigin: origin }) },
      '± may read answers: https://stranger.example',
    ],
    [
      { answers: given({ readable: true, allowOrigin: '*' }), open: true },
      '– every site may read what is public',
    ],
    [
      { answers: given({ broken: true, allowOrigin: 'a, b' }) },
      '± browsers refuse what is sent: a, b',
    ],
    [{ varies: false }, '± answers follow the Origin without Vary'],
  ])('that is %j is %s', (change, words) => {
    expect(textOf(cors(change))).toContain(words);
  });
});

describe('the page', () => {
  const [load] = soundFact(webContent).loads.items;
  if (load === undefined) throw new Error('nothing is loaded in the fixture');
  const loads = (...changes: readonly Partial<typeof load>[]) =>
    complete(changes.map((change) => ({ ...load, ...change })));
  const form = { action: 'http://a.example/', method: 'POST', password: false };

  test.each([
    [{ loads: loads() }, '✓ no script of another site'],
    [{ loads: loads({}) }, '✓ 1 script of other sites, each held to a hash'],
    [{ loads: loads({ integrity: 'none' }) }, '± 1 script of other sites, 1 not held to a hash'],
    [{ loads: loads({ insecure: true }) }, '✗ loaded over plain http'],
    [{ loads: loads({ fails: true }) }, '± a hash without crossorigin'],
    [
      { forms: complete([{ ...form, insecure: true, foreign: false }]) },
      '✗ forms are sent in clear to http://a.example/',
    ],
    [
      { forms: complete([{ ...form, password: true, insecure: false, foreign: true }]) },
      '± passwords are sent to another site',
    ],
  ] as const)('that has %j is %s', (change, words) => {
    expect(textOf(content(change))).toContain(words);
  });
});
