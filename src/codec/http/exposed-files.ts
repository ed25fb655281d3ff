/** What kind of thing it is that is not for the public. */
type ExposedGroup =
  'version-control' | 'secrets' | 'backup' | 'monitoring' | 'documentation' | 'listing';

/** Something that is left on servers by mistake, and how it begins. */
export interface ExposedFile {
  readonly what: string;
  readonly group: ExposedGroup;
  /** Null for a directory, which is another one on each site. */
  readonly path: string | null;
  /** All of these are found in its first 4 KiB. */
  readonly begins: readonly RegExp[];
}

/** The first character that is no white space opens no element. */
const NO_MARKUP = /^\s{0,200}[^<\s]/;

/**
 * What is looked for, the most harmful first. Sites answer any path with 200 and a page of their
 * own, hence the patterns are such that only the thing itself has them.
 */
export const EXPOSED_FILES: readonly ExposedFile[] = [
  {
    what: 'git',
    group: 'version-control',
    path: '/.git/HEAD',
    begins: [/^(?:ref: refs\/[\w./-]{1,200}|[0-9a-f]{40}|[0-9a-f]{64})\s{0,4}$/],
  },
  {
    what: 'subversion',
    group: 'version-control',
    path: '/.svn/wc.db',
    begins: [/^SQLite format 3\0/],
  },
  {
    what: 'dotenv',
    group: 'secrets',
    path: '/.env',
    begins: [/^(?:export )?[A-Z][A-Z0-9_]{2,60}[ \t]?=/m, NO_MARKUP],
  },
  {
    what: 'wordpress-backup',
    group: 'secrets',
    path: '/wp-config.php.bak',
    begins: [/^\s{0,10}<\?php/, /WordPress|DB_NAME|wp-config/],
  },
  {
    what: 'sql-dump',
    group: 'backup',
    path: '/backup.sql',
    begins: [
      /^(?:(?:--|\/\*).{0,80}(?:MySQL|MariaDB|PostgreSQL|phpMyAdmin|Adminer)|(?:CREATE TABLE|INSERT INTO|DROP TABLE|PRAGMA foreign_keys)\b)/im,
      NO_MARKUP,
    ],
  },
  {
    what: 'archive',
    group: 'backup',
    path: '/backup.zip',
    begins: [/^PK\x03\x04/],
  },
  {
    what: 'server-status',
    group: 'monitoring',
    path: '/server-status',
    begins: [/<title>Apache Status<\/title>|<h1>Apache Server Status for /i],
  },
  {
    what: 'phpinfo',
    group: 'monitoring',
    path: '/phpinfo.php',
    begins: [/<title>(?:PHP [^<]{1,60} - )?phpinfo\(\)<\/title>/i],
  },
  {
    what: 'actuator',
    group: 'monitoring',
    path: '/actuator/env',
    begins: [/^\s{0,10}\{\s{0,10}"activeProfiles"\s{0,10}:/],
  },
  {
    what: 'metrics',
    group: 'monitoring',
    path: '/metrics',
    begins: [/^# (?:HELP|TYPE) [a-zA-Z_:][\w:]{0,200} /m, NO_MARKUP],
  },
  {
    what: 'pprof',
    group: 'monitoring',
    path: '/debug/pprof/',
    begins: [/<title>\/debug\/pprof\/<\/title>/],
  },
  {
    what: 'openapi',
    group: 'documentation',
    path: '/openapi.json',
    begins: [/^\s{0,10}\{/, /"(?:openapi|swagger)"\s{0,10}:\s{0,10}"[23]\./],
  },
  {
    what: 'ds-store',
    group: 'listing',
    path: '/.DS_Store',
    begins: [/^\0\0\0\x01Bud1/],
  },
  {
    what: 'listing',
    group: 'listing',
    path: null,
    begins: [
      new RegExp(
        [
          '<title>Index of /', // Apache httpd, nginx, lighttpd, http-server
          '<title>Directory listing for /', // Python
          String.raw`<title>Directory Listing For \[/`, // Tomcat
          '<title>Directory: /', // Jetty
          '<title>listing directory /', // serve-index
          '<title>Files within ', // serve
          String.raw`<A HREF="[^"<]{0,200}">\[To Parent Directory\]</A>`, // IIS
          '<ListBucketResult[ >]', // S3
          String.raw`^(?:<!doctype html>\s{0,4}<meta [^>]{0,80}>\s{0,4})?<pre>\s{0,4}<a href="`, // Go
          String.raw`text-rendering: optimizespeed;\s{0,40}background-color: #f`, // Caddy
        ].join('|'),
        'i',
      ),
    ],
  },
];

/** Whether a file is what its path promises; each byte of the text stands for a character. */
export const beginsLike = ({ begins }: ExposedFile, text: string): boolean =>
  begins.every((pattern) => pattern.test(text.slice(0, FIRST_BYTES)));

/** As much of a file as is read: phpinfo has its title behind a style sheet. */
export const FIRST_BYTES = 4096;
