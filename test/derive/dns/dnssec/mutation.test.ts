import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalRdata } from '../../../../src/codec/dns/canonical.ts';
import type { ResourceRecord } from '../../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../../src/codec/dns/name.ts';
import { validatePath } from '../../../../src/derive/dns/dnssec/path.ts';
import type { DnsPath } from '../../../../src/evidence/kinds/dns/observed.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { hierarchy, NOW, type Hierarchy } from './hierarchy.ts';

const RECORDS = `
www A 192.0.2.80
*.wild TXT "wild"
alias CNAME www
tree DNAME other.test.
`;

const worlds = (['nsec', {}] as const).map((denial) =>
  hierarchy({
    test: { signing: { denial } },
    'good.test': { records: RECORDS, signing: { denial } },
    'other.test': { records: 'www A 192.0.2.90\n' },
    'plain.test': { records: 'www A 192.0.2.91\n', signing: null },
    'over.test': { records: 'www A 192.0.2.92\n', faults: ['expired'] },
    'wrong.test': { records: 'www A 192.0.2.93\n', faults: ['wrong-ds'] },
    'broken.test': { records: 'www A 192.0.2.94\n', faults: ['corrupted-signature'] },
    'bare.test': { records: 'www A 192.0.2.95\n', faults: ['missing-signature'] },
    'void.test': { records: 'www A 192.0.2.96\n', faults: ['stripped-denial'] },
  }),
);

/** One reply with one octet changed. */
interface Change {
  readonly exchange: number;
  readonly at: number;
  readonly by: number;
}

const change = fc.record({
  exchange: fc.nat({ max: 999 }),
  at: fc.nat({ max: 65_535 }),
  by: fc.integer({ min: 1, max: 255 }),
});

const wireOf = ({ reply }: DnsPath['exchanges']['items'][number]): Buffer =>
  Buffer.from(reply?.wire ?? '', 'base64');

function changed(path: DnsPath, { exchange, at, by }: Change): DnsPath {
  const { items } = path.exchanges;
  const index = exchange % items.length;
  return {
    ...path,
    exchanges: complete(
      items.map((one, place) => {
        if (place !== index || one.reply === null) return one;
        const wire = wireOf(one);
        const octet = at % wire.length;
        wire[octet] = (wire[octet] ?? 0) ^ by;
        return { ...one, reply: { ...one.reply, wire: wire.toString('base64') } };
      }),
    ),
  };
}

/** What a secure answer says, whatever its TTL and the case of its owner. */
const said = (records: readonly ResourceRecord[]): string[] =>
  records
    .map((record) => {
      const data = Buffer.from(canonicalRdata(record)).toString('hex');
      return `${canonicalName(record.name)} ${record.type} ${record.class} ${data}`;
    })
    .sort();

const RUNS = 150;

describe.each(worlds.map((world, index) => [index === 0 ? 'NSEC' : 'NSEC3', world] as const))(
  'with %s',
  (_, world: Hierarchy) => {
    test.each([
      ['www.good.test', 'A'],
      ['alias.good.test', 'A'],
      ['www.tree.good.test', 'A'],
      ['any.wild.good.test', 'TXT'],
      ['absent.good.test', 'A'],
      ['www.good.test', 'TXT'],
    ])('no changed octet makes anything else of %s %s and leaves it secure', (name, type) => {
      const path = world.path(name, type);
      const sound = validatePath(path, world.anchors, NOW);
      expect(sound.status).toBe('secure');
      fc.assert(
        fc.property(change, (one) => {
          const { status, records } = validatePath(changed(path, one), world.anchors, NOW);
          expect(status).not.toBe('insecure');
          if (status === 'secure') expect(said(records)).toEqual(said(sound.records));
        }),
        { numRuns: RUNS },
      );
    });

    test.each([
      ['www.plain.test', 'A', 'insecure'],
      ['www.over.test', 'A', 'bogus'],
      ['www.wrong.test', 'A', 'bogus'],
      ['www.broken.test', 'A', 'bogus'],
      ['www.bare.test', 'A', 'bogus'],
      ['absent.void.test', 'A', 'bogus'],
    ])('no changed octet makes %s %s better than %s', (name, type, before) => {
      const path = world.path(name, type);
      expect(validatePath(path, world.anchors, NOW).status).toBe(before);
      fc.assert(
        fc.property(change, (one) => {
          const { status } = validatePath(changed(path, one), world.anchors, NOW);
          expect([before, 'bogus', 'indeterminate']).toContain(status);
        }),
        { numRuns: RUNS },
      );
    });
  },
);

test('answers of another zone prove nothing', () => {
  for (const world of worlds) {
    const own = world.path('absent.good.test', 'A');
    const others = ['absent.other.test', 'www.other.test'].map((name) => world.path(name, 'A'));
    for (const other of others) {
      const last = other.exchanges.items.at(-1);
      const items = own.exchanges.items.map((one, index, all) =>
        index === all.length - 1 ? { ...one, reply: last?.reply ?? null } : one,
      );
      const mixed = { ...own, exchanges: complete(items) };
      expect(validatePath(mixed, world.anchors, NOW).status).not.toBe('secure');
    }
  }
});

test('any exchange left out leaves nothing secure that hung on it', () => {
  for (const world of worlds) {
    for (const name of ['www.good.test', 'absent.good.test', 'www.over.test']) {
      const path = world.path(name, 'A');
      path.exchanges.items.forEach((_, left) => {
        const items = path.exchanges.items.filter((__, index) => index !== left);
        const { status } = validatePath(
          { ...path, exchanges: complete(items) },
          world.anchors,
          NOW,
        );
        expect(['indeterminate', 'bogus']).toContain(status);
      });
    }
  }
});

test('time alone makes what was secure bogus', () => {
  for (const world of worlds) {
    const path = world.path('www.good.test', 'A');
    const later = new Date(NOW.getTime() + 15 * 86_400_000);
    const sooner = new Date(NOW.getTime() - 2 * 86_400_000);
    expect(validatePath(path, world.anchors, later)).toMatchObject({ cause: 'signature-expired' });
    expect(validatePath(path, world.anchors, sooner)).toMatchObject({
      cause: 'signature-not-yet-valid',
    });
  }
});
