import { fieldLines, type HeaderList } from '../../codec/http/fields.ts';
import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';

interface Deprecated {
  readonly field: string;
  readonly why: string;
  /** With which values it is; all where not given. */
  readonly value?: RegExp;
  /** The field that makes it harmless. */
  readonly unless?: string;
}

const PINS =
  'browsers dropped key pinning: it locked sites out and let attackers hold them to ransom';
const OLD_CSP = 'only browsers of 2012 read it, and wrongly: Content-Security-Policy replaces it';
const TRACKING = 'the Tracking Preference standard was given up in 2019';

/** Fields that browsers have given up, or that do harm in those that have not. */
const DEPRECATED: readonly Deprecated[] = [
  { field: 'Public-Key-Pins', why: PINS },
  { field: 'Public-Key-Pins-Report-Only', why: PINS },
  {
    field: 'Expect-CT',
    why: 'browsers demand Certificate Transparency without it and no longer read it',
  },
  {
    field: 'X-XSS-Protection',
    why: 'the filter is gone from browsers, and in old ones it opened holes; 0 is harmless',
    value: /^(?!0\s*(?:;|$))/,
  },
  { field: 'P3P', why: 'only Internet Explorer read it' },
  {
    field: 'Feature-Policy',
    why: 'Permissions-Policy replaces it; only Chromium still reads the old field',
  },
  {
    field: 'X-Permitted-Cross-Domain-Policies',
    why: 'it lets Flash and PDF documents of any site read this one',
    value: /^all$/i,
  },
  { field: 'X-Content-Security-Policy', why: OLD_CSP },
  { field: 'X-Content-Security-Policy-Report-Only', why: OLD_CSP },
  { field: 'X-WebKit-CSP', why: OLD_CSP },
  { field: 'X-WebKit-CSP-Report-Only', why: OLD_CSP },
  {
    field: 'Pragma',
    why: 'it means nothing in a response (RFC 9111, section 5.4): Cache-Control tells caches what to do',
    unless: 'Cache-Control',
  },
  { field: 'Warning', why: 'it is obsolete (RFC 9111, section 5.5)' },
  { field: 'Set-Cookie2', why: 'it is obsolete (RFC 6265): no browser takes cookies from it' },
  { field: 'Tk', why: TRACKING },
  { field: 'DNT', why: TRACKING },
  { field: 'Content-DPR', why: 'browsers dropped it' },
  { field: 'Accept-CH-Lifetime', why: 'browsers dropped it: Accept-CH alone counts' },
  { field: 'Large-Allocation', why: 'only Firefox read it, and dropped it' },
];

const MOST_TEXT = 200;

/** Those of a response, each once with the first value that counts. */
export const deprecatedIn = (headers: HeaderList): WebHeaders['deprecated'] =>
  DEPRECATED.flatMap(({ field, why, value = /(?:)/, unless }) => {
    const line = fieldLines(headers, field).find((one) => value.test(one));
    const harmless = unless !== undefined && fieldLines(headers, unless).length > 0;
    return line === undefined || harmless ? [] : [{ field, value: line.slice(0, MOST_TEXT), why }];
  });
