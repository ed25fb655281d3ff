import { parseName, presentName } from '../dns/name.ts';
import { endsWalk, onlyDmarc, treeWalk, type Labels, type PublishedDmarc } from './tree-walk.ts';

/** The texts at the `_dmarc` name of a domain; null where they are not known. */
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

/** What the walk met at one name. */
export interface Step {
  readonly domain: string;
  readonly published: PublishedDmarc | null;
}

/** A walk up from a domain; not whole where it came to a name whose texts are not known. */
export interface Walk {
  readonly steps: readonly Step[];
  readonly whole: boolean;
}

/** The DNS tree walk (RFC 9989, section 4.10). */
export function walkUp(start: string | Labels, texts: DmarcTexts): Walk {
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

/**
 * Finds the record that applies to a domain (RFC 9989, section 4.10.1): its own, else that of its
 * organizational domain, else that of the public suffix above. Example: with records at
 * mail.example.com and example.com, a.mail.example.com is under the one of example.com. A record of
 * its own with a tag that stands twice is found too: receivers differ in what they make of it.
 */
export const discoverPolicy = (domain: string, texts: DmarcTexts): Discovery =>
  discover(domain, parseName(domain), texts);

/** The same for a subdomain without a record of its own, whatever its name. */
export function discoverBelow(domain: string, texts: DmarcTexts): Discovery {
  const labels = [Uint8Array.of(0x78), ...parseName(domain)];
  const start = presentName(labels);
  return discover(start, labels, (name) => (name === start ? [] : texts(name)));
}

function discover(start: string, labels: Labels, texts: DmarcTexts): Discovery {
  const { steps, whole } = walkUp(labels, texts);
  const own = steps.find(({ domain }) => domain === start);
  if (own?.published) return { status: 'found', domain: start, published: own.published };
  if (!whole) return { status: 'unknown' };
  const organizational = chosenAmong(steps, start);
  const valid = steps.filter(isValid);
  const step =
    valid.find(({ domain }) => domain === organizational) ??
    valid.find(({ published }) => published.record.psd === 'y');
  if (step === undefined) return { status: 'none' };
  return { status: 'found', domain: step.domain, published: step.published };
}

const isValid = (step: Step): step is Step & { readonly published: PublishedDmarc } =>
  step.published !== null && !step.published.record.duplicated;

/** The organizational domain (RFC 9989, section 4.10.2); null where it is not known. */
export function organizationalDomain(domain: string, texts: DmarcTexts): string | null {
  const { steps, whole } = walkUp(domain, texts);
  return whole ? chosenAmong(steps, presentName(parseName(domain))) : null;
}

function chosenAmong(steps: readonly Step[], start: string): string {
  let shortest = start;
  for (const { domain, published } of steps.filter(isValid)) {
    if (published.record.psd === 'n') return domain;
    if (published.record.psd === 'y' && domain !== start) {
      return presentName(parseName(start).slice(-(parseName(domain).length + 1)));
    }
    shortest = domain;
  }
  return shortest;
}
