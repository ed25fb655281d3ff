import type { Codec } from '../base/codec.ts';
import { line } from '../base/line.ts';
import type { Reader } from '../base/reader.ts';
import type { Writer } from '../base/writer.ts';

/** A response of a ManageSieve server with the capabilities before it. */
export interface SieveResponse {
  readonly capabilities: readonly { readonly name: string; readonly value: string | null }[];
  readonly status: 'OK' | 'NO' | 'BYE';
  /** Such as `TRYLATER`, upper case; null for none. */
  readonly responseCode: string | null;
  readonly text: string | null;
}

const CAPABILITY = /^"((?:[^"\\]|\\.)*)"(?: (.*))?$/s;
const STATUS = /^(OK|NO|BYE)(?: \(([^)]*)\))?(?: (.*))?$/is;
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;
const LITERAL = /^\{(\d{1,4})\+?\}$/;

/** Capability lines and the line that ends them (RFC 5804, sections 1.2, 1.3 and 1.7). */
export const SieveResponse: Codec<SieveResponse> = {
  decode(reader: Reader) {
    const capabilities: { name: string; value: string | null }[] = [];
    for (;;) {
      const text = line.decode(reader);
      const [, name, value] = CAPABILITY.exec(text) ?? [];
      if (name !== undefined) {
        capabilities.push({ name: unquoted(name), value: stringOf(reader, value) });
        continue;
      }
      const match = STATUS.exec(text);
      if (match === null) reader.fail('a line is neither a capability nor a response');
      const [, status = '', responseCode = null, rest] = match;
      return {
        capabilities,
        status: statusOf(status),
        responseCode: responseCode?.toUpperCase() ?? null,
        text: stringOf(reader, rest),
      };
    }
  },
  encode(writer, { capabilities, status, responseCode, text }) {
    for (const { name, value } of capabilities) encodeLine(writer, quoted(name), value);
    encodeLine(writer, responseCode === null ? status : `${status} (${responseCode})`, text);
  },
};

function statusOf(text: string): SieveResponse['status'] {
  const status = text.toUpperCase();
  return status === 'OK' || status === 'NO' ? status : 'BYE';
}

/** A string as it stands at the end of a line: quoted, or announced and sent behind the line. */
function stringOf(reader: Reader, text: string | undefined): string | null {
  if (text === undefined) return null;
  const [, inside] = QUOTED.exec(text) ?? [];
  if (inside !== undefined) return unquoted(inside);
  const [, size] = LITERAL.exec(text) ?? [];
  if (size === undefined) return reader.fail('neither a quoted string nor a literal');
  const literal = Buffer.from(reader.bytes(Number(size))).toString('latin1');
  if (line.decode(reader) !== '') reader.fail('a literal is longer than announced');
  return literal;
}

/** A string with line breaks cannot be quoted and is sent as a literal. */
function encodeLine(writer: Writer, before: string, text: string | null): void {
  if (text === null) line.encode(writer, before);
  else if (!/[\r\n]/.test(text)) line.encode(writer, `${before} ${quoted(text)}`);
  else {
    line.encode(writer, `${before} {${text.length}}`);
    writer.bytes(Buffer.from(`${text}\r\n`, 'latin1'));
  }
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const unquoted = (text: string): string => text.replaceAll(/\\(.)/gs, '$1');
