import { describe, expect, test } from 'vitest';
import { findingOf } from './sample.ts';

describe('elements that have a name', () => {
  const servers = {
    items: [
      { name: 'ns1', tcp: true },
      { name: 'ns2', tcp: false },
    ],
    complete: true,
  };
  test('are called by it in what each found', () => {
    const matcher = { each: { at: 'servers', expect: { at: 'tcp', is: true } } };
    expect(findingOf(matcher, { servers }).found).toEqual([
      { of: 'ns2', where: 'servers[1].tcp', value: false },
    ]);
  });
  test('are called by it where there are too many', () => {
    const matcher = { count: { at: 'servers', where: { at: 'tcp', is: false }, max: 0 } };
    expect(findingOf(matcher, { servers }).found).toEqual([
      { of: 'ns2', where: 'servers[1]', value: servers.items[1] },
    ]);
  });
  test('keep a name within bounds', () => {
    const long = { items: [{ name: 'x'.repeat(1000), tcp: false }], complete: true };
    const matcher = { each: { at: 'servers', expect: { at: 'tcp', is: true } } };
    expect(findingOf(matcher, { servers: long }).found[0]?.of).toHaveLength(301);
  });
});
