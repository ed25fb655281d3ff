import { evidenceFilesOf, shortDigest } from '../claims/files.ts';
import type { Report } from '../report.ts';
import { badge, markup, section, sheet, value, type Section } from './markup.ts';

/** The files that somebody gave, with the digests by which they are known again. */
export function evidenceFiles(report: Report): Section | null {
  const files = evidenceFilesOf(report);
  return section(
    'evidence-files',
    'Evidence files',
    'Exports of accounts and the register of documents. Whoever has a file can hold its SHA-256 against the one here; the data at the end of this page has it whole.',
    files.length === 0
      ? []
      : [
          sheet(
            'Files, whose they are, and whether they count',
            ['File', 'What', 'Of', 'Age', 'SHA-256', 'Counts'],
            files.map(({ path, what, target, age, sha256, problem }) => [
              value(path),
              what,
              value(target),
              age === '' ? null : markup`<span class="nowrap">${age}</span>`,
              markup`<code>${shortDigest(sha256)}</code>`,
              problem === null
                ? badge('good', '✓', 'yes')
                : markup`${badge('open', '?', 'no')} <span class="soft">${problem}</span>`,
            ]),
          ),
        ],
  );
}
