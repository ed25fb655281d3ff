import { z } from 'zod';
import { UsageError } from './errors.ts';

/** What tells the JSON files of assay apart. */
const Told = z.looseObject({
  schemaVersion: z.number().optional(),
  findings: z.array(z.unknown()).optional(),
  evidence: z.array(z.unknown()).optional(),
  changes: z.array(z.unknown()).optional(),
  tool: z.looseObject({ version: z.string() }).optional(),
});

/** The version of the report's form that this version of assay reads. */
const READS = 1;

/**
 * Throws a UsageError where a text is JSON of assay and no report that it reads: a bundle, a
 * comparison, a report of another form. What is no JSON at all is left to the reader.
 */
export function refuseOtherThanReport(file: string, text: string): void {
  const { schemaVersion, findings, evidence, changes, tool } = toldBy(text);
  if (changes !== undefined) {
    throw new UsageError(
      `${file}: is a comparison of two reports, not a report`,
      'name one of the two reports that it was made from',
    );
  }
  if (evidence !== undefined && findings === undefined) {
    throw new UsageError(
      `${file}: is an evidence bundle, not a report`,
      `make a report of it: assay judge ${file} --format json:report.json`,
    );
  }
  if (findings !== undefined && schemaVersion !== undefined && schemaVersion !== READS) {
    const by = tool === undefined ? '' : `, made by assay ${tool.version}`;
    throw new UsageError(
      `${file}: is a report of schema version ${schemaVersion}${by}; this version reads ${READS}`,
      'judge the evidence of that run again: assay judge bundle.json --format json:report.json',
    );
  }
}

function toldBy(text: string): Partial<z.infer<typeof Told>> {
  try {
    return Told.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
