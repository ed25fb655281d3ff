import type { Reader } from '../base/reader.ts';
import {
  contextConstructed,
  contextPrimitive,
  readElement,
  readInside,
  type Element,
  type Quirks,
} from '../der/element.ts';
import { readOid, readOidContent } from '../der/primitive.ts';
import { readImplicitIa5 } from '../der/text.ts';
import { readName, type Name } from './name.ts';

/** GeneralName (RFC 5280, section 4.2.1.6), under the names the standard gives its kinds. */
export type GeneralName =
  | { readonly kind: 'rfc822Name'; readonly value: string }
  | { readonly kind: 'dNSName'; readonly value: string }
  | { readonly kind: 'uniformResourceIdentifier'; readonly value: string }
  | { readonly kind: 'registeredID'; readonly value: string }
  | { readonly kind: 'directoryName'; readonly value: Name }
  | { readonly kind: 'iPAddress'; readonly value: Uint8Array }
  | { readonly kind: 'otherName'; readonly typeId: string; readonly value: Uint8Array }
  | { readonly kind: 'x400Address'; readonly value: Uint8Array }
  | { readonly kind: 'ediPartyName'; readonly value: Uint8Array };

type Decode = (element: Element, quirks: Quirks) => GeneralName;

const KINDS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [
    contextConstructed(0),
    ({ content }) => ({
      kind: 'otherName',
      typeId: content.in('typeId', readOid),
      value: readInside(content, contextConstructed(0), (inner) => inner.bytes(inner.remaining)),
    }),
  ],
  [
    contextPrimitive(1),
    ({ content }, quirks) => ({ kind: 'rfc822Name', value: readImplicitIa5(content, quirks) }),
  ],
  [
    contextPrimitive(2),
    ({ content }, quirks) => ({ kind: 'dNSName', value: readImplicitIa5(content, quirks) }),
  ],
  [
    contextConstructed(3),
    ({ content }) => ({ kind: 'x400Address', value: content.bytes(content.remaining) }),
  ],
  [
    contextConstructed(4),
    ({ content }, quirks) => ({ kind: 'directoryName', value: readName(content, quirks) }),
  ],
  [
    contextConstructed(5),
    ({ content }) => ({ kind: 'ediPartyName', value: content.bytes(content.remaining) }),
  ],
  [
    contextPrimitive(6),
    ({ content }, quirks) => ({
      kind: 'uniformResourceIdentifier',
      value: readImplicitIa5(content, quirks),
    }),
  ],
  [
    contextPrimitive(7),
    ({ content }) => ({ kind: 'iPAddress', value: content.bytes(content.remaining) }),
  ],
  [
    contextPrimitive(8),
    ({ content }) => ({ kind: 'registeredID', value: readOidContent(content) }),
  ],
]);

/** GeneralName: a CHOICE by context-specific tag (RFC 5280, section 4.2.1.6). */
export function readGeneralName(reader: Reader, quirks: Quirks): GeneralName {
  const start = reader.offset;
  const element = readElement(reader);
  const decode = KINDS.get(element.tag);
  if (decode === undefined) reader.fail('no kind of GeneralName', 'malformed', start);
  const name = decode(element, quirks);
  element.content.end();
  return name;
}
