import { isIP } from 'node:net';
import type { SocketAddress } from './transport.ts';

/** One `--connect-to HOST:PORT:ADDRESS:PORT`; an empty host or port matches all. */
export interface ConnectTo {
  readonly host: string;
  readonly port: number | null;
  readonly to: { readonly address: string; readonly port: number | null };
  /** As it was written. */
  readonly text: string;
}

/** Splits at colons, but not inside brackets. */
const FIELDS = /^(\[[^\]]*\]|[^:[\]]*):(\d*):(\[[^\]]*\]|[^:[\]]+):(\d*)$/;

/** Reads a mapping as curl's `--connect-to` has it. Throws an Error that says what is wrong. */
export function parseConnectTo(text: string): ConnectTo {
  const [, host, port, address, toPort] = FIELDS.exec(text) ?? [];
  if (host === undefined || port === undefined || address === undefined) {
    throw new Error(`"${text}" is not HOST:PORT:ADDRESS:PORT (IPv6 addresses in brackets)`);
  }
  const bare = unbracket(address);
  if (isIP(bare) === 0) throw new Error(`"${text}": "${bare}" is not an IP address`);
  return {
    host: unbracket(host).toLowerCase(),
    port: portNumber(port, text),
    to: { address: bare, port: portNumber(toPort ?? '', text) },
    text,
  };
}

/** Reads `ADDRESS` or `ADDRESS:PORT`, an IPv6 address with a port in brackets. */
export function parseSocketAddress(text: string, defaultPort: number): SocketAddress {
  const [, bracketed, port] = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? [];
  const [, plain, plainPort] = /^([^:]+)(?::(\d+))?$/.exec(text) ?? [];
  const address = isIP(text) === 6 ? text : (bracketed ?? plain ?? '');
  if (isIP(address) === 0) throw new Error(`"${text}" is not an IP address or ADDRESS:PORT`);
  return { address, port: portNumber(port ?? plainPort ?? '', text) ?? defaultPort };
}

/** Where a connection to `host` goes under the mappings: the first that matches. */
export function mapped(
  mappings: readonly ConnectTo[],
  host: string,
  port: number,
): SocketAddress | undefined {
  const found = mappings.find(
    (mapping) =>
      (mapping.host === '' || mapping.host === host.toLowerCase()) &&
      (mapping.port === null || mapping.port === port),
  );
  return found && { address: found.to.address, port: found.to.port ?? port };
}

const unbracket = (text: string): string => text.replace(/^\[(.*)\]$/, '$1');

function portNumber(text: string, whole: string): number | null {
  if (text === '') return null;
  const port = Number(text);
  if (port < 1 || port > 65535) throw new Error(`"${whole}": ${text} is not a port`);
  return port;
}
