import type { WebObservatory } from '../../../evidence/kinds/web/observatory.ts';
import { letterOf, modifierOf, passes, scoreOf, type Algorithm } from './algorithms.ts';
import { readCookies } from './cookies.ts';
import { readCsp } from './csp.ts';
import { differenceOf } from './differences.ts';
import {
  readContentTypeOptions,
  readEmbedderPolicy,
  readFrameOptions,
  readHsts,
  readOpenerPolicy,
  readReferrer,
  readResourcePolicy,
} from './fields.ts';
import { readScripts } from './scripts.ts';
import type { Sight } from './sight.ts';
import { readRedirection, readSharing } from './walks.ts';

type Opinion = WebObservatory['opinions'][number];

/** What a version of the algorithm says of a site. */
export function opinionOf(sight: Sight, algorithm: Algorithm): Opinion {
  const tests = readingsOf(sight, algorithm).map(([test, result]) => {
    const modifier = modifierOf(result, algorithm);
    return {
      test,
      result,
      modifier,
      pass: passes(result, modifier),
      difference: differenceOf(test, { sight, algorithm, result }),
    };
  });
  const score = scoreOf(tests.map(({ modifier }) => modifier));
  return {
    algorithm: algorithm.version,
    source: algorithm.source,
    current: algorithm.current,
    score,
    letter: letterOf(score),
    tests,
  };
}

/** The result of each test, in its order. */
function readingsOf(sight: Sight, algorithm: Algorithm): [test: string, result: string][] {
  const csp = readCsp(sight, algorithm);
  const hsts = readHsts(sight);
  const protectedByHsts = hsts === 'hsts-implemented-max-age-at-least-six-months';
  return [
    ['content-security-policy', csp.result],
    ['cookies', readCookies(sight, protectedByHsts)],
    ['cross-origin-resource-sharing', readSharing(sight)],
    ['redirection', readRedirection(sight)],
    ['referrer-policy', readReferrer(sight)],
    ['strict-transport-security', hsts],
    ['subresource-integrity', readScripts(sight, algorithm)],
    ['x-content-type-options', readContentTypeOptions(sight)],
    ['x-frame-options', readFrameOptions(sight, csp)],
    ['cross-origin-resource-policy', readResourcePolicy(sight)],
    ...(algorithm.judgesIsolation
      ? ([
          ['cross-origin-embedder-policy', readEmbedderPolicy(sight)],
          ['cross-origin-opener-policy', readOpenerPolicy(sight)],
        ] as [string, string][])
      : []),
  ];
}
