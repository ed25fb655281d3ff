import type { HeaderList } from '../../../codec/http/fields.ts';
import { parseSource } from '../../../codec/http/csp-source.ts';
import type { CspWeakness } from '../../../evidence/kinds/web/csp.ts';
import { SOURCE_LISTS } from './corrections.ts';
import type { Reading } from './reading.ts';
import { reportingOf } from './reports.ts';

/** Faults in the text of a policy that csp_evaluator does not see. */
export function ownWeaknesses(reading: Reading, headers: HeaderList): CspWeakness[] {
  const { policy } = reading;
  return [
    ...policy.repeated.map((directive) =>
      fault('repeated-directive', directive, '', 'Browsers ignore all but the first of its name.'),
    ),
    ...policy.notAscii.map((directive) =>
      fault('not-ascii', directive, '', 'Browsers skip a directive that is not ASCII.'),
    ),
    ...policy.directives
      .filter(({ name }) => SOURCE_LISTS.includes(name))
      .flatMap(({ name, values }) => faultsIn(name, values)),
    ...(reportingOf(reading, headers) === 'nowhere' ? [NOWHERE] : []),
  ];
}

function faultsIn(directive: string, values: readonly string[]): CspWeakness[] {
  const isNone = (value: string): boolean => parseSource(value).is === 'none';
  const invalid = values.filter((value) => parseSource(value).is === 'invalid');
  const sentence = "'none' has no effect beside other sources.";
  return [
    ...[...new Set(invalid)].map((value) =>
      fault('ignored-source', directive, value, 'Browsers ignore it: it is no source.'),
    ),
    ...(values.some(isNone) && !values.every(isNone)
      ? [fault('none-with-others', directive, "'none'", sentence)]
      : []),
  ];
}

const fault = (type: string, directive: string, value: string, sentence: string): CspWeakness => ({
  severity: 'syntax',
  type,
  directive,
  value,
  sentence,
});

const NOWHERE: CspWeakness = {
  severity: 'info',
  type: 'report-to-unknown-endpoint',
  directive: 'report-to',
  value: '',
  sentence:
    'Neither Reporting-Endpoints nor Report-To of this response has an endpoint of that name.',
};
