import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseName } from '../../../src/codec/dns/name.ts';
import { parseMacroString } from '../../../src/codec/mail/domain-spec.ts';
import {
  checkedDomain,
  checkedTarget,
  expandMacros,
  queryName,
  type MacroValues,
} from '../../../src/codec/mail/macro.ts';

/** The values of the examples in RFC 7208, section 7.4. */
const IPV4: MacroValues = {
  localPart: 'strong-bad',
  senderDomain: 'email.example.com',
  domain: 'email.example.com',
  address: Uint8Array.of(192, 0, 2, 3),
  addressText: '192.0.2.3',
  helo: 'mx.example.org',
  validated: 'mx.example.org',
  receiver: 'receiver.example',
  time: 1_700_000_000,
};
const IPV6: MacroValues = {
  ...IPV4,
  address: Buffer.from('20010db800000000000000000000cb01', 'hex'),
  addressText: '2001:db8::cb01',
};

describe('the examples of RFC 7208, section 7.4', () => {
  test.each([
    ['%{s}', 'strong-bad@email.example.com'],
    ['%{o}', 'email.example.com'],
    ['%{d}', 'email.example.com'],
    ['%{d4}', 'email.example.com'],
    ['%{d3}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{d1}', 'com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{l}', 'strong-bad'],
    ['%{l-}', 'strong.bad'],
    ['%{lr}', 'strong-bad'],
    ['%{lr-}', 'bad.strong'],
    ['%{l1r-}', 'strong'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{lr-}.lp._spf.%{d2}', 'bad.strong.lp._spf.example.com'],
    ['%{lr-}.lp.%{ir}.%{v}._spf.%{d2}', 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com'],
    ['%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}', '3.2.0.192.in-addr.strong.lp._spf.example.com'],
    ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
  ])('%s is %s', (text, expanded) => {
    expect(expandMacros(text, IPV4)).toBe(expanded);
  });

  test('the nibbles of an IPv6 address', () => {
    expect(expandMacros('%{ir}.%{v}._spf.%{d2}', IPV6)).toBe(
      '1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com',
    );
  });
});

test.each([
  [
    '%{c} %{r} %{t} %{h} %{p}',
    '192.0.2.3 receiver.example 1700000000 mx.example.org mx.example.org',
  ],
  ['%%%_%-', '% %20'],
  ['100%%{d}', '100%{d}'],
  ['%{S}', 'strong-bad%40email.example.com'],
  ['%{L2-}', 'strong.bad'],
  ['%{D99999999999999999999}', 'email.example.com'],
  ['%{i2.+}', '2.3'],
])('%s is %s', (text, expanded) => {
  expect(expandMacros(text, IPV4)).toBe(expanded);
});

test('all but the unreserved characters are escaped, as octets of UTF-8', () => {
  expect(expandMacros('%{L}', { ...IPV4, localPart: "a-._~!'(é €" })).toBe(
    'a-._~%21%27%28%C3%A9%20%E2%82%AC',
  );
});

test('a text expands piece by piece', () => {
  const PIECES = [
    ['%{lr-}', 'bad.strong'],
    ['%{D1}', 'com'],
    ['%{i1r}', '192'],
    ['%{V}', 'in-addr'],
    ['%%', '%'],
    ['%_', ' '],
    ['{s}', '{s}'],
    ['a.b-/', 'a.b-/'],
  ] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES)), (pieces) => {
      const text = pieces.map(([written]) => written).join('');
      expect(parseMacroString(text).valid).toBe(true);
      expect(expandMacros(text, IPV4)).toBe(pieces.map(([, expanded]) => expanded).join(''));
    }),
  );
});

test('no text breaks it', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('%', '%{', '%{l', '9', 'R-.', '}'));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      expect(typeof expandMacros(parts.join(''), IPV6)).toBe('string');
    }),
  );
});

describe('a target name', () => {
  test('loses labels at its left until it fits', () => {
    const name = `${'a.'.repeat(126)}example`;
    expect(name).toHaveLength(259);
    expect(checkedTarget(name)).toBe(`${'a.'.repeat(123)}example`);
    expect(checkedTarget(`${'a'.repeat(253)}.b.example`)).toBe('b.example');
    expect(checkedTarget('a'.repeat(300))).toBeNull();
    expect(checkedTarget(`${'a'.repeat(60)}.`.repeat(5).slice(0, -1))).toHaveLength(243);
  });

  test.each(['', '.', 'one', 'one.', 'a..b', '.a.b', 'a.b..', `${'a'.repeat(64)}.b`, 'é.b'])(
    '%j is none',
    (text) => {
      expect(checkedTarget(text)).toBeNull();
      expect(checkedDomain(text)).toBeNull();
    },
  );

  test('the domain of a sender is not shortened', () => {
    expect(checkedDomain(`${'a.'.repeat(126)}example`)).toBeNull();
    expect(checkedDomain('a.example.')).toBe('a.example');
  });

  test('has no characters with a meaning but the dot', () => {
    expect(queryName('A b\\.c"@x.example')).toBe('a\\032b\\\\.c\\"\\@x.example');
  });

  test('whatever the text, it fits into the DNS or is none', () => {
    const label = fc.oneof(fc.string(), fc.constantFrom('', 'a', 'a'.repeat(63), 'b'.repeat(64)));
    fc.assert(
      fc.property(fc.array(label, { maxLength: 8 }), (labels) => {
        const target = checkedTarget(labels.join('.'));
        if (target === null) return;
        expect(target.length).toBeLessThanOrEqual(253);
        expect(labels.join('.')).toContain(target);
        expect(parseName(queryName(target))).toHaveLength(target.split('.').length);
      }),
    );
  });
});
