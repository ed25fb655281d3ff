import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { exportScript, SCRIPTED } from '../export-script.ts';

/** Flags of `assay evidence commands`. */
export interface EvidenceFlags {
  readonly region?: readonly string[];
  readonly directory: string;
}

/** What may stand in a script as it is. */
const PLAIN = /^[\w.-]+$/;

/** `assay evidence commands`: prints a script that exports an account as `--evidence` reads it. */
export function evidenceCommands(id: string, { region = [], directory }: EvidenceFlags): Exit {
  const provider = SCRIPTED.find((one) => id.startsWith(`${one}:`));
  if (provider === undefined || !PLAIN.test(id.slice(provider.length + 1))) {
    throw new UsageError(
      `${id}: no account of ${SCRIPTED.join(', ')}`,
      'aws:123456789012, cloudflare:example.com or github:OWNER',
    );
  }
  const wrong = region.find((name) => !PLAIN.test(name));
  if (wrong !== undefined) throw new UsageError(`--region ${wrong}: is no region`, 'eu-west-2');
  if (provider === 'aws' && region.length === 0) {
    throw new UsageError(
      'which regions are in use?',
      `assay evidence commands ${id} --region eu-west-2`,
    );
  }
  process.stdout.write(exportScript(provider, { id, regions: region, directory }));
  return { code: 0, reason: `run it with sh; then assay audit --evidence ${directory}` };
}
