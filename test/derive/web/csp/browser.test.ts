import { expect, test } from 'vitest';
import { z } from 'zod';
import { parsePolicyList } from '../../../../src/codec/http/csp.ts';
import { framingOf } from '../../../../src/codec/http/framing.ts';
import { admits, allowsOf, scriptsOf } from '../../../../src/derive/web/csp/allows.ts';
import { read, type Reading } from '../../../../src/derive/web/csp/reading.ts';
import { answered, recorded } from '../../../support/chromium.ts';

const ORIGIN = new URL('https://site.test/');

const inHeader = (policies: string): Reading[] =>
  parsePolicyList(policies).map((policy) => read(policy, 'header'));

const flag = z.boolean();
const list = z.array(z.string());
const Page = z.strictObject({
  ...{ header: list, meta: list, scripts: list },
  document: z.strictObject({ eval: flag, sheet: flag, attribute: flag, base: flag }).nullable(),
  ...{ object: flag, form: flag },
});

// What Chromium does, recorded by test/lab/chromium/record.ts.
const RECORDED = recorded('csp', Page);
const FRAMED = recorded('framing', answered(z.boolean()))
  .rows.filter(({ page }) => page === 'https://top.com')
  .map(({ lines, answer }) => ({
    policy: lines.map((line) => line.replace('Content-Security-Policy: ', '')).join(', '),
    framed: answer,
  }));

/** Chromium does not take ws: for https, as section 6.7.2.9 does. */
const isOfSockets = (policies: readonly string[]): boolean =>
  policies.some((policy) => /\bwss?:/.test(policy));

/** No host serves a second port. */
const isOfAnotherPort = (policies: readonly string[]): boolean =>
  policies.some((policy) => /\*:(?:80|8443)\b/.test(policy));

const PAGES = RECORDED.rows
  .filter(({ header }) => !isOfSockets(header) && !isOfAnotherPort(header))
  .map((page) => [[...page.header, ...page.meta].join(' | '), page] as const);

test('the recording holds many pages', () => {
  expect(RECORDED.browser).toMatch(/^Chrome\/\d+/);
  expect(PAGES.length).toBeGreaterThan(350);
});

test.each(PAGES)('Chromium lets the same through: %s', (_, page) => {
  const { header, meta, scripts, document, object, form } = page;
  // Chromium divides the content of <meta> at commas.
  const metas = meta
    .flatMap(parsePolicyList)
    .map((policy) => ({
      ...policy,
      directives: policy.directives.filter(({ name }) => name !== 'sandbox'),
    }))
    .map((policy) => read(policy, 'meta'));
  const readings = [...inHeader(header.join(',')), ...metas];
  const allows = allowsOf(readings, ORIGIN);
  const sandboxed = readings.some(({ sandbox }) => sandbox?.scripts === true);
  const runs = (url: string): boolean =>
    !sandboxed && admits(readings, 'script-src-elem', new URL(url), ORIGIN);
  const ran = (...names: string[]): boolean => names.some((name) => scripts.includes(name));
  expect({
    inline: allows.inlineScripts,
    data: allows.dataScripts,
    any: allows.anyScriptHost,
    self: runs('https://site.test/s.js'),
    listed: runs('https://cdn.test/lib/a.js'),
    address: runs('https://127.0.0.2/s.js'),
    // An object that is a page has to pass as a frame too.
    object:
      allows.objects && admits(readings, 'frame-src', new URL('https://plug-in.com/'), ORIGIN),
  }).toEqual({
    inline: ran('inline', 'handler'),
    data: ran('data'),
    any: ran('any'),
    self: ran('self'),
    listed: ran('listed'),
    address: ran('address'),
    object,
  });
  const kind = scriptsOf(readings, allows, ORIGIN);
  if (kind === 'blocked') expect(scripts).toEqual([]);
  if (kind === 'strict')
    expect(ran('any', 'self', 'listed', 'data', 'inline', 'handler')).toBe(false);
  if (kind === 'listed') expect(ran('any', 'data', 'inline', 'handler')).toBe(false);
  if (document === null) return;
  // Strings are not evaluated where Trusted Types are required.
  const typed = readings.some(({ policy }) =>
    policy.directives.some(
      ({ name, values }) => name === 'require-trusted-types-for' && values.includes("'script'"),
    ),
  );
  expect({
    eval: allows.eval && !typed,
    styles: allows.inlineStyles,
    base: allows.base,
    form: allows.forms,
  }).toEqual({
    eval: document.eval,
    styles: document.sheet || document.attribute,
    base: document.base,
    form,
  });
});

test.each(FRAMED.filter(({ policy }) => !isOfSockets([policy])))(
  'Chromium lets a page of another site be framed by the same policies: $policy',
  ({ policy, framed }) => {
    expect(framingOf([['Content-Security-Policy', policy]]).restricted).toBe(!framed);
    expect(allowsOf(inHeader(policy), ORIGIN).framing).toBe(framed);
  },
);
