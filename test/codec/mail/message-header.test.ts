import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMessage, selectorsOfMessages } from '../../../src/codec/mail/message-header.ts';

/** The header of the message of RFC 8463, appendix A.3, signatures shortened. */
const RFC8463 = [
  'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;',
  ' d=football.example.com; i=@football.example.com;',
  ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
  ' subject : date : message-id : from : subject : date;',
  ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
  ' b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus',
  ' Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;',
  ' d=football.example.com; i=@football.example.com;',
  ' q=dns/txt; s=test; t=1528637909; h=from : to : subject :',
  ' date : message-id : from : subject : date;',
  ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
  ' b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8Gwps',
  'From: Joe SixPack <joe@football.example.com>',
  'Subject: Is dinner ready?',
  '',
  'Hi.',
  '',
];

const found = (text: string): string[] =>
  selectorsOfMessages(text).map(({ selector, domain }) => `${selector} ${domain}`);

describe.each(['\r\n', '\n'])('with lines that end in %j', (end) => {
  test('the signatures of RFC 8463 name their selectors', () => {
    expect(found(RFC8463.join(end))).toEqual([
      'brisbane football.example.com',
      'test football.example.com',
    ]);
  });

  test('a mailbox file has several messages', () => {
    const message = (selector: string): string[] => [
      'From joe@a.test Fri Jul 11 21:00:37 2003',
      `dkim-signature : d=a.test; s=${selector}`,
      'Subject: x',
      '',
      'DKIM-Signature: d=a.test; s=body',
      '>From here',
      '',
    ];
    const text = [...message('s1'), ...message('s2'), ...message('S1')].join(end);
    expect(found(text)).toEqual(['S1 a.test', 's2 a.test']);
  });
});

test('signatures of ARC name selectors too, seals and others do not', () => {
  const text =
    'ARC-Message-Signature: i=1; d=b.test; s=arc\nARC-Seal: d=c.test; s=seal\nX: d=d.test; s=x\n\n';
  expect(found(text)).toEqual(['arc b.test']);
});

test('what stands in the body is no header', () => {
  expect(found('Subject: x\n\nFrom here on\nDKIM-Signature: d=a.test; s=s1\n\n')).toEqual([]);
  expect(found('Subject: x\n\nFrom here\n\nFrom there\nDKIM-Signature: d=a.test; s=s1')).toEqual(
    [],
  );
});

test.each(['d=a.test', 's=s1', 'd=; s=s1', 'd=a.test; s=', 'junk', ''])(
  'a signature of %j names none',
  (value) => {
    expect(found(`DKIM-Signature: ${value}\n\n`)).toEqual([]);
  },
);

test('a field of more than 64 KiB is passed over', () => {
  const long = ` ${'a'.repeat(70)}\n`.repeat(1000);
  expect(found(`DKIM-Signature: d=a.test; s=s1;\n${long}Subject: x\n\n`)).toEqual([]);
  expect(found(`Subject: y\n${long}DKIM-Signature: d=a.test; s=s1\n\n`)).toEqual(['s1 a.test']);
});

test.each([
  ['Received: by x', true],
  ['From joe@a.test Fri Jul 11', true],
  ['\r\nSubject : x', true],
  ['hello world', false],
  ['', false],
  ['<?xml version="1.0"?>', false],
])('%j begins a message: %s', (text, expected) => {
  expect(isMessage(text)).toBe(expected);
});

test('any text is read', () => {
  const line = fc.constantFrom(
    ...['From a', 'DKIM-Signature: d=a;s=b', ' s=c', '\t', '', '\r', 'x:', ':', 'DKIM-Signature:'],
  );
  const lines = fc.array(line, { maxLength: 20 }).map((all) => all.join('\n'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), lines), (text) => {
      for (const { domain, selector } of selectorsOfMessages(text)) {
        // Folding is undone.
        expect(text.replaceAll('\n', '')).toContain(domain);
        expect(text.replaceAll('\n', '')).toContain(selector);
      }
    }),
  );
});
