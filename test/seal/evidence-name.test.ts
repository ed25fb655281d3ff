import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceName } from '../../src/seal/evidence-name.ts';
import { isName } from '../../src/seal/manifest.ts';

const sha256 = 'a1b2c3d4e5f60718'.repeat(4);

test.each([
  ['minutes.pdf', 'evidence/a1b2c3d4e5f60718-minutes.pdf'],
  ['/home/jane/Board minutes (final).pdf', 'evidence/a1b2c3d4e5f60718-Board_minutes_final_.pdf'],
  ['..\\..\\x.json', 'evidence/a1b2c3d4e5f60718-x.json'],
  ['a/..', 'evidence/a1b2c3d4e5f60718-..'],
  ['a/', 'evidence/a1b2c3d4e5f60718-'],
])('%s is copied as %s', (path, name) => {
  expect(evidenceName(path, sha256)).toBe(name);
});

test('no path leads out of the folder, and none is too long for a file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (path) => {
      const name = evidenceName(path, sha256);
      expect(isName(name)).toBe(true);
      expect(name).toMatch(/^evidence\/[\w.-]{17,97}$/);
    }),
  );
});
