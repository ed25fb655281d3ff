import type { GeneralName } from './general-name.ts';
import { parseIpAddress } from './ip-address.ts';

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** Labels of a DNS name in A-label form, in lower case; null where it is none. */
function labelsOf(name: string): readonly string[] | null {
  const labels = name.toLowerCase().split('.');
  const proper = name.length <= 253 && labels.every((label) => label.length <= 63);
  return proper && labels.every((label) => LABEL.test(label)) ? labels : null;
}

/**
 * A dNSName covers a host if all labels agree; `*` as the whole left-most label stands for exactly
 * one label (RFC 9525, section 6.3), before at least two others.
 */
function dnsNameCovers(presented: string, host: readonly string[]): boolean {
  const wildcard = presented.startsWith('*.');
  const labels = labelsOf(wildcard ? presented.slice(2) : presented);
  if (labels === null || (wildcard && labels.length < 2)) return false;
  const wanted = wildcard ? host.slice(1) : host;
  return labels.length === wanted.length && labels.every((label, at) => label === wanted[at]);
}

/**
 * Whether names of subjectAltName cover a host: a DNS name in A-label form or an IP address in text
 * form (RFC 9525, section 6). The subject's common name does not count.
 */
export function coversHost(names: readonly GeneralName[], host: string): boolean {
  const address = parseIpAddress(host);
  if (address !== null) {
    return names.some(
      (name) => name.kind === 'iPAddress' && Buffer.compare(name.value, address) === 0,
    );
  }
  const labels = labelsOf(host.replace(/\.$/, ''));
  // A last label of digits makes it an address that is not written properly, not a name.
  if (labels === null || /^\d+$/.test(labels.at(-1) ?? '')) return false;
  return names.some((name) => name.kind === 'dNSName' && dnsNameCovers(name.value, labels));
}
