import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAggregateReport } from '../../../src/codec/mail/aggregate-report.ts';

/** In the form of the sample of RFC 9990, appendix B. */
const RFC9990 = `<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <version>1.0</version>
  <report_metadata>
    <org_name>Sample Reporter</org_name>
    <email>report_sender@example-reporter.com</email>
    <report_id>3v98abbp8ya9n3va8yr8oa3ya</report_id>
    <date_range><begin>302832000</begin><end>302918399</end></date_range>
  </report_metadata>
  <policy_published><domain>example.com</domain><p>quarantine</p></policy_published>
  <record>
    <row>
      <source_ip>192.0.2.123</source_ip><count>123</count>
      <policy_evaluated><disposition>pass</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
    </row>
    <identifiers><header_from>example.com</header_from></identifiers>
    <auth_results>
      <dkim><domain>example.com</domain><result>pass</result><selector>abc123</selector></dkim>
      <dkim><domain>esp.example</domain><result>pass</result><selector>42</selector></dkim>
      <spf><domain>example.com</domain><result>fail</result></spf>
    </auth_results>
  </record>
  <record>
    <auth_results>
      <dkim><domain>example.com</domain><result>fail</result></dkim>
      <dkim><domain>Example.com</domain><selector>ABC123</selector></dkim>
    </auth_results>
  </record>
</feedback>
`;

const found = (text: string): string[] | string => {
  const report = parseAggregateReport(text);
  return report.ok
    ? report.selectors.map(({ selector, domain }) => `${selector} ${domain}`)
    : report.reason;
};

/** A report with this in its only record. */
const reportOf = (results: string): string =>
  `<feedback><record><auth_results>${results}</auth_results></record></feedback>`;
const DKIM = '<dkim><domain>a.test</domain><selector>s1</selector></dkim>';

test('each selector is named once, numbers are text, and a result without one names none', () => {
  expect(found(RFC9990)).toEqual(['ABC123 Example.com', '42 esp.example']);
  expect(found(`\n${RFC9990.replaceAll('\n', '\r\n')}\r\n`)).toHaveLength(2);
});

test('elements may have a prefix', () => {
  const text = reportOf(DKIM).replaceAll(/<(\/?)/g, '<$1d:');
  expect(found(text)).toEqual(['s1 a.test']);
});

test('a report without signatures names none', () => {
  expect(found(reportOf('<spf><domain>a.test</domain></spf>'))).toEqual([]);
  expect(found('<feedback><version>1.0</version></feedback>')).toEqual([]);
});

test('the evaluation of the policy, which is called dkim too, names none', () => {
  const text = '<feedback><record><row><dkim>pass</dkim></row></record></feedback>';
  expect(found(text)).toEqual([]);
});

describe('what is no report says why', () => {
  test.each([
    ['', 'there is no <feedback> in it'],
    ['hello', 'there is no <feedback> in it'],
    ['<html></html>', 'there is no <feedback> in it'],
    ['<feedback/>', 'its <feedback> is empty'],
    ['<feedback></feedback>', 'its <feedback> is empty'],
    [reportOf(DKIM).slice(0, -11), 'it is cut off: </feedback> is missing'],
    [`<!DOCTYPE a [<!ENTITY b "c">]>${reportOf(DKIM)}`, 'it declares a document type'],
  ])('%j: %s', (text, reason) => {
    expect(found(text)).toBe(reason);
  });

  test.each(['<feedback', '<feedback><!-- ', '<a>'.repeat(5000), '<__proto__></__proto__>'])(
    '%j is no XML',
    (text) => {
      expect(found(text)).toMatch(/^it is no XML: /);
    },
  );
});

test('entities are not expanded', () => {
  const text = reportOf('<dkim><domain>a.test</domain><selector>s&amp;1&x;</selector></dkim>');
  expect(found(text)).toEqual(['s&amp;1&x; a.test']);
});

test('no more than 10000 selectors are kept', () => {
  const many = Array.from({ length: 10_050 }, (_, index) => DKIM.replace('s1', `s${index}`));
  expect(found(reportOf(many.join('')))).toHaveLength(10_000);
});

test('any text is a report or a reason', () => {
  const part = fc.constantFrom(
    ...['<feedback>', '</feedback>', '<record>', '</record>', '<auth_results>', '</auth_results>'],
    ...[
      DKIM,
      '<dkim>',
      '</dkim>',
      '<selector/>',
      '&',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      'a',
    ],
  );
  const parts = fc.array(part, { maxLength: 20 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), parts), (text) => {
      const report = parseAggregateReport(text);
      expect(report.ok ? report.selectors.length <= 20 : report.reason !== '').toBe(true);
    }),
  );
});
