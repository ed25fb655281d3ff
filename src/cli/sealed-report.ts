import { join } from 'node:path';
import { z } from 'zod';
import { idOf, Report } from '../report/report.ts';
import type { ManifestContent } from '../seal/manifest.ts';
import type { Remark } from '../seal/remark.ts';
import { VERSION } from '../version.ts';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';
import { checkedJson } from './json.ts';

/** The report of a sealed folder. */
export const REPORT = 'report.json';

/** What a file of a sealed folder holds, or the remark on why that is not known. */
export type Read<T> =
  { readonly value: T; readonly fault: null } | { readonly value: null; readonly fault: Remark };

/**
 * Reads a file of a folder whose digests hold. What is sealed and malformed is `violated`, unless it is
 * by another version, whose files may look otherwise; what is not sealed is `unknown`.
 */
export function readSealed<T>(
  folder: string,
  { files }: ManifestContent,
  { name, schema, what }: { name: string; schema: z.ZodType<T>; what: string },
): Read<T> {
  const isSealed = files.some((file) => file.name === name);
  const fault = (state: Remark['state'], text: string): Read<T> => ({
    value: null,
    fault: { file: name, state, text },
  });
  const text = textOf(join(folder, name));
  if (text === null) return fault(isSealed ? 'violated' : 'unknown', 'cannot be read');
  try {
    return { value: checkedJson(name, text, schema, what), fault: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message } = error;
    const version = versionIn(text);
    if (version !== VERSION && version !== null) {
      return fault('unknown', `cannot be read: made by version ${version}, not ${VERSION}`);
    }
    return fault(isSealed ? 'violated' : 'unknown', message.slice(`${name}: `.length));
  }
}

/** Null where there is no such file that can be read. */
function textOf(path: string): string | null {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

const MadeBy = z.looseObject({ tool: z.looseObject({ version: z.string() }) });

/** The version of assay that a file says it is by; null where it says none. */
function versionIn(text: string): string | null {
  try {
    return MadeBy.safeParse(JSON.parse(text)).data?.tool.version ?? null;
  } catch {
    return null;
  }
}

/** The report of a folder whose digests hold. */
export const sealedReport = (folder: string, content: ManifestContent): Read<Report> =>
  readSealed(folder, content, { name: REPORT, schema: Report, what: 'a report' });

/** Whether the manifest says of the report what is in it, and its id is that of its content. */
export function reportRemarks({ predicate }: ManifestContent, report: Report): readonly Remark[] {
  const { tool, rulesHash, now, targets } = report;
  const held: Readonly<Record<string, readonly [unknown, unknown]>> = {
    version: [predicate.tool.version, tool.version],
    'report id': [predicate.report.id, report.id],
    rules: [predicate.report.rulesHash, rulesHash],
    time: [predicate.now, now],
    targets: [predicate.targets, targets.map(({ id }) => id)],
  };
  const other = Object.entries(held)
    .filter(([, [said, is]]) => JSON.stringify(said) !== JSON.stringify(is))
    .map(([what]) => what);
  const of = (state: Remark['state'], text: string): Remark => ({ file: REPORT, state, text });
  const isOurs = tool.version === VERSION;
  return [
    ...(other.length === 0
      ? []
      : [of('violated', `is not the report of the manifest, which has other ${other.join(', ')}`)]),
    ...(idOf(report) === report.id
      ? []
      : [of(isOurs ? 'violated' : 'unknown', 'has an id that is not that of its content')]),
  ];
}
