import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import { resolvePath } from '../../src/judge/path.ts';
import { shapeOf } from '../../src/judge/shape.ts';

const Tree = z.strictObject({
  domain: z.string(),
  get includes() {
    return z.array(Tree);
  },
});

const schema = z.strictObject({
  tree: Tree,
  key: z.union([
    z.strictObject({ type: z.literal('RSA'), bits: z.int() }),
    z.strictObject({ type: z.literal('EC'), curve: z.string() }),
    z.null(),
  ]),
  mode: z.union([z.enum(['a', 'b']), z.literal('c')]),
  free: z.union([z.enum(['a', 'b']), z.string()]),
  odd: z.union([z.string(), z.number()]),
  lists: z.union([z.array(z.string()), z.array(z.number())]),
  many: z.tuple([z.string(), z.number()]),
  day: z.iso.date(),
  anything: z.unknown(),
});

const shapeAt = (text: string) => {
  const path = resolvePath(text, { shape: shapeOf(schema), name: 'sample', outer: null });
  if ('fault' in path) throw new Error(path.fault);
  return path.shape;
};

describe('shapes', () => {
  test.each([
    ['tree.domain', { type: 'text', nullable: false, values: null }],
    ['key', { type: 'map', nullable: true }],
    ['key.type', { type: 'text', nullable: false, values: ['RSA', 'EC'] }],
    ['key.bits', { type: 'number', nullable: true }],
    ['key.curve', { type: 'text', nullable: true }],
    ['mode', { type: 'text', values: ['a', 'b', 'c'] }],
    ['free', { type: 'text', values: null }],
    ['odd', { type: 'mixed' }],
    ['lists', { type: 'mixed' }],
    ['day', { type: 'time' }],
    ['anything', { type: 'mixed' }],
  ])('%s', (text, shape) => {
    expect(shapeAt(text)).toMatchObject(shape);
  });

  test('of schemas that contain themselves are followed as far as asked', () => {
    const includes = shapeAt('tree.includes');
    expect(
      includes.item?.().fields.get('includes')?.().item?.().fields.get('domain')?.(),
    ).toMatchObject({
      type: 'text',
    });
  });

  test('of tuples are those of all their members', () => {
    expect(shapeAt('many').item?.()).toMatchObject({ type: 'mixed' });
  });

  test('of an empty union is open to nothing', () => {
    expect(shapeOf(z.null())).toMatchObject({ type: 'mixed', nullable: true });
  });

  test('no kind has a field that hides the target audited', () => {
    for (const { schema: shape, id } of KINDS) {
      expect(shapeOf(shape).fields.has('target'), id).toBe(false);
    }
  });
});
