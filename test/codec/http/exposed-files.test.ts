import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginsLike, EXPOSED_FILES, FIRST_BYTES } from '../../../src/codec/http/exposed-files.ts';

/** What of the table a body begins like. */
const kindsOf = (text: string): string[] =>
  EXPOSED_FILES.filter((file) => beginsLike(file, text)).map(({ what }) => what);

const PHPINFO = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<style type="text/css">${'body {background-color: #fff;}\n'.repeat(60)}</style>
<title>PHP 8.2.7 - phpinfo()</title>`;

// Beginnings as git, Subversion, mysqldump … write them; the listings are those of the servers named.
test.each<[string, string]>([
  ['git', 'ref: refs/heads/main\n'],
  ['git', 'ref: refs/heads/feature/a-b_c.1'],
  ['git', '0123456789abcdef0123456789abcdef01234567\n'],
  ['subversion', 'SQLite format 3\0\x10\0\x01\x01'],
  ['dotenv', 'APP_NAME=Laravel\nAPP_ENV=production\n'],
  ['dotenv', '# settings\n\nDB_PASSWORD = "x"\n'],
  ['dotenv', 'export SECRET_KEY=1'],
  [
    'wordpress-backup',
    "<?php\n/**\n * The base configuration for WordPress\n */\ndefine( 'DB_NAME', 'x' );",
  ],
  ['sql-dump', '-- MySQL dump 10.13  Distrib 8.0.32, for Linux (x86_64)\n--\n'],
  [
    'sql-dump',
    '/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19  Distrib 10.11.6\n',
  ],
  ['sql-dump', '--\n-- PostgreSQL database dump\n--\n'],
  ['sql-dump', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n'],
  ['archive', 'PK\x03\x04\x14\0\0\0\x08\0'],
  [
    'server-status',
    '<html><head>\n<title>Apache Status</title>\n</head><body>\n<h1>Apache Server Status for site.test (via 192.0.2.1)</h1>',
  ],
  ['phpinfo', PHPINFO],
  ['phpinfo', '<html><head><title>phpinfo()</title>'],
  ['actuator', '{"activeProfiles":["prod"],"propertySources":[{"name":"server.ports"'],
  [
    'metrics',
    '# HELP go_gc_duration_seconds A summary of the pause duration.\n# TYPE go_gc_duration_seconds summary\n',
  ],
  ['pprof', '<html>\n<head>\n<title>/debug/pprof/</title>\n<style>'],
  ['openapi', '{"openapi":"3.1.0","info":{"title":"FastAPI","version":"0.1.0"},"paths":{'],
  ['openapi', '{\n  "swagger": "2.0",\n  "info": {'],
  ['ds-store', '\0\0\0\x01Bud1\0\0\x10\0'],
  [
    'listing',
    '<html>\r\n<head><title>Index of /sub/</title></head>\r\n<body>\r\n<h1>Index of /sub/</h1><hr><pre><a href="../">../</a>',
  ],
  [
    'listing',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<html>\n <head>\n  <title>Index of /sub</title>\n </head>',
  ],
  [
    'listing',
    '<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for /sub/</title>',
  ],
  ['listing', '<!doctype html><html lang="en"><head><title>Directory Listing For [/]</title>'],
  [
    'listing',
    '<html><head><title>site.test - /a/</title></head><body><H1>site.test - /a/</H1><hr>\r\n\r\n<pre><A HREF="/">[To Parent Directory]</A><br>',
  ],
  [
    'listing',
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>',
  ],
  [
    'listing',
    '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n<a href="a.js">a.js</a>\n',
  ],
  ['listing', '<pre>\n<a href="a.js">a.js</a>\n'],
  [
    'listing',
    '<title>sub</title><style>body {\n\t\t\tfont-family: sans-serif;\n\t\t\ttext-rendering: optimizespeed;\n\t\t\tbackground-color: #ffffff;\n}',
  ],
])('%s begins like %j', (what, text) => {
  expect(kindsOf(text)).toEqual([what]);
});

test.each<[string, string]>([
  ['nothing', ''],
  [
    'a page',
    '<!doctype html><html><head><title>Shop</title></head><body>ref: refs/heads/main</body>',
  ],
  ['a page that shows settings', '<pre>\nAPP_NAME=Laravel\nDB_HOST=x\n</pre>'],
  ['a page with a dump in it', '<html>\n-- MySQL dump 10.13\n'],
  ['a page with metrics in it', '<html>\n# HELP a b\n'],
  ['a page on phpinfo', '<title>How to read phpinfo() output</title>'],
  ['an article on indexes', '<title>Index of consumer prices</title>'],
  ['an article on listings', '<title>Directory listing of shops</title>'],
  ['an error in JSON', '{"error":"not found","path":"/actuator/env"}'],
  ['an API that names a version', '{"version":"3.0.1"}'],
  ['a script in lower case', 'var a=1;\nconst b=2;\n'],
  ['a text that ends otherwise', 'ref: refs/heads/main\n<html>'],
  ['a hash that is too short', '0123456789abcdef'],
  ['a template in PHP', '<?php\nget_header();\n'],
  ['a dead link of Markdown', '# Help\n\nFind HELP here\n'],
  ['an error page in text', 'Not found\n'],
])('%s begins like none', (_, text) => {
  expect(kindsOf(text)).toEqual([]);
});

test('what stands behind the first bytes does not count', () => {
  const text = `APP_NAME=x\n${' '.repeat(FIRST_BYTES)}`;
  expect(kindsOf(text)).toEqual(['dotenv']);
  expect(kindsOf(`${' '.repeat(FIRST_BYTES)}\nAPP_NAME=x`)).toEqual([]);
});

test('any bytes are read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(kindsOf(text.repeat(50)).length).toBeLessThanOrEqual(EXPOSED_FILES.length);
    }),
  );
});

test('each has a name of its own', () => {
  expect(new Set(EXPOSED_FILES.map(({ what }) => what)).size).toBe(EXPOSED_FILES.length);
});
