import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { helpOf } from '../../src/report/sarif/help.ts';
import { renderSarif, renderSarifAll } from '../../src/report/sarif/sarif.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { hostileText, poisoned } from '../report/hostile.ts';

const MODULES = fileURLToPath(new URL('sarif/node_modules/', import.meta.url));
const MULTITOOL = join(MODULES, '@microsoft/sarif-multitool-linux/Sarif.Multitool');

const folder = mkdtempSync(join(tmpdir(), 'assay-sarif-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the multitool finds fault with, as `GH1005 error`, by its own rules and those of GitHub. */
function faultsOf(name: string, text: string): readonly string[] {
  const [input, output] = [join(folder, `${name}.sarif`), join(folder, `${name}.faults`)];
  writeFileSync(input, text);
  const kinds = ['--rule-kind', 'Sarif;Ghas', '--kind', 'Fail', '--level', 'Error;Warning'];
  const { stderr, error } = spawnSync(
    MULTITOOL,
    ['validate', input, '--output', output, '--log', 'ForceOverwrite', '--quiet', ...kinds],
    // The library of languages that it would look for is not needed.
    { encoding: 'utf8', env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } },
  );
  if (error !== undefined) throw error;
  const log = JSON.parse(readFileSync(output, 'utf8')) as {
    runs: { results: { ruleId: string; level?: string }[]; tool: { driver: { name: string } } }[];
  };
  expect(stderr).toBe('');
  const [run] = log.runs;
  expect(run?.tool.driver.name).toBe('Sarif.Multitool');
  return [...new Set(run?.results.map(({ ruleId, level = 'warning' }) => `${ruleId} ${level}`))];
}

const placed = (report: Report): Report => ({
  ...report,
  targets: report.targets.map((target, index) => ({
    ...target,
    namedAt: { file: 'my audits/assay.yaml', line: index + 2, column: 5 },
  })),
});

/** It wants a web page of the tool's, which there is none of yet. */
const NO_PAGE = ['SARIF2005 warning'];

describe.each(REPORTS)('the SARIF Multitool reads the report of the %s deployment', (name) => {
  test('and finds nothing that GitHub would refuse', () => {
    const report = reportOf(name);
    expect(faultsOf(name, renderSarif(report))).toEqual(NO_PAGE);
    expect(faultsOf(name, renderSarif(placed(report)))).toEqual(NO_PAGE);
    expect(faultsOf(name, renderSarifAll(placed(report)))).toEqual(NO_PAGE);
  });

  test('whatever the targets sent', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const faults = faultsOf(name, renderSarifAll(poisoned(reportOf(name), text)));
        expect(faults.filter((fault) => fault.endsWith(' error'))).toEqual([]);
      }),
      { numRuns: 2 },
    );
  });
});

/** A log, as far as something is taken away from it. */
interface Log {
  runs: {
    tool: { driver: { rules: { help?: object }[] } };
    results: {
      message: { text?: string };
      locations: { physicalLocation: { artifactLocation: { uri?: string } } }[];
    }[];
  }[];
}

test.each<[string, (run: Log['runs'][number]) => void, string]>([
  [
    'results without a place',
    ({ results }) => {
      for (const result of results) result.locations = [];
    },
    'GH1015',
  ],
  [
    'places without a file',
    ({ results }) => {
      for (const { locations } of results) {
        for (const { physicalLocation } of locations) delete physicalLocation.artifactLocation.uri;
      }
    },
    'GH1017',
  ],
  [
    'rules without help',
    ({ tool }) => {
      for (const rule of tool.driver.rules) delete rule.help;
    },
    'GH2012',
  ],
])('the SARIF Multitool refuses %s', (_, spoil, rule) => {
  const log = JSON.parse(renderSarif(reportOf('careless'))) as Log;
  log.runs.forEach(spoil);
  expect(faultsOf('spoilt', JSON.stringify(log))).toContain(`${rule} error`);
});

/** What is called of micromark: CommonMark and its GitHub flavour to HTML. */
interface Micromark {
  micromark(text: string, options: object): string;
  gfm(): object;
  gfmHtml(): object;
}

describe('the help of a rule as Markdown', () => {
  let html: (text: string) => string;

  beforeAll(async () => {
    const [base, flavour] = await Promise.all(
      ['micromark', 'micromark-extension-gfm'].map(
        async (name) =>
          (await import(pathToFileURL(join(MODULES, name, 'index.js')).href)) as Micromark,
      ),
    );
    html = (text) =>
      base?.micromark(text, {
        // What is not escaped shows.
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [flavour?.gfm()],
        htmlExtensions: [flavour?.gfmHtml()],
      }) ?? '';
  });

  /** The elements of HTML, in order. */
  const elements = (text: string): string[] => text.match(/<[a-z!][^>]*>/gi) ?? [];
  /** The comment is what keeps mentions apart. */
  const OURS = new Set(['<p>', '<strong>', '<pre>', '<code>', '<!-- -->']);

  test('is paragraphs and snippets', () => {
    const [finding] = reportOf('careless').findings;
    if (finding === undefined) throw new Error('no finding');
    const shown = html(helpOf([finding]).markdown);
    expect(shown).toContain('<p><strong>Versions below TLS 1.2 are refused</strong></p>');
    expect(shown).toContain('<pre><code>ssl_protocols TLSv1.2 TLSv1.3;\n</code></pre>');
  });

  test('has no other element, whatever was filled in', () => {
    const [finding] = reportOf('careless').findings;
    const active = fc
      .array(
        fc.oneof(
          hostileText,
          fc.constantFrom(
            ...[
              '[a](https://b.example)',
              '![a](b)',
              '**',
              '_',
              '~~',
              '`',
              '```\n',
              '\n\n# ',
              '\n- ',
            ],
            ...['https://b.example ', 'www.b.example ', 'a@b.example', '\n| a |\n|---|\n', '[^1]'],
            ...['\n> ', '\n1. ', '<b>', '<!-- ', '&amp;', '\\', '    '],
          ),
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(active, (text) => {
        if (finding === undefined) throw new Error('no finding');
        const { markdown } = helpOf([
          {
            ...finding,
            title: text,
            expected: text,
            references: [{ standard: text, section: text }],
            fix: { text, [text]: text, nginx: text },
          },
        ]);
        const shown = html(markdown);
        expect(elements(shown).filter((element) => !OURS.has(element))).toEqual([]);
        // Two snippets: what stands in one does not end it.
        expect(shown.match(/<pre>/g)).toHaveLength(text === 'nginx' ? 1 : 2);
      }),
      { numRuns: 500 },
    );
  });
});
