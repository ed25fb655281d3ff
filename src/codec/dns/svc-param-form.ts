import { parseIpv4, parseIpv6 } from './address.ts';
import { octetsOf, type TokenReader } from './master-token.ts';
import { SVC_PARAM_KEYS, svcParamKey, type SvcParam } from './svc-param.ts';
import { parseBase64, presentBase64, quoted, type TextForm } from './text-form.ts';

const COMMA = 0x2c;
const BACKSLASH = 0x5c;

type Kind = Exclude<SvcParam['kind'], 'unknown'>;
type ParamOf<K extends Kind> = Extract<SvcParam, { readonly kind: K }>;

/** How a value is written after `=` (RFC 9460, section 7 and appendix A). */
interface ValueForm<K extends Kind> {
  /** Null where a value of the kind is empty. */
  present(param: ParamOf<K>): string | null;
  /** The value as it is sent, of the octets written; null where they are something else. */
  encode(written: Uint8Array): Uint8Array | null;
}

const isKind = (name: string): name is Kind => Object.hasOwn(SVC_PARAM_KEYS, name);

const keyName = (key: number): string =>
  Object.keys(SVC_PARAM_KEYS).find((name) => isKind(name) && SVC_PARAM_KEYS[name] === key) ??
  `key${key}`;

function keyNumber(name: string): number | null {
  if (isKind(name)) return SVC_PARAM_KEYS[name];
  const generic = /^key(0|[1-9]\d{0,4})$/.exec(name)?.[1];
  return generic !== undefined && Number(generic) <= 0xffff ? Number(generic) : null;
}

/** The items of a comma-separated list of plain words, each encoded; null where one is none. */
function listOf(
  written: Uint8Array,
  encode: (item: string) => Uint8Array | null,
): Uint8Array | null {
  const items = Buffer.from(written).toString('latin1').split(',').map(encode);
  return items.every((item) => item !== null)
    ? Uint8Array.from(items.flatMap((i) => [...i]))
    : null;
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

function mandatoryKeys(written: Uint8Array): Uint8Array | null {
  const keys = Buffer.from(written).toString('latin1').split(',').map(keyNumber);
  if (!keys.every((key) => key !== null)) return null;
  return Uint8Array.from(keys.sort((a, b) => a - b).flatMap((key) => [...u16(key)]));
}

/** Items whose commas and backslashes have a backslash before them (RFC 9460, appendix A.1). */
function escapedList(items: readonly Uint8Array[]): Uint8Array {
  const escaped = items.map((item) =>
    [...item].flatMap((octet) =>
      octet === COMMA || octet === BACKSLASH ? [BACKSLASH, octet] : [octet],
    ),
  );
  return Uint8Array.from(escaped.flatMap((item, index) => (index === 0 ? item : [COMMA, ...item])));
}

/** The items of such a list, each preceded by its length; null where one is too long or empty. */
function prefixedList(written: Uint8Array): Uint8Array | null {
  const items: number[][] = [[]];
  for (let at = 0; at < written.length; at += 1) {
    const octet = written[at] ?? 0;
    if (octet === COMMA) items.push([]);
    else if (octet !== BACKSLASH) items.at(-1)?.push(octet);
    else {
      at += 1;
      const next = written[at];
      if (next !== COMMA && next !== BACKSLASH) return null;
      items.at(-1)?.push(next);
    }
  }
  if (items.some((item) => item.length === 0 || item.length > 0xff)) return null;
  return Uint8Array.from(items.flatMap((item) => [item.length, ...item]));
}

const nothing = (written: Uint8Array): Uint8Array | null => (written.length === 0 ? written : null);

const VALUE_FORMS: { readonly [K in Kind]: ValueForm<K> } = {
  mandatory: { present: ({ keys }) => keys.map(keyName).join(','), encode: mandatoryKeys },
  alpn: { present: ({ ids }) => quoted(escapedList(ids)), encode: prefixedList },
  'no-default-alpn': { present: () => null, encode: nothing },
  port: {
    present: ({ port }) => String(port),
    encode: (written) => {
      const digits = Buffer.from(written).toString('latin1');
      return /^\d{1,5}$/.test(digits) && Number(digits) <= 0xffff ? u16(Number(digits)) : null;
    },
  },
  ipv4hint: {
    present: ({ addresses }) => addresses.join(','),
    encode: (written) => listOf(written, parseIpv4),
  },
  ech: {
    present: ({ configList }) => presentBase64(configList),
    encode: (written) => parseBase64(Buffer.from(written).toString('latin1')) ?? null,
  },
  ipv6hint: {
    present: ({ addresses }) => addresses.join(','),
    encode: (written) => listOf(written, parseIpv6),
  },
  dohpath: {
    present: ({ template }) => quoted(new TextEncoder().encode(template)),
    encode: (written) => written,
  },
  ohttp: { present: () => null, encode: nothing },
};

const presentValue = <K extends Kind>(kind: K, param: ParamOf<K>): string | null =>
  VALUE_FORMS[kind].present(param);

function presentParam(param: SvcParam): string {
  if (param.kind !== 'unknown') {
    const value = presentValue(param.kind, param);
    return value === null ? param.kind : `${param.kind}=${value}`;
  }
  const name = `key${param.key}`;
  return param.value.length === 0 ? name : `${name}=${quoted(param.value)}`;
}

/** One parameter; what is known of its key is checked when it is decoded. */
function parseParam(reader: TokenReader): SvcParam {
  const { text, quoted: whole, line } = reader.take();
  const [, name = '', bare, inner] = /^([a-z0-9-]+)(?:=(?:"(.*)"|(.*)))?$/s.exec(text) ?? [];
  const key = keyNumber(name);
  if (whole || key === null) return reader.fail(`${JSON.stringify(text)} is not a parameter`);
  const written = octetsOf({ text: bare ?? inner ?? '', line });
  const value = isKind(name) ? VALUE_FORMS[name].encode(written) : written;
  return value === null
    ? reader.fail(`${JSON.stringify(text)} is not a value of ${name}`)
    : { kind: 'unknown', key, value };
}

/** The parameters of a service to the end, in any order (RFC 9460, section 2.1). */
export const serviceParams: TextForm<readonly SvcParam[]> = {
  present: (params) => params.toSorted((a, b) => svcParamKey(a) - svcParamKey(b)).map(presentParam),
  parse: (reader) => Array.from({ length: reader.remaining }, () => parseParam(reader)),
};
