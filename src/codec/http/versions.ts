import type { HeaderList } from './fields.ts';

/** Fields that name software; a digit in their value is its version. */
const SOFTWARE = [
  'x-powered-by',
  'x-powered-cms',
  'x-generator',
  'x-php-version',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-owa-version',
  'x-mod-pagespeed',
  'x-page-speed',
  'x-jenkins',
  'x-hudson',
  'liferay-portal',
  'microsoftsharepointteamservices',
];

/** Field lines that name software with its version, as `Name: value` in the order sent. */
export const versionsDisclosed = (headers: HeaderList): string[] =>
  headers.filter(([name, value]) => disclosesVersion(name, value)).map((line) => line.join(': '));

function disclosesVersion(name: string, value: string): boolean {
  const field = name.toLowerCase();
  if (SOFTWARE.includes(field)) return /\d/.test(value);
  if (field !== 'server') return false;
  // A product-version (RFC 9110, section 10.2.4) begins with a digit. In comments only a dotted
  // number is taken for one: `(dcb/7F3B)` is the name of an edge server.
  return /\d\.\d/.test(value) || /\/v?\d/i.test(value.replace(/\([^()]*\)/g, ''));
}
