import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tlsCertificate } from '../../../src/evidence/kinds/tls/certificate.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import { renderHtml } from '../../../src/report/html/html.ts';
import { STYLE, styleOf } from '../../../src/report/html/style/style.ts';
import { renderJson } from '../../../src/report/json.ts';
import { Report } from '../../../src/report/report.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';

const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

const matches = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((match) => match[1] ?? match[0]);

describe.each(REPORTS)('the report of the %s deployment', (name) => {
  const report = reportOf(name);
  const html = renderHtml(report);

  test('is the golden one', async () => {
    await expect(html).toMatchFileSnapshot(`../../../fixtures/reports/${name}.html`);
  });

  test('allows its own style sheet and nothing else', () => {
    const styles = matches(html, /<style>([^]*?)<\/style>/g);
    expect(styles).toEqual([styleOf(report)]);
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${styles.map(hashOf).join('')}'; img-src data:; base-uri 'none'; form-action 'none'">`,
    );
    expect(html).not.toMatch(/<[^>]* (style|on[a-z]+)=/);
  });

  test('fetches nothing', () => {
    expect(html).not.toMatch(/<[^>]* (src|srcset|action|poster|data)=/);
    expect(STYLE).not.toMatch(/url\(|@import/);
    for (const href of matches(html, / href="([^"]*)"/g)) expect(href).toMatch(/^(#|data:,$)/);
  });

  test('carries the whole report as data that cannot end its element', () => {
    const blocks = matches(html, /<script([^]*?)<\/script>/g);
    expect(blocks).toHaveLength(1);
    const base64 = blocks[0]?.replace(/^ type="application\/gzip" id="report">/, '') ?? '';
    expect(base64).toMatch(/^[A-Za-z0-9+/=\n]+$/);
    const json = gunzipSync(Buffer.from(base64, 'base64')).toString('utf8');
    expect(json).toBe(JSON.stringify(Report.parse(report)));
  });

  test('gives each observation the digest of its entry in the JSON report', () => {
    const { evidence } = Report.parse(JSON.parse(renderJson(report)));
    const index = html.slice(html.indexOf('<section id="evidence"'));
    const given = matches(index, /<code class="digest">([0-9a-f]{64})<\/code>/g);
    expect(given).toEqual(
      evidence.map((entry) => createHash('sha256').update(JSON.stringify(entry)).digest('hex')),
    );
  });

  test('has one h1, headings in order, landmarks and a skip link', () => {
    const levels = matches(html, /<h([1-6])/g).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
    for (const landmark of ['<header>', '<nav ', '<main id="main">', '<footer>', 'href="#main"']) {
      expect(html).toContain(landmark);
    }
    expect(html).toContain('<html lang="en">');
  });

  test('has unique ids, and every link leads to one', () => {
    const ids = matches(html, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const href of matches(html, / href="#([^"]*)"/g)) expect(ids).toContain(href);
    for (const id of matches(html, / aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id);
  });

  test('has a caption and scopes in every table', () => {
    for (const content of matches(html, /<table role="table">([^]*?)<\/table>/g)) {
      expect(content.trimStart()).toMatch(/^<caption>[^<]+<\/caption>/);
      expect(content).toContain('scope="col"');
      expect(content).not.toMatch(/<th (?![^>]*scope=)/);
    }
  });

  test('unfolds every failure and whatever could not be settled', () => {
    const folded = matches(html, /<details[^>]*>([^]*?)<\/details>/g).join('');
    expect(folded).not.toMatch(/class="card (?:finding|cause)/);
  });

  test('names every section in the contents, in the order of the page', () => {
    const [nav = ''] = matches(html, /<nav [^]*?<\/nav>/g);
    expect(matches(nav, / href="#([^"]*)"/g)).toEqual(matches(html, /<section id="([^"]*)"/g));
  });

  test('is well formed: every element is closed in order', () => {
    const open: string[] = [];
    for (const [, slash, tag = '', rest = ''] of html.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/g)) {
      if (/^(meta|link)$/.test(tag) || rest.endsWith('/')) continue;
      if (slash === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });
});

test('hostile text changes no element and no attribute, and nothing in it stays unseen', () => {
  const report = reportOf('half');
  const tags = (html: string): string[] =>
    matches(html, /<[^>]*>/g).filter((tag) => !/^<meta (?:name="generator"|http-equiv=)/.test(tag));
  const harmless = tags(renderHtml(poisoned(report, 'harmless'))).join('\n');
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const html = renderHtml(poisoned(report, hostile));
      expect(tags(html).join('\n') === harmless).toBe(true);
      expect(html.replaceAll('\n', '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 60_000);

test('a hostile classification stays one string of the style sheet', () => {
  const report = reportOf('half');
  fc.assert(
    fc.property(hostileText, (classification) => {
      const style = styleOf({ ...report, about: { ...report.about, classification } });
      const [, given = ''] = style.split('@top-right { content: ');
      expect(given).toMatch(/^"(?:[A-Za-z0-9 ]|\\[0-9a-f]{1,6} )*"; font: [^\n]*\n\}\n$/);
    }),
  );
});

test('hostile names in certificates change no element of the sheet on TLS', () => {
  const report = reportOf('sound');
  const sheet = (name: string): string[] => {
    const facts = report.facts.map((fact) =>
      fact.kind === tlsCertificate.id
        ? { ...fact, observation: renamed(fact.observation, name) }
        : fact,
    );
    const html = renderHtml({ ...report, facts });
    const shown = html.slice(
      html.indexOf('<section id="targets"'),
      html.indexOf('<section id="controls"'),
    );
    expect(shown.replaceAll('\n', '')).not.toMatch(UNSEEN);
    return matches(shown, /<[^>]*>/g);
  };
  const harmless = sheet('harmless');
  expect(harmless.filter((tag) => tag.startsWith('<table')).length).toBeGreaterThan(1);
  fc.assert(
    fc.property(hostileText, (hostile) => {
      expect(sheet(hostile)).toEqual(harmless);
    }),
    { numRuns: 20 },
  );
});

/** The certificates with another subject and other names. */
function renamed(observation: Observation, name: string): Observation {
  if (observation.status !== 'present') throw new Error('no certificate');
  const value = tlsCertificate.schema.parse(observation.value);
  const items = value.certificates.items.map((one) => ({
    ...one,
    subject: name,
    names: { items: [name], complete: true },
    trust: { ...one.trust, path: one.trust.path.map((each) => ({ ...each, subject: name })) },
  }));
  return present({ ...value, certificates: { ...value.certificates, items } });
}

test('a report in which nothing could be judged is still a page', () => {
  const html = renderHtml({
    ...reportOf('half'),
    targets: [],
    findings: [],
    controls: [],
    waivers: [],
    evidence: [],
    facts: [],
    problems: [],
    data: [],
    grades: { overall: null, groups: [], areas: [] },
    gate: reportOf('earlier').gate,
  });
  expect(html).toContain('No grade: nothing could be judged');
  expect(html).toContain('Gate: no gate given');
  expect(html).not.toContain('Gate passed');
});

describe('contrast (WCAG 2.2, 1.4.3)', () => {
  const [light = '', dark = ''] = matches(STYLE, /:root \{([^]*?)\}/g);
  const tones = ['good', 'fair', 'bad', 'open', 'quiet'];
  const pairs = [
    ...['ink', 'soft', 'link'].flatMap((ink) => [`${ink} page`, `${ink} card`]),
    'ink code',
    'ink open-pale',
    'soft open-pale',
    'link open-pale',
    ...tones.flatMap((tone) => [`on-tone ${tone}`, `${tone}-ink ${tone}-pale`]),
  ];

  test.each([
    ['light', light],
    ['dark', dark],
  ])('is at least 4.5 to 1 in the %s theme', (_, theme) => {
    const colours = new Map(
      [...theme.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, key, hex]) => [key, hex]),
    );
    const low = pairs.filter((pair) => {
      const [ink = '', ground = ''] = pair.split(' ').map((key) => colours.get(key));
      return !(contrast(ink, ground) >= 4.5);
    });
    expect(low).toEqual([]);
  });
});

/** Contrast ratio of two colours (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
      const share = parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = NaN, dark = NaN] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
