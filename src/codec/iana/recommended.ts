import { CipherSuite } from './cipher-suite.ts';

/** The column "Recommended" of a registry: recommended, not evaluated, discouraged. */
export type Recommended = 'Y' | 'N' | 'D';

/** RFC 8447, section 8, and the suites that were registered with Y since. */
const RECOMMENDED: readonly number[] = [
  0x1301, 0x1302, 0x1303, 0x1304, 0x009e, 0x009f, 0x00aa, 0x00ab, 0xc02b, 0xc02c, 0xc02f, 0xc030,
  0xc09e, 0xc09f, 0xc0a6, 0xc0a7, 0xcca8, 0xcca9, 0xccaa, 0xccac, 0xccad, 0xd001, 0xd002, 0xd005,
];

/** RFC 9847, section 5. */
const DISCOURAGED: readonly number[] = [
  0x001e, 0x0020, 0x0021, 0x0022, 0x0024, 0x0025, 0x0026, 0x0027, 0x0028, 0x0029, 0x002a, 0x002b,
  0x002c, 0x008a, 0x00b0, 0x00b1, 0xc006, 0xc007, 0xc010, 0xc011, 0xc033, 0xc039, 0xc03a, 0xc03b,
  0xc0b4, 0xc0b5,
];

const REGISTERED: ReadonlySet<number> = new Set(Object.values(CipherSuite));

/** The column of a cipher suite as of RFC 9847 (December 2025); null where it is not registered. */
export function recommendedSuite(id: number): Recommended | null {
  if (RECOMMENDED.includes(id)) return 'Y';
  if (DISCOURAGED.includes(id)) return 'D';
  return REGISTERED.has(id) ? 'N' : null;
}
