import { parseName, presentName } from '../../codec/dns/name.ts';
import { endsWalk, onlyDmarc, treeWalk, type PublishedDmarc } from '../../codec/mail/tree-walk.ts';

/** The texts at a `_dmarc` name by its domain; null where they are not known. */
export type DmarcTexts = (domain: string) => readonly string[] | null;

/** Where receivers find the policy of a domain. */
export type Discovery =
  | {
      readonly status: 'found';
      /** The domain whose record applies. */
      readonly domain: string;
      readonly published: PublishedDmarc;
    }
  | { readonly status: 'none' }
  /** An answer that decides is not known. */
  | { readonly status: 'unknown' };

interface Step {
  readonly domain: string;
  readonly published: PublishedDmarc | null;
}

/**
 * Finds the record that applies to a domain (RFC 9989, section 4.10.1): its own, else that of its
 * organizational domain, else that of the public suffix above. Example: with records at
 * mail.example.com and example.com, a.mail.example.com is under the one of example.com.
 */
export function discoverPolicy(start: string, texts: DmarcTexts): Discovery {
  const { steps, whole } = walk(start, texts);
  const [own] = steps;
  if (own?.published) return { status: 'found', domain: start, published: own.published };
  if (!whole) return { status: 'unknown' };
  const organizational = organizationalDomain(start, steps);
  const step =
    steps.find(({ domain, published }) => published !== null && domain === organizational) ??
    steps.find(({ published }) => published?.record.psd === 'y');
  if (!step?.published) return { status: 'none' };
  return { status: 'found', domain: step.domain, published: step.published };
}

function walk(start: string, texts: DmarcTexts): { steps: readonly Step[]; whole: boolean } {
  const steps: Step[] = [];
  for (const domain of treeWalk(start)) {
    const found = texts(domain);
    if (found === null) return { steps, whole: false };
    const published = onlyDmarc(found);
    steps.push({ domain, published });
    if (endsWalk(published)) break;
  }
  return { steps, whole: true };
}

/** The organizational domain by a complete walk (RFC 9989, section 4.10.2). */
export function organizationalDomain(start: string, steps: readonly Step[]): string {
  let shortest = start;
  for (const { domain, published } of steps) {
    if (published === null) continue;
    if (published.record.psd === 'n') return domain;
    if (published.record.psd === 'y' && domain !== start) {
      return presentName(parseName(start).slice(-(parseName(domain).length + 1)));
    }
    shortest = domain;
  }
  return shortest;
}
