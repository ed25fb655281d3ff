import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/errors.ts';
import { readPageFile } from '../../src/cli/page-file.ts';
import { assay, folder } from './run.ts';

const WORDS = 'We use SSL in our naïve café.';

const page = (bytes: Uint8Array | string, name = 'page.txt'): string => {
  const path = join(folder(), name);
  writeFileSync(path, bytes);
  return path;
};

const refusal = (path: string): UsageError => {
  try {
    readPageFile(path);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('was read');
};

const mark = (text: string): string => `\ufeff${text}`;
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

describe('the text of a page is read', () => {
  test.each([
    ['UTF-8', Buffer.from(WORDS)],
    ['UTF-8 with its mark', Buffer.from(mark(WORDS))],
    ['UTF-16 of Windows', Buffer.from(mark(WORDS), 'utf16le')],
    ['UTF-16 of others', swapped(Buffer.from(mark(WORDS), 'utf16le'))],
    ['Latin-1', Buffer.from(WORDS, 'latin1')],
  ])('in %s', (_, bytes) => {
    expect(readPageFile(page(bytes)).text).toBe(WORDS);
  });

  test('from HTML in UTF-8 that does not say so, as curl saves it', () => {
    expect(readPageFile(page(`<!doctype html><p>${WORDS}`, 'page.html')).text).toBe(WORDS);
  });

  test('from HTML in Latin-1 that says so', () => {
    const html = `<!doctype html><meta charset="iso-8859-1"><p>${WORDS}`;
    expect(readPageFile(page(Buffer.from(html, 'latin1'), 'page.html')).text).toBe(WORDS);
  });

  test('from HTML in UTF-16, whatever the file is called', () => {
    const html = Buffer.from(mark(`<!DOCTYPE html><p>${WORDS}`), 'utf16le');
    expect(readPageFile(page(html, 'saved')).text).toBe(WORDS);
  });

  test('with lines that end as on old Macs', () => {
    const { text, placeOf } = readPageFile(page('one\rtwo\r\nthree'));
    expect(text).toBe('one\ntwo\nthree');
    expect(placeOf(text.indexOf('three'))).toEqual({ line: 3, column: 1 });
  });
});

describe('what holds no text is refused, as nothing can be said of it', () => {
  test.each([
    ['a PDF', '%PDF-1.7\n(We use SSL)', /is a PDF$/, /pdftotext/],
    ['an office document', 'PK\u0003\u0004SSL', /office document$/, /save it as HTML/],
    ['other bytes', 'We use\u0000SSL', /is not text$/, /UTF-8/],
    ['an empty file', ' \n', /no text in it$/, /saved from a browser/],
  ])('%s', (_, bytes, message, hint) => {
    const { message: said, hint: remedy } = refusal(page(bytes));
    expect(said).toMatch(message);
    expect(remedy).toMatch(hint);
  });

  test('a page that scripts make', () => {
    const html = '<!doctype html><div id="app"></div><script>we("use SSL")</script>';
    expect(refusal(page(html, 'page.html')).message).toMatch(/no text in it$/);
  });
});

describe('of a page that is longer than is read', () => {
  const long = `<!doctype html><p>We use SSL.<!--${'x'.repeat(1_100_000)}--><p>TSL too.`;

  test('claims check says so, and decides nothing', async () => {
    const args = ['claims', 'check', '-', '--now', '2026-11-23'];
    const { status, stdout, stderr } = await assay(args, { stdin: long });
    expect(stdout).toContain('-:1: SSL');
    expect(stderr).toMatch(/exit 3: 1 out of date, the page is longer than is read/);
    expect(status).toBe(3);
    const strict = await assay([...args, '--strict', '--json'], { stdin: long });
    expect(strict.status).toBe(1);
    expect(JSON.parse(strict.stdout)).toMatchObject({ complete: false });
  });

  test('init drafts what was read, and says so', async () => {
    const stdin = long.replace('SSL', 'TLS 1.3');
    const { status, stdout, stderr } = await assay(['init', '--from', '-', '-o', '-'], { stdin });
    expect(stdout).toContain('We use TLS 1.3.');
    expect(stderr).toContain('its end was not looked at');
    expect(status).toBe(3);
  });

  test('HTML counts with what is no text', () => {
    expect(readPageFile(page(long, 'page.html')).complete).toBe(false);
    expect(readPageFile(page('<!doctype html><p>We use SSL.', 'page.html')).complete).toBe(true);
  });

  test('so does plain text', () => {
    expect(readPageFile(page('x '.repeat(525_000))).complete).toBe(false);
    expect(readPageFile(page('x '.repeat(524_000))).complete).toBe(true);
  });
});
