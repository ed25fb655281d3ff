import { decode } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import { ECCurveType, HandshakeType } from '../../../codec/iana/tls.ts';
import {
  serverKeyExchange,
  type ServerKeyExchange,
} from '../../../codec/tls/server-key-exchange.ts';
import type { Agreed } from '../exchange.ts';
import { VERSION_CODES, type HelloVersion } from '../hello.ts';

/** The ServerKeyExchange of an answer; null where there is none or it cannot be read. */
export function keyExchangeIn(
  { hello, rest }: Agreed,
  version: HelloVersion,
): ServerKeyExchange | null {
  const message = rest.find(({ msgType }) => msgType === HandshakeType.server_key_exchange);
  const codec = serverKeyExchange(hello.cipherSuite, VERSION_CODES[version]);
  if (message === undefined || codec === null) return null;
  try {
    return decode(codec, message.body, 'ServerKeyExchange');
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** The named curve of a ServerKeyExchange; null where it has another form. */
export function curveOf(exchange: ServerKeyExchange | null): number | null {
  const curve = exchange?.params.ecdh?.curveParams;
  return curve?.tag === ECCurveType.named_curve ? curve.value : null;
}

/** A public value in hex, with the parameters that it belongs to. */
export interface PublicValue {
  readonly parameters: string;
  readonly value: string;
}

/** Whether a public value came twice with its parameters; null where no parameters came twice. */
export function reusedIn(values: readonly PublicValue[]): boolean | null {
  const twice = [...Map.groupBy(values, ({ parameters }) => parameters).values()].filter(
    (group) => group.length > 1,
  );
  if (twice.length === 0) return null;
  return twice.some((group) => new Set(group.map(({ value }) => value)).size < group.length);
}
