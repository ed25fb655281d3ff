import type { WebContent } from '../../evidence/kinds/web/content.ts';
import { fewOf, noted, shortfall, verdictsOn, type Seen } from '../known.ts';
import { plainPart, type Part, type Verdict } from '../part.ts';
import { counted } from '../words.ts';

type Load = WebContent['loads']['items'][number];
type Form = WebContent['forms']['items'][number];

const MOST = 3;

/** What the page loads from elsewhere, and what of it is not protected. */
export const contentPart = (seen: Seen<WebContent>): Part =>
  plainPart('Page', verdictsOn(seen, noted, conclude));

function conclude({ loads, forms }: WebContent): readonly Verdict[] {
  const insecure = loads.items.filter((load) => load.insecure);
  const failing = loads.items.filter(({ fails }) => fails);
  return [
    ...scriptsOf(loads),
    ...(insecure.length === 0
      ? []
      : [{ tone: 'bad' as const, text: `loaded over plain http: ${listOf(insecure)}` }]),
    ...(failing.length === 0
      ? []
      : [{ tone: 'fair' as const, text: `a hash without crossorigin: ${listOf(failing)}` }]),
    ...formsOf(forms.items),
    ...shortfall('the page was not read whole', loads.complete ? forms : loads),
  ];
}

/** Of a page that was cut, what is in order so far is no praise. */
function scriptsOf({ items, complete }: WebContent['loads']): readonly Verdict[] {
  const third = items.filter(({ party, use }) => party === 'third-party' && use === 'script');
  const loose = third.filter(({ integrity }) => integrity === 'none' || integrity === 'ignored');
  const scripts = `${counted(third.length, 'script')} of other sites`;
  if (loose.length > 0) {
    return [
      { tone: 'fair', text: `${scripts}, ${loose.length} not held to a hash: ${listOf(loose)}` },
    ];
  }
  if (third.length === 0) {
    return complete ? [{ tone: 'good', text: 'no script of another site' }] : [];
  }
  return [{ tone: complete ? 'good' : 'quiet', text: `${scripts}, each held to a hash` }];
}

function formsOf(forms: readonly Form[]): readonly Verdict[] {
  const plain = forms.filter(({ insecure }) => insecure);
  const away = forms.filter(({ foreign, password }) => foreign && password);
  const to = (some: readonly Form[]): string =>
    fewOf([...new Set(some.map(({ action }) => action))], MOST);
  return [
    ...(plain.length === 0
      ? []
      : [{ tone: 'bad' as const, text: `forms are sent in clear to ${to(plain)}` }]),
    ...(away.length === 0
      ? []
      : [{ tone: 'fair' as const, text: `passwords are sent to another site: ${to(away)}` }]),
  ];
}

const listOf = (loads: readonly Load[]): string =>
  fewOf(
    loads.map(({ url }) => url),
    MOST,
  );
