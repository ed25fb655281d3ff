import { prowlerFindings } from '../evidence/kinds/cloud/prowler.ts';
import { readCommandLine } from './command-line.ts';
import { foundAs, type Found, type Reader } from './found.ts';
import { elementsOf, membersOf, textOf, timeOf, type Json } from './json.ts';

/** Reads the OCSF findings of Prowler, those of each account apart. */
export const readProwler: Reader = (output, { command }) => {
  const findings = elementsOf(output);
  if (!Array.isArray(output)) return null;
  const isOurs =
    findings.length === 0 ? command?.startsWith('prowler') === true : findings.some(isDetection);
  if (!isOurs) return null;
  const complete = !isSifted(command);
  if (findings.length === 0) return [{ ...foundAs(prowlerFindings.what, output), complete }];
  return [...Map.groupBy(findings, accountOf)].map(([account, own]) => ({
    ...ofAccount(account, own),
    complete,
  }));
};

/** Only findings of some outcome were asked for. */
const isSifted = (command: string | null): boolean =>
  command !== null && readCommandLine(command).options.has('--status');

const isDetection = (finding: Json): boolean => {
  const { metadata, status_code } = membersOf(finding);
  return textOf(membersOf(metadata)['event_code']) !== null && textOf(status_code) !== null;
};

function accountOf(finding: Json): string | null {
  const { account, provider } = membersOf(membersOf(finding)['cloud']);
  const uid = textOf(membersOf(account)['uid']);
  const name = textOf(provider);
  return uid === null || name === null ? null : `${name.toLowerCase()}:${uid}`;
}

/** The oldest of the times counts: several scans may stand in one file. */
function ofAccount(account: string | null, findings: readonly Json[]): Found {
  const times = findings.map((finding) => {
    const { time, time_dt } = membersOf(finding);
    // `time_dt` has no zone in some versions.
    return timeOf(time) ?? timeOf(time_dt);
  });
  const known = times.filter((time) => time !== null).sort();
  return {
    ...foundAs(prowlerFindings.what, [...findings]),
    account,
    collectedAt: known.length === times.length ? (known[0] ?? null) : null,
  };
}
