import { expect, test } from 'vitest';
import { encodeBase32hex } from '../../../src/codec/base/base32hex.ts';
import { Budget, LimitError } from '../../../src/crypto/dnssec/budget.ts';
import { nsec3Hash } from '../../../src/crypto/dnssec/nsec3.ts';

const SALT = Buffer.from('aabbccdd', 'hex');

test.each([
  ['example', '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom'],
  ['a.example', '35mthgpgcu1qg68fab165klnsnk3dpvl'],
  ['ai.example', 'gjeqe526plbf1g8mklp59enfd789njgi'],
  ['ns1.example', '2t7b4g4vsa5smi47k61mv5bv1a22bojr'],
  ['ns2.example', 'q04jkcevqvmu85r014c7dkba38o0ji5r'],
  ['w.example', 'k8udemvp1j2f7eg6jebps17vp3n8i58h'],
  ['*.w.example', 'r53bq7cc2uvmubfu5ocmm6pers9tk9en'],
  ['x.w.example', 'b4um86eghhds6nea196smvmlo4ors995'],
  ['y.w.example', 'ji6neoaepv8b5o6k4ev33abha8ht9fgc'],
  ['x.y.w.example', '2vptu5timamqttgl4luu9kg21e0aor3s'],
  ['xx.example', 't644ebqk9bibcna874givr6joj62mlhv'],
  ['2t7b4g4vsa5smi47k61mv5bv1a22bojr.example', 'kohar7mbb8dc2ce8a9qvl8hon4k53uhi'],
  ['X.y.W.EXAMPLE.', '2vptu5timamqttgl4luu9kg21e0aor3s'],
])('the hash of %s is that of RFC 5155, appendix A', (name, hash) => {
  expect(encodeBase32hex(nsec3Hash(name, SALT, 12))).toBe(hash);
});

test('a budget gives the same hashes, and eight of 150 iterations at most', () => {
  const budget = new Budget();
  expect(budget.nsec3Hash('a.example', SALT, 12)).toEqual(nsec3Hash('a.example', SALT, 12));
  const costly = new Budget();
  for (let name = 0; name < 8; name += 1) costly.nsec3Hash(`n${name}.example`, SALT, 150);
  expect(costly.exhausted).toBe(false);
  expect(() => costly.nsec3Hash('n8.example', SALT, 150)).toThrow(LimitError);
  expect(costly.exhausted).toBe(true);
  expect(costly.nsec3Hash('n7.example', SALT, 150)).toEqual(nsec3Hash('n7.example', SALT, 150));
});
