import { fieldLines, type HeaderList } from '../fields.ts';

/** Fields on limits whose names do not say so. */
const OTHERS: readonly string[] = [
  'retry-after',
  'retry-after-ms',
  'x-retry-after',
  'x-ms-retry-after-ms',
  'x-retry-in',
  'x-shopify-shop-api-call-limit',
];

/** A field that says something of limits: `RateLimit` and its kin, and how long to wait. */
export const isLimitField = (name: string): boolean =>
  /rate-?limit/i.test(name) || OTHERS.includes(name.toLowerCase());

/** Says how long to wait, and nothing of a limit. */
const isWaiting = (name: string): boolean => /retry/i.test(name);

/** Whether a response says anything of limits, besides how long to wait. */
export const announcesLimits = (headers: HeaderList): boolean =>
  headers.some(([name]) => isLimitField(name) && !isWaiting(name));

/** Fields that software or services of one vendor send; the first that is there names it. */
const VENDORS: readonly { readonly vendor: string; readonly fields: readonly string[] }[] = [
  { vendor: 'GitHub', fields: ['x-ratelimit-resource'] },
  {
    vendor: 'Kong',
    fields: ['second', 'minute', 'hour', 'day', 'month', 'year'].map(
      (period) => `x-ratelimit-limit-${period}`,
    ),
  },
  { vendor: 'GitLab', fields: ['ratelimit-observed', 'ratelimit-resettime'] },
  { vendor: 'Discord', fields: ['x-ratelimit-bucket', 'x-ratelimit-reset-after'] },
  { vendor: 'Shopify', fields: ['x-shopify-shop-api-call-limit'] },
  { vendor: 'Anthropic', fields: ['anthropic-ratelimit-requests-limit'] },
  {
    vendor: 'OpenAI',
    fields: ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests'],
  },
  { vendor: 'Akamai', fields: ['x-ratelimit-next', 'akamai-sync-ratelimit-limit'] },
  { vendor: 'Datadog', fields: ['x-ratelimit-period'] },
  { vendor: 'Envoy', fields: ['x-envoy-ratelimited'] },
  { vendor: 'Traefik', fields: ['x-retry-in'] },
  { vendor: 'Stripe', fields: ['stripe-rate-limited-reason'] },
];

/** Whose fields these are; null where the names do not tell. Others may have copied them. */
export const vendorOf = (headers: HeaderList): string | null =>
  VENDORS.find(({ fields }) => fields.some((name) => fieldLines(headers, name).length > 0))
    ?.vendor ?? null;
