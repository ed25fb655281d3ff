import { fieldList, type HeaderList } from './fields.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA_TYPE = new RegExp(String.raw`^(${TOKEN}/${TOKEN})[ \t]*(?:;|$)`);

/**
 * Type and subtype of the response in lower case, without parameters; null where none can be read
 * (Fetch, "extract a MIME type": the last readable one counts).
 */
export function mediaTypeOf(headers: HeaderList): string | null {
  const types = (fieldList(headers, 'Content-Type') ?? [])
    .map((member) => MEDIA_TYPE.exec(member)?.[1]?.toLowerCase())
    .filter((type) => type !== undefined && type !== '*/*');
  return types.at(-1) ?? null;
}
