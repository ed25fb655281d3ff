import { expect, test } from 'vitest';
import { uuidOf } from '../../src/report/uuid.ts';

test('a name in the namespace of the DNS gives the UUID of RFC 9562, appendix A.4', () => {
  expect(uuidOf('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

test('the same name gives the same UUID, another one another', () => {
  expect(uuidOf('a')).toBe(uuidOf('a'));
  expect(uuidOf('a')).not.toBe(uuidOf('b'));
});
