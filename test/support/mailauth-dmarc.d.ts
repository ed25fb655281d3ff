/** What the tests use of mailauth 7.1.0, which declares no types for this file. */
declare module 'mailauth/lib/dmarc/get-dmarc-record.js' {
  export type Tags = Readonly<Record<string, string | number | boolean | undefined>>;
  export type Lookup = (name: string) => Promise<Tags | false>;
  export type Resolve = (name: string, type: string) => Promise<readonly string[][]>;

  export function createRecordLookup(
    resolver: Resolve,
    options: { readonly strict: boolean },
  ): Lookup;
  export function discoverPolicy(
    domain: string,
    lookup: Lookup,
  ): Promise<{
    readonly record: Tags | false;
    readonly recordDomain: string | null;
    readonly orgDomain: string | null;
    readonly error?: Error;
  }>;
  export function getOrgDomain(domain: string, lookup: Lookup): Promise<string>;
  export function getPolicyTags(
    record: Tags,
  ): { readonly p: string; readonly sp?: string; readonly np?: string } | null;
  export function parseDmarcRecord(
    text: string,
    options: { readonly strict: boolean },
  ): Tags | null;
}
