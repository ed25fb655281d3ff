import { getDomain, parse } from 'tldts';

/** The registrable domain of a name by the public suffix list; null for suffixes and addresses. */
export const registrableDomain = (name: string): string | null =>
  getDomain(name, { allowPrivateDomains: true });

/** Whether the list has the suffix of a name; every top-level domain that exists is in it. */
export const hasListedSuffix = (name: string): boolean => {
  const { isIcann, isPrivate } = parse(name, { allowPrivateDomains: true });
  return isIcann === true || isPrivate === true;
};
