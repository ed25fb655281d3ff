import { createHash } from 'node:crypto';

/** Of UUIDs that are made from names of this tool; itself made once, at random. */
const NAMESPACE = '5f0c1c1e-0d0a-4f2b-9a55-3f6c2f7b9d41';

/** A UUID that is the same for the same name (version 5, RFC 9562, section 5.5). */
export function uuidOf(name: string, namespace: string = NAMESPACE): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(space).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
