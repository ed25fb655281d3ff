import { XMLParser } from 'fast-xml-parser';
import type { NamedSelector } from './message-header.ts';

/** What a DMARC aggregate report says of signatures, or why it cannot be read. */
type AggregateReport =
  | { readonly ok: true; readonly selectors: readonly NamedSelector[] }
  | { readonly ok: false; readonly reason: string };

const MOST_SELECTORS = 10_000;
/** Elements that may stand more than once. */
const REPEATED: readonly string[] = ['record', 'auth_results', 'dkim'];
/** The end tag of the root, with or without a prefix, at the end of the text. */
const END = /<\/(?:[\w.-]{1,64}:)?feedback\s{0,16}>$/;

/**
 * The selectors in the `auth_results` of an aggregate report (RFC 9990, appendix A; RFC 7489, appendix
 * C), each once. Reporters of RFC 7489 may leave the selector out; such a result names none. Entities
 * are not expanded, and a document type is refused.
 */
export function parseAggregateReport(text: string): AggregateReport {
  if (/<!DOCTYPE/i.test(text)) return refused('it declares a document type');
  const root = rootOf(text);
  if (typeof root === 'string') return refused(root);
  const found = new Map<string, NamedSelector>();
  for (const record of childrenOf(root, 'record')) {
    for (const results of childrenOf(record, 'auth_results')) {
      for (const dkim of childrenOf(results, 'dkim')) {
        const selector = textOf(dkim, 'selector');
        const domain = textOf(dkim, 'domain');
        if (selector === null || domain === null || found.size >= MOST_SELECTORS) continue;
        found.set(`${selector.toLowerCase()} ${domain.toLowerCase()}`, { domain, selector });
      }
    }
  }
  return { ok: true, selectors: [...found.values()] };
}

const refused = (reason: string): AggregateReport => ({ ok: false, reason });

/** An element as the parser gives it: children by name, or nothing but text. */
type Element = object;

/** The root element, or why there is none. */
function rootOf(text: string): Element | string {
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    processEntities: false,
    removeNSPrefix: true,
    isArray: (name) => REPEATED.includes(name),
  });
  let document: unknown;
  try {
    document = parser.parse(text);
  } catch (error) {
    return `it is no XML: ${error instanceof Error ? error.message.slice(0, 100) : 'unreadable'}`;
  }
  const root = childOf(document, 'feedback');
  if (root === undefined) return 'there is no <feedback> in it';
  if (typeof root !== 'object' || root === null) return 'its <feedback> is empty';
  return END.test(text.trimEnd().slice(-200)) ? root : 'it is cut off: </feedback> is missing';
}

const childOf = (element: unknown, name: string): unknown =>
  typeof element === 'object' && element !== null
    ? Object.entries(element).find(([key]) => key === name)?.[1]
    : undefined;

function childrenOf(element: unknown, name: string): readonly unknown[] {
  const children = childOf(element, name);
  return Array.isArray(children) ? children : [];
}

function textOf(element: unknown, name: string): string | null {
  const value = childOf(element, name);
  return typeof value === 'string' && value !== '' ? value : null;
}
