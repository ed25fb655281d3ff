import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import {
  nelFaults,
  reportingEndpointsFaults,
  reportingOf,
  reportToFaults,
} from '../../../src/codec/http/reporting.ts';

const PAGE = 'https://site.test/page';
const linesOf = (name: string, lines: readonly string[]): HeaderList =>
  lines.map((line) => [name, line]);

// Reporting API, section 3.3: a Dictionary of Strings that are trustworthy URLs.
test.each<[string[], string[], string[]]>([
  [['main="https://r.example/x"'], ['main'], []],
  [['main="/reports"'], ['main'], []],
  [['main=""'], ['main'], []],
  [['main="//r.example/x"'], ['main'], []],
  [['a="https://r.example/a", b="https://r.example/b"'], ['a', 'b'], []],
  [['a="https://r.example/a"', 'b="https://r.example/b"'], ['a', 'b'], []],
  [['a="/x";p=1'], ['a'], []],
  [['a="/x", a="/y"'], ['a'], []],
  [['*a="/x"'], ['*a'], []],
  [[''], [], []],
  [['a="/x", b="http://r.example/"'], ['a'], ['partly']],
  [['a="/x", b'], ['a'], ['partly']],
  [['a="http://r.example/"'], [], ['ignored']],
  [['a=https://r.example/x'], [], ['ignored']],
  [['a=1'], [], ['ignored']],
  [['a=:aGVsbG8=:'], [], ['ignored']],
  [['a=()'], [], ['ignored']],
  [['a="https://"'], [], ['ignored']],
  [['Main="https://r.example/x"'], [], ['ignored']],
  [["a='https://r.example/x'"], [], ['ignored']],
  [['a="/x",'], [], ['ignored']],
  [['a="/x"', ''], [], ['ignored']],
  [['a="/x'], [], ['ignored']],
  [['{"group":"a"}'], [], ['ignored']],
])('Reporting-Endpoints %j names %j', (lines, endpoints, faults) => {
  const headers = linesOf('Reporting-Endpoints', lines);
  expect(reportingOf(headers, PAGE).endpoints).toEqual(endpoints);
  expect(reportingEndpointsFaults(headers, PAGE).map(({ effect }) => effect)).toEqual(faults);
});

const GROUP = '{"group":"a","max_age":1,"endpoints":[{"url":"https://r.example/x"}]}';

test.each<[string[], boolean, string[]]>([
  [[GROUP], true, []],
  [[`${GROUP}, ${GROUP}`], true, []],
  [[GROUP, GROUP], true, []],
  [[`${GROUP}, {}`], true, ['partly']],
  [['{}'], false, ['ignored']],
  [['{"max_age":"1","endpoints":[]}'], false, ['ignored']],
  [['{"max_age":1,"endpoints":{}}'], false, ['ignored']],
  [['null'], false, ['ignored']],
  [['[1]'], false, ['ignored']],
  [[`${GROUP},`], false, ['ignored']],
  [["{'group':'a'}"], false, ['ignored']],
  [['default'], false, ['ignored']],
  [['['.repeat(30_000)], false, ['ignored']],
])('Report-To %j is of use: %s', (lines, use, faults) => {
  const headers = linesOf('Report-To', lines);
  expect(reportingOf(headers, PAGE).reportTo).toBe(use);
  expect(reportToFaults(headers).map(({ effect }) => effect)).toEqual(faults);
});

// Network Error Logging, section 4.1.
test.each<[string[], boolean, string[]]>([
  [['{"report_to":"a","max_age":1}'], true, []],
  [['{"report_to":"a","max_age":1,"include_subdomains":true}'], true, []],
  [['{"report_to":"a","max_age":1}', 'x'], false, ['ignored']],
  [['{"max_age":0}'], false, []],
  [['{"report_to":"a","max_age":0}'], false, []],
  [['{"max_age":1}'], false, ['ignored']],
  [['{"report_to":1,"max_age":1}'], false, ['ignored']],
  [['{"report_to":"a"}'], false, ['ignored']],
  [['{"report_to":"a","max_age":-1}'], false, ['ignored']],
  [['"a"'], false, ['ignored']],
  [['{report_to:a}'], false, ['ignored']],
  [[''], false, ['ignored']],
])('NEL %j is switched on: %s', (lines, on, faults) => {
  const headers = linesOf('NEL', lines);
  expect(reportingOf(headers, PAGE).nel).toBe(on);
  expect(nelFaults(headers).map(({ effect }) => effect)).toEqual(faults);
});

test('nothing sent is nothing, and no fault', () => {
  expect(reportingOf([], PAGE)).toEqual({ endpoints: [], reportTo: false, nel: false });
  const faults = [reportingEndpointsFaults([], PAGE), reportToFaults([]), nelFaults([])];
  expect(faults.flat()).toEqual([]);
});
