import { describe, expect, test } from 'vitest';
import { mailSpfDerivation } from '../../../../src/derive/mail/spf.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { cname, mx } from '../../../support/zone.ts';
import { derived } from '../answers.ts';
import { DOMAIN, evidenceOf, policyOf, type SpfZone } from './zone.ts';

const dangling = (terms: string, zone: SpfZone = {}, denied?: string | null) =>
  policyOf(`v=spf1 ${terms} -all`, zone, denied).dangling;

const one = (term: string, name: string, domainExists: boolean | null, passes = true) =>
  complete([{ domain: DOMAIN, term, name, passes, domainExists }]);

test.each(['include', 'a', 'mx', 'exists'])('a name behind %s', (mechanism) => {
  const term = `${mechanism}:spf.gone.example`;
  expect(dangling(term)).toEqual(one(term, 'spf.gone.example', false));
});

test('a name to redirect to', () => {
  const { dangling } = policyOf('v=spf1 redirect=gone.example');
  expect(dangling).toEqual(one('redirect=gone.example', 'gone.example', false));
});

test('a server behind mx', () => {
  expect(dangling('mx', { [DOMAIN]: [mx(1, 'mx.gone.example')] })).toEqual(
    one('mx', 'mx.gone.example', false),
  );
});

test('the end of an alias, which is what can be registered', () => {
  const zone = { 'b.example': [cname('spf.gone.example')] };
  expect(dangling('a:b.example', zone)).toEqual(one('a:b.example', 'spf.gone.example', false));
});

describe('the registrable domain', () => {
  const term = 'include:spf.provider.example';

  test('exists', () => {
    const zone = { 'provider.example': [] };
    expect(dangling(term, zone)).toEqual(one(term, 'spf.provider.example', true));
  });

  test('exists where a zone in it says that the name does not', () => {
    const zone = { 'provider.example': null };
    expect(dangling(term, zone, 'provider.example').items).toMatchObject([{ domainExists: true }]);
  });

  test('is not known', () => {
    const { items } = dangling(term, { 'provider.example': null });
    expect(items).toMatchObject([{ name: 'spf.provider.example', domainExists: null }]);
  });

  test('cannot be had where there is no such top-level domain', () => {
    expect(dangling('include:mail.corp.lan', {}, '.').items).toMatchObject([
      { name: 'mail.corp.lan', domainExists: null },
    ]);
    expect(dangling('include:corp.lan', {}, '.').items).toMatchObject([
      { name: 'corp.lan', domainExists: null },
    ]);
  });
});

test('a term passes nobody by its sign or on the way to it', () => {
  expect(dangling('?include:gone.example')).toEqual(
    one('?include:gone.example', 'gone.example', false, false),
  );
  const zone = { 'b.example': ['v=spf1 a:gone.example'] };
  expect(dangling('-include:b.example', zone).items).toMatchObject([
    { domain: 'b.example', passes: false },
  ]);
  expect(dangling('-include:b.example include:b.example', zone).items).toMatchObject([
    { domain: 'b.example', passes: true },
  ]);
});

test('names that exist without records, after all or with macros are none', () => {
  const zone = { 'b.example': [] };
  expect(dangling('a:b.example mx:b.example exists:b.example', zone)).toEqual(complete([]));
  expect(policyOf('v=spf1 -all a:gone.example').dangling).toEqual(complete([]));
  expect(dangling('exists:%{i}.x.example', { 'x.example': [] })).toEqual(complete([]));
  expect(dangling('exists:%{i}.%{d}')).toEqual(complete([]));
});

test('a name that only one of two answers denies exists', () => {
  const { answers } = evidenceOf({ [DOMAIN]: ['v=spf1 a:b.example -all'], 'b.example': [] });
  const denied = evidenceOf({ [DOMAIN]: ['v=spf1 a:b.example -all'] }).answers.items.find(
    ({ name, type }) => name === 'b.example' && type === 'A',
  );
  const items = answers.items.map((one) =>
    denied !== undefined && one.name === 'b.example' && one.type === 'A' ? denied : one,
  );
  const observation = derived(mailSpfDerivation, DOMAIN, present({ answers: complete(items) }));
  expect(denied?.rcode).toBe('NXDOMAIN');
  expect(observation).toMatchObject({
    value: { dangling: complete([]), voidLookups: { ipv4: { items: [{}] } } },
  });
});

test.each([
  ['include:mail.corp.lan', 'mail.corp.lan', null],
  ['include:corp.lan', 'corp.lan', null],
  ['exists:%{i}.corp.lan', 'corp.lan', null],
  ['include:spf.gone-for-good.org', 'spf.gone-for-good.org', false],
  ['include:gone-for-good.co.uk', 'gone-for-good.co.uk', false],
])('%s is denied by nobody knows whom', (term, name, domainExists) => {
  expect(dangling(term, {}, null)).toEqual(one(term, name, domainExists));
});

describe('the domain that a name made of the sender ends in', () => {
  test.each([
    'exists:%{i}.spf.gone.example',
    'a:%{i}x.spf.gone.example',
    '-exists:%{i}.gone.example',
  ])('of %s is gone', (term) => {
    expect(dangling(term)).toEqual(one(term, 'gone.example', false, !term.startsWith('-')));
  });

  test('is not known', () => {
    const found = dangling('exists:%{i}.spf.x.example', { 'x.example': null });
    expect(found).toMatchObject({ items: [], complete: false, because: { code: 'timeout' } });
  });

  test('of an include is gone', () => {
    expect(dangling('include:%{i}.gone.example')).toMatchObject({
      items: [{ name: 'gone.example', domainExists: false }],
      complete: false,
    });
  });
});
