import { readFileSync } from 'node:fs';

/** What one side sent: `>` by the client, `<` by the server. */
interface Flight {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
}

/** A captured conversation of fixtures/wire: lines of hexadecimal after `>` and `<`, comments after `#`. */
export function readWire(path: string): readonly Flight[] {
  const text = readFileSync(new URL(`../../fixtures/wire/${path}`, import.meta.url), 'utf8');
  return text
    .replaceAll(/^#.*$/gm, '')
    .split(/^(?=[<>])/m)
    .map((flight) => flight.trim())
    .filter((flight) => flight !== '')
    .map((flight) => ({
      from: flight.startsWith('>') ? 'client' : 'server',
      bytes: new Uint8Array(Buffer.from(flight.slice(1).replaceAll(/\s/g, ''), 'hex')),
    }));
}
