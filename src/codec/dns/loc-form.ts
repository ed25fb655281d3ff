import type { TokenReader } from './master-token.ts';
import type { FieldsOf } from './rdata.ts';
import type { TextForm } from './text-form.ts';

/** What stands for the equator and the prime meridian, and for sea level (RFC 1876, section 2). */
const ZERO_ANGLE = 2 ** 31;
const ZERO_ALTITUDE = 10_000_000;
/** Thousandths of a second of arc. */
const DEGREE = 3_600_000;
const MINUTE = 60_000;

interface Axis {
  readonly positive: string;
  readonly negative: string;
  readonly degrees: number;
}
const LATITUDE: Axis = { positive: 'N', negative: 'S', degrees: 90 };
const LONGITUDE: Axis = { positive: 'E', negative: 'W', degrees: 180 };

/** Words of an angle; an empty one where it is beyond the axis. */
function presentAngle(value: number, { positive, negative, degrees }: Axis): string[] {
  const angle = value - ZERO_ANGLE;
  const size = Math.abs(angle);
  if (size > degrees * DEGREE) return [''];
  return [
    String(Math.floor(size / DEGREE)),
    String(Math.floor((size % DEGREE) / MINUTE)),
    ((size % MINUTE) / 1000).toFixed(3),
    angle < 0 ? negative : positive,
  ];
}

function parseAngle(reader: TokenReader, { positive, negative, degrees }: Axis): number {
  const forms = [/^\d{1,3}$/, /^\d{1,2}$/, /^\d{1,2}(?:\.\d{1,3})?$/];
  const parts: number[] = [];
  for (const form of forms) {
    const word = reader.word();
    if (word === positive || word === negative) {
      return ZERO_ANGLE + (word === negative ? -1 : 1) * sizeOf(parts, degrees, reader);
    }
    if (!form.test(word)) reader.fail(`${JSON.stringify(word)} is not part of an angle`);
    parts.push(Number(word));
  }
  const side = reader.word();
  if (side !== positive && side !== negative) reader.fail(`neither ${positive} nor ${negative}`);
  return ZERO_ANGLE + (side === negative ? -1 : 1) * sizeOf(parts, degrees, reader);
}

function sizeOf(parts: readonly number[], degrees: number, reader: TokenReader): number {
  const [degree, minute = 0, second = 0] = parts;
  if (degree === undefined) return reader.fail('an angle without degrees');
  const size = degree * DEGREE + minute * MINUTE + Math.round(second * 1000);
  if (minute >= 60 || second >= 60 || size > degrees * DEGREE) reader.fail('an angle too large');
  return size;
}

const presentMetres = (centimetres: number): string => `${(centimetres / 100).toFixed(2)}m`;

/** Centimetres of a distance in metres; `least` and `most` are centimetres too. */
function parseMetres(reader: TokenReader, least: number, most: number): number {
  const word = reader.word();
  const valid = /^-?\d{1,8}(?:\.\d{1,2})?m?$/.test(word);
  const centimetres = valid ? Math.round(Number(word.replace('m', '')) * 100) : NaN;
  return centimetres >= least && centimetres <= most
    ? centimetres
    : reader.fail(`${JSON.stringify(word)} is not a distance`);
}

/** A precision: a digit and a power of ten, of centimetres; empty where it is not in normal form. */
function presentPrecision(octet: number): string {
  const [digit, exponent] = [octet >> 4, octet & 0x0f];
  if (digit > 9 || exponent > 9 || (digit === 0 && exponent > 0)) return '';
  return exponent < 2 ? presentMetres(digit * 10 ** exponent) : `${digit * 10 ** (exponent - 2)}m`;
}

function parsePrecision(reader: TokenReader, otherwise: number): number {
  if (reader.remaining === 0) return otherwise;
  const centimetres = parseMetres(reader, 0, 9_000_000_000);
  const exponent = Math.max(0, String(centimetres).length - 1);
  return (Math.floor(centimetres / 10 ** exponent) << 4) | (centimetres === 0 ? 0 : exponent);
}

/** A location (RFC 1876, section 3). */
export const location: TextForm<FieldsOf<'LOC'>> = {
  present: ({ latitude, longitude, altitude, size, horizPre, vertPre }) => [
    ...presentAngle(latitude, LATITUDE),
    ...presentAngle(longitude, LONGITUDE),
    presentMetres(altitude - ZERO_ALTITUDE),
    ...[size, horizPre, vertPre].map(presentPrecision),
  ],
  parse: (reader) => ({
    version: 0,
    latitude: parseAngle(reader, LATITUDE),
    longitude: parseAngle(reader, LONGITUDE),
    altitude: ZERO_ALTITUDE + parseMetres(reader, -ZERO_ALTITUDE, 2 ** 32 - 1 - ZERO_ALTITUDE),
    size: parsePrecision(reader, 0x12),
    horizPre: parsePrecision(reader, 0x16),
    vertPre: parsePrecision(reader, 0x13),
  }),
};
