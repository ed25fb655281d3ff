import {
  mapped,
  opaque,
  repeated,
  rest,
  struct,
  u16,
  u8,
  type Codec,
  type Decoded,
} from '../base/codec.ts';
import type { Reader } from '../base/reader.ts';
import type { Writer } from '../base/writer.ts';
import { ipv4, ipv6 } from './address.ts';

const present = <T extends { readonly length: number }>(items: T, reader: Reader): T =>
  items.length === 0 ? reader.fail('no value') : items;
const same = <T>(value: T): T => value;

/** Items or bytes, at least one. */
const some = <T extends { readonly length: number }>(codec: Codec<T>): Codec<T> =>
  mapped(codec, present, same);

/** Keys, ascending and each once, without `mandatory` itself (RFC 9460, section 8). */
const mandatoryKeys: Codec<readonly number[]> = mapped(
  some(repeated(u16)),
  (keys, reader) => {
    if (keys.includes(0)) reader.fail('"mandatory" among the mandatory keys');
    if (keys.some((key, index) => key <= (keys[index - 1] ?? 0))) {
      reader.fail('mandatory keys that do not ascend');
    }
    return keys;
  },
  (keys) => [...keys].sort((a, b) => a - b),
);

const utf8: Codec<string> = mapped(
  some(rest),
  (octets, reader) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    } catch {
      return reader.fail('not UTF-8');
    }
  },
  (text) => new TextEncoder().encode(text),
);

/** Values by name (RFC 9460, section 7; dohpath: RFC 9461, section 5; ohttp: RFC 9540, section 4). */
const VALUES = {
  mandatory: struct({ keys: mandatoryKeys }),
  alpn: struct({ ids: some(repeated(some(opaque(u8)))) }),
  'no-default-alpn': struct({}),
  port: struct({ port: u16 }),
  ipv4hint: struct({ addresses: some(repeated(ipv4)) }),
  /** RFC 9848, section 3. */
  ech: struct({ configList: some(rest) }),
  ipv6hint: struct({ addresses: some(repeated(ipv6)) }),
  dohpath: struct({ template: utf8 }),
  ohttp: struct({}),
};

type Values = typeof VALUES;

/** A parameter of a service: its value decoded by key, or its bytes where the key is not read. */
export type SvcParam =
  | { [K in keyof Values]: { readonly kind: K } & Decoded<Values[K]> }[keyof Values]
  | { readonly kind: 'unknown'; readonly key: number; readonly value: Uint8Array };

/** Keys by name (IANA "Service Parameter Keys (SvcParamKeys)"). */
export const SVC_PARAM_KEYS: { readonly [K in keyof Values]: number } = {
  mandatory: 0,
  alpn: 1,
  'no-default-alpn': 2,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
  ohttp: 8,
};

const VALUE_OF: ReadonlyMap<number, [keyof Values, Codec<object>]> = new Map(
  Object.entries(VALUES).map(([name, codec]) => {
    // VALUES has no other keys.
    const kind = name as keyof Values;
    return [SVC_PARAM_KEYS[kind], [kind, codec]];
  }),
);

/** The number of a parameter's key. */
export const svcParamKey = (param: SvcParam): number =>
  param.kind === 'unknown' ? param.key : SVC_PARAM_KEYS[param.kind];

/**
 * Parameters in ascending order of their keys, each once, those that are mandatory among them (RFC
 * 9460, sections 2.2 and 8).
 */
export const svcParams: Codec<readonly SvcParam[]> = {
  decode(reader) {
    const params: SvcParam[] = [];
    let previous = -1;
    while (reader.remaining > 0) {
      const key = reader.uint(2);
      if (key <= previous) reader.fail(`key ${key} after key ${previous}`);
      previous = key;
      params.push(reader.in(`[${key}]`, (inner) => readParam(key, inner.sub(inner.uint(2)))));
    }
    const keys = new Set(params.map(svcParamKey));
    const missing = params
      .flatMap((param) => (param.kind === 'mandatory' ? param.keys : []))
      .find((key) => !keys.has(key));
    if (missing !== undefined) reader.fail(`key ${missing} is mandatory and missing`);
    return params;
  },
  encode(writer, params) {
    const ascending = [...params].sort((a, b) => svcParamKey(a) - svcParamKey(b));
    for (const param of ascending) {
      writer.uint(2, svcParamKey(param));
      writer.prefixed(2, () => {
        writeValue(writer, param);
      });
    }
  },
};

function readParam(key: number, content: Reader): SvcParam {
  const [kind, codec] = VALUE_OF.get(key) ?? [];
  if (codec === undefined) {
    return { kind: 'unknown', key, value: content.bytes(content.remaining) };
  }
  const value = codec.decode(content);
  content.end();
  // The codec stands beside its kind in VALUES.
  return { kind, ...value } as SvcParam;
}

function writeValue(writer: Writer, param: SvcParam): void {
  if (param.kind === 'unknown') writer.bytes(param.value);
  else VALUE_OF.get(SVC_PARAM_KEYS[param.kind])?.[1].encode(writer, param);
}
