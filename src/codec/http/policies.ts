import { fieldList, type HeaderList } from './fields.ts';

/** Whether X-Content-Type-Options takes effect (Fetch, "determine nosniff"). */
export const isNosniff = (headers: HeaderList): boolean =>
  fieldList(headers, 'X-Content-Type-Options')?.[0]?.toLowerCase() === 'nosniff';

/** The policies of Referrer Policy, section 3. */
const REFERRER_POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/**
 * The last policy a browser knows, earlier ones being for older browsers; null where none is set
 * (Referrer Policy, section 8.1).
 */
export const referrerPolicyOf = (headers: HeaderList): string | null =>
  fieldList(headers, 'Referrer-Policy')
    ?.map((token) => token.toLowerCase())
    .findLast((token) => REFERRER_POLICIES.includes(token)) ?? null;
