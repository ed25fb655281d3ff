import { fieldLines } from '../../codec/http/fields.ts';
import type { Hop } from '../../evidence/kinds/web.ts';
import type { Problem } from '../../evidence/problem.ts';

interface Marker {
  readonly field: string;
  readonly value: RegExp;
  /** Where the field alone says nothing. */
  readonly status?: number;
}

/** Fields by which protection services mark an answer of their own. */
const MARKERS: readonly Marker[] = [
  { field: 'cf-mitigated', value: /^challenge$/i },
  { field: 'x-amzn-waf-action', value: /^(?:challenge|captcha)$/i },
  { field: 'x-vercel-mitigated', value: /./ },
  { field: 'x-sucuri-block', value: /./ },
  { field: 'x-datadome', value: /./, status: 403 },
  { field: 'x-iinfo', value: /./, status: 403 },
  {
    field: 'server',
    value: /^(?:cloudflare|AkamaiGHost|ddos-guard|Sucuri\/Cloudproxy)$/i,
    status: 403,
  },
];

/**
 * Why an answer is not the site's own word: an error of the server, a rate limit, a challenge or
 * block page (as `403` with `Server: cloudflare`). Null where it is. Confidence: certain for the
 * status and for fields that name a challenge; a 403 behind such a service may be the site's own,
 * which is then left undecided.
 */
export function blockOf({ url, status, headers }: Hop): Problem | null {
  if (status >= 500 || status === 429) {
    return { code: 'blocked', detail: `${url} answered with status ${status}` };
  }
  const marker = MARKERS.find(
    (one) =>
      (one.status ?? status) === status &&
      fieldLines(headers, one.field).some((value) => one.value.test(value)),
  );
  if (marker === undefined) return null;
  const [value] = fieldLines(headers, marker.field);
  const detail = `${url} answered with status ${status} and ${marker.field}: ${value ?? ''}, which looks like a challenge or block page`;
  return { code: 'blocked', detail };
}
