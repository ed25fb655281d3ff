import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What Chromium made of the cases of a subject (test/lab/chromium/record.ts). */
export function recorded<T extends z.ZodType>(
  subject: string,
  row: T,
): { readonly browser: string; readonly at: string; readonly rows: readonly z.infer<T>[] } {
  const file = new URL(`../../fixtures/browsers/chromium/${subject}.json`, import.meta.url);
  return z
    .strictObject({ browser: z.string(), at: z.iso.datetime(), rows: z.array(row) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The answer about a page, and the field lines that were sent for it. */
export const answered = <T extends z.ZodType>(answer: T) =>
  z.strictObject({ page: z.string(), lines: z.array(z.string()), answer });

/** What is kept of a cookie that is set alone. */
export const KeptCookie = z.strictObject({
  ...{ name: z.string(), bytes: z.int(), domain: z.string(), path: z.string() },
  ...{ secure: z.boolean(), httpOnly: z.boolean() },
  sameSite: z.enum(['Strict', 'Lax', 'None']).nullable(),
  partitioned: z.boolean(),
  /** How long it lives; null until the browser is closed. */
  seconds: z.int().nullable(),
});

/** Cookie lines of which Chromium makes something else; else it does as RFC 6265bis says. */
const DIFFERING: readonly RegExp[] = [
  // A tab inside a value drops the cookie.
  /a=b\tc$/,
  // A sign is part of a number.
  /Max-Age=\+/,
  // An attribute that cannot be read hides the one before it.
  /Max-Age=10; Max-Age=x|Expires=x$/,
  // A domain of a dot alone is a domain.
  /Domain=\.$/,
  // A nameless value begins like a prefix; evidence has no values.
  /: =?__Host-a(?:=1)?$/,
];
export const isReadOtherwise = ({ lines }: { readonly lines: readonly string[] }): boolean =>
  lines.some((line) => DIFFERING.some((one) => one.test(line)));

/** Whether a script may read an answer, without credentials and with them. */
export const Readable = z.strictObject({ plainly: z.boolean(), withCredentials: z.boolean() });
