import { describe, expect, test } from 'vitest';
import { checkHost } from '../../../../src/codec/mail/check-host/check-host.ts';
import { answered } from '../../../../src/codec/mail/check-host/question.ts';
import { spfSuite, suiteDns } from '../../../support/spf-suite.ts';

/** What the suite calls the explanation of an implementation's own. */
const DEFAULT = 'DEFAULT';

const RECEIVER = { receiver: 'receiver.example', time: 1_700_000_000 };

describe.each([
  ['rfc7208', 203, 14],
  ['rfc4408', 191, 14],
] as const)('the conformance suite of %s', (suite, cases, explanations) => {
  test('is whole', () => {
    const all = spfSuite(suite).flatMap(({ tests }) => Object.values(tests));
    expect(all).toHaveLength(cases);
    const told = all.filter(({ explanation = DEFAULT }) => explanation !== DEFAULT);
    expect(told).toHaveLength(explanations);
  });

  for (const { description, tests, zonedata } of spfSuite(suite)) {
    const dns = suiteDns(zonedata);
    test.each(Object.entries(tests))(`${description}: %s`, (_, { result, explanation, ...one }) => {
      const claim = { address: one.host, from: one.mailfrom, helo: one.helo };
      const found = answered(checkHost(claim, { explain: RECEIVER }), dns);
      expect(result).toContain(found.result);
      if (explanation === undefined) return;
      expect((found.explanation ?? DEFAULT).toLowerCase()).toBe(explanation.toLowerCase());
    });
  }
});
