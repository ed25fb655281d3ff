import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { integrityFaults, integrityPolicyOf } from '../../../src/codec/http/integrity-policy.ts';

const sent = (lines: readonly string[]): HeaderList =>
  lines.map((line) => ['Integrity-Policy', line]);

// Subresource Integrity, "parse Integrity-Policy headers"; Chromium's integrity_policy_parser_unittest.cc.
test.each<[string[], string[], string[]]>([
  [['blocked-destinations=(script)'], ['script'], []],
  [['blocked-destinations=(script style)'], ['script', 'style'], []],
  [['blocked-destinations=(style script script)'], ['script', 'style'], []],
  [['blocked-destinations=(script), sources=(inline)'], ['script'], []],
  [['blocked-destinations=(script), endpoints=(endpoint1 endpoint2)'], ['script'], []],
  [['endpoints=(https://example.com/api), blocked-destinations=(script)'], ['script'], []],
  [['blocked-destinations=(script)', 'endpoints=(a)'], ['script'], []],
  [['blocked-destinations=(script;version=2)'], ['script'], []],
  [['wrongkey=(something), blocked-destinations=(script)'], ['script'], ['partly']],
  [['blocked-destinations=(wrongdestination script)'], ['script'], ['partly']],
  [['blocked-destinations=(script), sources=(inline other)'], ['script'], ['partly']],
  [['blocked-destinations=(script), sources=(other)'], [], ['ignored']],
  [['blocked-destinations=(script), sources=()'], [], ['ignored']],
  [['blocked-destinations=(script), sources=inline'], [], ['ignored']],
  [['blocked-destinations=(script)', 'blocked-destinations=()'], [], ['ignored']],
  [['blocked-destinations=(unsupported)'], [], ['ignored']],
  [['blocked-destinations=(Script)'], [], ['ignored']],
  [['blocked-destinations=script'], [], ['ignored']],
  [['blocked-destinations=("script")'], [], ['ignored']],
  [['blocked-destinations'], [], ['ignored']],
  [['sources=(inline)'], [], ['ignored']],
  [['wrongkey=(something)'], [], ['ignored']],
  [[''], [], ['ignored']],
])('%j blocks %j', (lines, blocked, faults) => {
  expect(integrityPolicyOf(sent(lines))).toEqual({ sent: true, valid: true, blocked });
  expect(integrityFaults(sent(lines)).map(({ effect }) => effect)).toEqual(faults);
});

test.each([
  [['not a dictionary']],
  [['blocked-destinations=(script, style)']],
  [['blocked-destinations=(script,style)']],
  [['blocked-destinations=(script']],
  [["blocked-destinations=('script')"]],
  [['blocked-destinations=[script]']],
  [['Blocked-Destinations=(script)']],
  [['blocked-destinations=(script);']],
  [['blocked-destinations=(script),']],
  [['blocked-destinations=(script)', '']],
  [['blocked-destinations=(script)\v']],
])('%j is no Dictionary and is ignored', (lines) => {
  expect(integrityPolicyOf(sent(lines))).toEqual({ sent: true, valid: false, blocked: [] });
  expect(integrityFaults(sent(lines))).toMatchObject([{ effect: 'ignored' }]);
});

test('a policy that is only reported about protects nobody', () => {
  const headers = [['Integrity-Policy-Report-Only', 'blocked-destinations=(script)']] as const;
  expect(integrityPolicyOf(headers)).toEqual({ sent: false, valid: false, blocked: [] });
  expect(integrityFaults(headers)).toEqual([]);
});
