import { cacheControlFaults } from '../../codec/http/cache-control.ts';
import { clearSiteDataFaults } from '../../codec/http/clear-site-data.ts';
import { embedderFaults, openerFaults, resourceFaults } from '../../codec/http/cross-origin.ts';
import { quoted, type FieldFault } from '../../codec/http/fault.ts';
import { fieldLines, type HeaderList } from '../../codec/http/fields.ts';
import { frameOptionsFaults, frameOptionsOf } from '../../codec/http/frame-options.ts';
import { framingOf } from '../../codec/http/framing.ts';
import { integrityFaults } from '../../codec/http/integrity-policy.ts';
import { contentTypeFaults } from '../../codec/http/media-type.ts';
import { permissionsFaults } from '../../codec/http/permissions-policy.ts';
import {
  nosniffFaults,
  referrerFaults,
  referrerPolicyOf,
  referrerPolicyOfMeta,
} from '../../codec/http/policies.ts';
import { nelFaults, reportingEndpointsFaults, reportToFaults } from '../../codec/http/reporting.ts';
import type { WebHeaders } from '../../evidence/kinds/web/headers.ts';
import type { Hop, Page } from '../../evidence/kinds/web/response.ts';
import { misspeltIn } from './misspelt-fields.ts';

type Problem = WebHeaders['problems'][number];

/** What each field shows of itself. HSTS and CSP have facts of their own. */
const FAULTS: Readonly<Record<string, (headers: HeaderList, url: string) => FieldFault[]>> = {
  'X-Frame-Options': framingFaults,
  'X-Content-Type-Options': nosniffFaults,
  'Referrer-Policy': referrerFaults,
  'Permissions-Policy': permissionsFaults,
  'Cross-Origin-Opener-Policy': openerFaults,
  'Cross-Origin-Embedder-Policy': embedderFaults,
  'Cross-Origin-Resource-Policy': resourceFaults,
  'Integrity-Policy': integrityFaults,
  'Cache-Control': cacheControlFaults,
  'Clear-Site-Data': clearSiteDataFaults,
  'Content-Type': contentTypeFaults,
  'Reporting-Endpoints': reportingEndpointsFaults,
  'Report-To': reportToFaults,
  NEL: nelFaults,
};

/** Security fields of a response that do not do what they say, in the order of the table. */
export function problemsIn({ url, headers, malformed, page }: Hop): Problem[] {
  const own = Object.entries(FAULTS).flatMap(([field, faultsOf]) =>
    faultsOf(headers, url).map((fault) => ({ field, ...fault })),
  );
  return [
    ...own,
    ...replacedByMeta(headers, page),
    ...inMeta(headers, page),
    ...misspeltIn(headers, malformed),
  ];
}

/** Where frame-ancestors restricts, X-Frame-Options is there for old browsers: nothing is wrong. */
function framingFaults(headers: HeaderList): FieldFault[] {
  const { restricted, by } = framingOf(headers);
  if (by !== 'frame-ancestors') return frameOptionsFaults(headers);
  if (restricted || frameOptionsOf(headers) === 'none') return [];
  const problem =
    'frame-ancestors of Content-Security-Policy switches it off and lets every site frame the page';
  return [{ problem, effect: 'ignored' }];
}

function replacedByMeta(headers: HeaderList, page: Page | null): Problem[] {
  const meta = referrerPolicyIn(page);
  const policy = referrerPolicyOf(headers);
  if (meta === null || policy === null || meta === policy) return [];
  const problem = `<meta name=referrer> in the page replaces ${policy} by ${meta}`;
  return [{ field: 'Referrer-Policy', problem, effect: 'ignored' }];
}

/** The policy that the page sets for itself; null where it sets none. */
export const referrerPolicyIn = (page: Page | null): string | null =>
  referrerPolicyOfMeta(
    (page?.named ?? []).filter(({ name }) => name === 'referrer').map(({ content }) => content),
  );

/** Fields that browsers read in the header alone (HTML Standard, "pragma directives"). */
const HEADER_ONLY = [
  'X-Frame-Options',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Permissions-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Resource-Policy',
  'Integrity-Policy',
  'Clear-Site-Data',
];

function inMeta(headers: HeaderList, page: Page | null): Problem[] {
  return HEADER_ONLY.flatMap((field): Problem[] => {
    const meta = page?.httpEquiv.find(({ name }) => name === field.toLowerCase());
    if (meta === undefined || fieldLines(headers, field).length > 0) return [];
    const problem = `${quoted(meta.content)} stands in <meta http-equiv>, where no browser reads it`;
    return [{ field, problem, effect: 'ignored' }];
  });
}
