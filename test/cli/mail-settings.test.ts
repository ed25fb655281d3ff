import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/errors.ts';
import type { LookFlags } from '../../src/cli/options.ts';
import { judging, looking } from '../../src/cli/settings.ts';
import { readConfig } from '../../src/document/config.ts';
import type { MailSettings } from '../../src/probe/probe.ts';
import { assay, folder } from './run.ts';

const JUDGED = judging({}, null);

/** What is known of the mail with these flags and this configuration. */
function mailOf(flags: Partial<LookFlags>, text = ''): MailSettings {
  const given: LookFlags = { progress: false, ...flags };
  const config = text === '' ? null : readConfig('assay.yaml', text);
  return looking(['https://a.example/'], given, { ...JUDGED, config }).settings.mail;
}

/** Selectors in short: selector, domain, source. */
const selectors = (flags: Partial<LookFlags>, text = ''): string[] =>
  mailOf(flags, text).selectors.map(({ selector, domain, source }) =>
    [selector, domain ?? '*', source].join(' '),
  );

/** The message and hint of wrong use. */
function refusal(flags: Partial<LookFlags>, text = ''): string {
  try {
    mailOf(flags, text);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message}\n${error.hint ?? ''}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A file of one test. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

const REPORT =
  '<?xml version="1.0"?><feedback><record><auth_results>' +
  '<dkim><domain>Example.com</domain><selector>r1</selector></dkim>' +
  '<dkim><domain>esp.example</domain><selector>r2</selector></dkim>' +
  '</auth_results></record></feedback>\n';
const MESSAGE =
  'Received: by x\r\nDKIM-Signature: v=1; d=EXAMPLE.com;\r\n s=m1; b=abc\r\n\r\nHi.\r\n';

test('nothing is known of mail where nothing was said', () => {
  expect(mailOf({})).toMatchObject({ selectors: [], senders: [], deep: false });
});

test('selectors are named for every domain or for one', () => {
  const named = ['s1', 'S2._domainkey.Example.COM', 's3._domainkey', 'a.b._DomainKey.b.test.'];
  expect(selectors({ dkimSelector: named })).toEqual([
    's1 * settings',
    'S2 example.com settings',
    's3 * settings',
    'a.b b.test settings',
  ]);
  expect(selectors({ dkimSelector: ['s1', 'S1'] }, 'mail: { dkimSelectors: [s1, x_y] }')).toEqual([
    's1 * settings',
    'x_y * settings',
  ]);
});

test.each([
  '',
  'a b',
  'a,b',
  'a..b',
  '-a',
  'a'.repeat(64),
  's1._domainkey.',
  's1._domainkey.com',
  'ü',
])('%j is no selector', (text) => {
  if (text === 's1._domainkey.') expect(selectors({ dkimSelector: [text] })).toHaveLength(1);
  else {
    expect(refusal({ dkimSelector: [text] })).toBe(
      `--dkim-selector: "${text}" is not a DKIM selector\n` +
        'one each time, as in s1 or s1._domainkey.example.com',
    );
  }
});

test('messages name the selectors of their domains', () => {
  const path = file('a.eml', MESSAGE);
  expect(selectors({ mailMessage: [path] })).toEqual(['m1 example.com message']);
  expect(selectors({}, `mail: { messages: [${path}] }`)).toEqual(['m1 example.com message']);
});

test('a signing domain in its own script is that of the DNS', () => {
  const path = file('a.eml', MESSAGE.replace('EXAMPLE.com', 'bücher.example'));
  expect(selectors({ mailMessage: [path] })).toEqual(['m1 xn--bcher-kva.example message']);
});

test.each<[string, (text: string) => Uint8Array]>([
  ['a.xml', (text) => Buffer.from(text)],
  ['a.xml.gz', (text) => gzipSync(text)],
  ['a.zip', (text) => zipSync({ 'b/': new Uint8Array(), 'a.xml': Buffer.from(text) })],
  ['stored.zip', (text) => zipSync({ 'a.xml': Buffer.from(text) }, { level: 0 })],
])('a report in %s names selectors of every domain in it', (name, pack) => {
  expect(selectors({ dmarcReport: [file(name, pack(REPORT))] })).toEqual([
    'r1 example.com report',
    'r2 esp.example report',
  ]);
});

test('a report that names no selector is read for what it is', () => {
  const path = file('a.xml', '<feedback><version>1.0</version></feedback>');
  expect(selectors({ dmarcReport: [path] })).toEqual([]);
});

describe('a file that cannot be read is wrong use, and the error names it', () => {
  const large = 'a'.repeat(20_000_001);
  test.each<[string, string | Uint8Array, RegExp]>([
    ['text.eml', 'hello\nworld', /text\.eml: is no message: .*header\nsave the message/s],
    ['empty.eml', '', /empty\.eml: is no message/],
    ['sent.eml', 'Subject: x\n\nHi', /sent\.eml: no DKIM-Signature in it .*\n.*sent mail/s],
    ['other.eml', 'DKIM-Signature: d=a b; s=s1\n\n', /other\.eml: no DKIM-Signature in it/],
    ['large.eml', large, /large\.eml: larger than 20 MB/],
  ])('message %s', (name, content, message) => {
    expect(refusal({ mailMessage: [file(name, content)] })).toMatch(message);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['a.xml', 'hello', /a\.xml: is no DMARC aggregate report: there is no <feedback> in it\n/],
    ['cut.xml', REPORT.slice(0, -13), /cut\.xml: is no DMARC aggregate report: it is no XML: /],
    ['cut.gz', gzipSync(REPORT).subarray(0, 60), /cut\.gz: is no whole gzip file: /],
    ['bomb.gz', gzipSync(large), /bomb\.gz: larger than 20 MB unpacked/],
    ['bomb.zip', zipSync({ a: Buffer.from(large) }), /bomb\.zip: larger than 20 MB unpacked/],
    ['empty.zip', zipSync({ 'b/': new Uint8Array() }), /empty\.zip: no file in it/],
    ['cut.zip', zipSync({ a: Buffer.from(REPORT) }).subarray(0, 40), /cut\.zip: is no whole zip/],
    [
      'many.zip',
      zipSync(
        Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`${at}`, new Uint8Array()])),
      ),
      /more than 100 files/,
    ],
  ])('report %s', (name, content, message) => {
    expect(refusal({ dmarcReport: [file(name, content)] })).toMatch(message);
  });

  test('a zip that lies about its size unpacks to no more than it says', () => {
    const zip = Buffer.from(zipSync({ 'a.xml': Buffer.from(REPORT.repeat(100)) }));
    const central = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    zip.writeUInt32LE(10, central + 24);
    zip.writeUInt32LE(10, 22);
    expect(refusal({ dmarcReport: [file('lie.zip', zip)] })).toMatch(/lie\.zip: /);
  });

  test('one that is not there', () => {
    expect(refusal({ dmarcReport: ['none.xml'] })).toMatch(
      /^none\.xml: cannot be read: no such file/,
    );
  });
});

test('senders have the domain of their mailbox', () => {
  const text = `mail:
  senders:
    - { address: 192.0.2.1, from: Bounce@Example.com, helo: mx.example.com }
    - { address: "2001:db8::1", from: b.test }
    - { address: 192.0.2.2 }
`;
  expect(mailOf({}, text).senders).toEqual([
    {
      address: '192.0.2.1',
      from: 'Bounce@Example.com',
      helo: 'mx.example.com',
      domain: 'example.com',
    },
    { address: '2001:db8::1', from: 'b.test', helo: '', domain: 'b.test' },
    { address: '192.0.2.2', from: '', helo: '', domain: null },
  ]);
  expect(refusal({}, 'mail: { senders: [{ address: 192.0.2.1, from: "a b" }] }')).toMatch(
    /^mail\.senders: 192\.0\.2\.1: "a b" is neither a mailbox nor a domain\n/,
  );
});

test('the command says what is wrong and ends with 2', async () => {
  const { status, stderr } = await assay(['audit', 'mail:a.example', '--dkim-selector', 'a b'], {
    cwd: folder(),
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/--dkim-selector: "a b" is not a DKIM selector/);
});
