import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mendedDmarc } from '../../../src/codec/mail/dmarc-proposal.ts';
import { publishedPolicy } from '../../../src/codec/mail/dmarc-policy.ts';
import { parseDmarc } from '../../../src/codec/mail/dmarc.ts';

function mended(text: string, isSuffix = false): string {
  const record = parseDmarc(text);
  if (record === null) throw new Error(`${text} is no DMARC record`);
  return mendedDmarc(record, 'example.com', isSuffix);
}

test.each([
  ['v=DMARC1', 'v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com'],
  [
    'v=DMARC1; p=none; sp=none; np=none; t=y',
    'v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com',
  ],
  [
    'v=DMARC1; p=reject; sp=quarantine; pct=50; rf=afrf; ri=60; rua=mailto:a@b.example!5m',
    'v=DMARC1; p=reject; rua=mailto:a@b.example',
  ],
  [
    'v=DMARC1; p=quarantine; sp=reject; psd=n; adkim=s; aspf=s; fo=1; rua=a@b.example; ruf=mailto:c@d.example',
    'v=DMARC1; p=quarantine; sp=reject; psd=n; adkim=s; aspf=s; rua=mailto:dmarc@example.com; ruf=mailto:c@d.example; fo=1',
  ],
  ['v=DMARC1; p=bob; fo=1; psd=y', 'v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com'],
])('%j becomes %j', (text, expected) => {
  expect(mended(text)).toBe(expected);
});

test('a public suffix stays one', () => {
  expect(mended('v=DMARC1; p=none; psd=y', true)).toContain('; psd=y;');
});

test('what is proposed has no fault and is enforced', () => {
  const value = fc.constantFrom('none', 'quarantine', 'reject', 'bob', 'y', 'mailto:a@b.example');
  const name = fc.constantFrom('p', 'sp', 'np', 't', 'psd', 'pct', 'rua', 'ruf', 'fo', 'adkim');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (tags) => {
      const text = ['v=DMARC1', ...tags.map((tag) => tag.join('='))].join('; ');
      const record = parseDmarc(mended(text));
      expect(record).toMatchObject({ faults: [], historic: [], badUris: [], testing: false });
      for (const scope of ['domain', 'subdomain', 'nonExistent'] as const) {
        expect(record && publishedPolicy(record, scope)).toMatch(/quarantine|reject/);
      }
      expect(mended(mended(text))).toBe(mended(text));
    }),
  );
});
