import { readFileSync, writeFileSync } from 'node:fs';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';

/** What a tool said of a server, reduced to what is compared. */
export interface Recording {
  readonly tool: string;
  readonly version: string;
  /** With PORT for the port. */
  readonly command: string;
  readonly versions: readonly TlsVersion[];
  /** Codes such as `0xc02f`, sorted. */
  readonly suites: Codes;
  /** Under `any` where the tool does not say for which versions. */
  readonly groups: Codes;
}
type Codes = Readonly<Partial<Record<TlsVersion | 'any', readonly string[]>>>;

/** The tools whose answers are kept; `own` is a client of the server's own stack. */
export const TOOLS = ['own', 'testssl', 'sslscan'] as const;
export type Tool = (typeof TOOLS)[number];

const file = (server: string, tool: Tool): URL =>
  new URL(`../../../fixtures/peers/${server}.${tool}.json`, import.meta.url);

/** What a tool said of a server when it was recorded. */
export const readRecording = (server: string, tool: Tool): Recording =>
  // Written by writeRecording below.
  JSON.parse(readFileSync(file(server, tool), 'utf8')) as Recording;

/** Keeps what a tool said of a server. */
export const writeRecording = (server: string, tool: Tool, recording: Recording): void => {
  writeFileSync(file(server, tool), `${JSON.stringify(recording, null, 1)}\n`);
};

/** Codes by version, from pairs in any order. */
export function codesByVersion(
  pairs: Iterable<readonly [TlsVersion | 'any', string]>,
): Recording['suites'] {
  const codes: Partial<Record<TlsVersion | 'any', readonly string[]>> = {};
  for (const [version, code] of pairs) {
    codes[version] = [...new Set([...(codes[version] ?? []), code])].sort();
  }
  return codes;
}

/** A code as evidence writes it, from any run of hexadecimal digits. */
export const codeOf = (hex: string): string =>
  `0x${hex.toLowerCase().padStart(hex.length > 4 ? 6 : 4, '0')}`;
