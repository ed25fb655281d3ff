import { decode, encode, mapped, opaque, struct, u16, vector } from '../base/codec.ts';
import type { Codec, Decoded } from '../base/codec.ts';
import { ExtensionType, nameIn } from '../iana/tls.ts';

/** One extension with its content as bytes (RFC 9846, section 4.3). */
export const Extension = struct({ extensionType: u16, extensionData: opaque(u16) });
export type Extension = Decoded<typeof Extension>;

/** An extension block; more than one extension of a type is refused (RFC 8446, section 4.2). */
export const Extensions: Codec<readonly Extension[]> = mapped(
  vector(u16, Extension),
  (extensions, reader) => {
    const seen = new Set<number>();
    for (const { extensionType } of extensions) {
      if (seen.has(extensionType)) {
        reader.fail(`extension ${nameIn(ExtensionType, extensionType)} is there twice`);
      }
      seen.add(extensionType);
    }
    return extensions;
  },
  (extensions) => extensions,
);

/** An extension whose content is `value`. */
export const extensionOf = <T>(extensionType: number, codec: Codec<T>, value: T): Extension => ({
  extensionType,
  extensionData: encode(codec, value),
});

/** The decoded content of the extension of a type, undefined where it is not there. Throws a DecodeError. */
export function contentOf<T>(
  extensions: readonly Extension[] | undefined,
  extensionType: number,
  codec: Codec<T>,
): T | undefined {
  const extension = extensions?.find((candidate) => candidate.extensionType === extensionType);
  if (extension === undefined) return undefined;
  return decode(codec, extension.extensionData, nameIn(ExtensionType, extensionType));
}
