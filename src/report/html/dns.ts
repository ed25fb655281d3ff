import type { DnssecFault } from '../../evidence/kinds/dns/dnssec.ts';
import { chainsOf, STATUS_SYMBOLS, type Chain } from '../chain.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { shortened } from '../words.ts';
import { chainFigure } from './chain.ts';
import { toneOf } from './chain-layout.ts';
import { contents, delegation, nameServers, signatures } from './dns-tables.ts';
import { traits } from './dns-traits.ts';
import { badge, block, markup, pairs, type Markup } from './markup.ts';
import type { BlocksByTarget } from './parts.ts';

const LIMITS = { faults: 40, text: 600 } as const;

/** By zone: the chain of trust, what is wrong with it, servers, signatures, contents. */
export function dns(report: Report): BlocksByTarget {
  const chains = new Map(chainsOf(report).map((chain) => [chain.target, chain]));
  const zones = report.targets.filter(({ kind }) => kind === 'zone');
  return new Map(
    zones.map(({ id }, index) => {
      const chain = chains.get(id);
      const trust =
        chain === undefined
          ? null
          : markup`${verdict(chain)}${chainFigure(chain, `chain-${index + 1}`, faults(chain))}`;
      const tables = [traits, nameServers, delegation, signatures, contents].map((write) =>
        write(report, id),
      );
      return [id, block('DNS', [trust, ...tables])];
    }),
  );
}

/** The status in one line, its reason, and what stricter validators make of it. */
const verdict = (chain: Chain): Markup => markup`
<p class="verdict">${badge(toneOf(chain), STATUS_SYMBOLS[chain.status], chain.status)} <bdi>${shortened(chain.reason, LIMITS.text)}</bdi>${
  chain.extendedError === null
    ? null
    : markup` <span class="soft">extended error ${chain.extendedError.code}, ${chain.extendedError.name} (RFC 8914)</span>`
}</p>
${
  chain.accepted === chain.status
    ? null
    : markup`<p>${badge('fair', '±', chain.accepted)} for validators that keep to RFC 9904 and RFC 9905</p>`
}`;

/** Tones and words of what a fault does to answers. */
const EFFECTS: Readonly<Record<DnssecFault['effect'], readonly [Tone, string, string]>> = {
  bogus: ['bad', '✗', 'bogus'],
  insecure: ['quiet', '–', 'insecure'],
  indeterminate: ['open', '?', 'not settled'],
  none: ['fair', '±', 'no effect yet'],
};

/** Causes, each with where it shows, worst first. */
function faults({ faults: { items } }: Chain): Markup | null {
  if (items.length === 0) return null;
  const more = items.length - LIMITS.faults;
  return markup`<h5>What breaks or weakens the chain</h5>
<ul class="faults">${items.slice(0, LIMITS.faults).map(
    ({ effect, sentence, reference, rrsets, servers }) => markup`
<li>${badge(...EFFECTS[effect])} <bdi>${shortened(sentence, LIMITS.text)}</bdi>
<span class="soft">${reference}</span>
${where('Records', rrsets)}${where('Seen at', servers)}</li>`,
  )}${more > 0 ? markup`<li class="soft">and ${more} more</li>` : null}
</ul>`;
}

const where = (word: string, all: readonly string[]): Markup | null =>
  all.length === 0
    ? null
    : markup`<div class="where"><span class="label">${word}</span> ${pairs(all)}</div>`;
