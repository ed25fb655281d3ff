import { getDomain } from 'tldts';

/** The registrable domain of a name by the public suffix list; null for suffixes and addresses. */
export const registrableDomain = (name: string): string | null =>
  getDomain(name, { allowPrivateDomains: true });
