import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NetworkSettings } from '../net/network.ts';
import { UsageError } from './errors.ts';
import { makeFolder, reasonOf } from './files.ts';

/** A file with a line of JSON for each HTTP request of a run, written as it happens. */
export interface RequestLogFile {
  readonly network: Pick<NetworkSettings, 'onRequest'>;
  /** Says on stderr where it is not complete. */
  close(): void;
}

const NO_LOG: RequestLogFile = { network: {}, close: () => undefined };

/** Opens the log for further lines, for its owner alone where it is new. Throws a UsageError. */
export function requestLogFile(path: string | undefined): RequestLogFile {
  if (path === undefined) return NO_LOG;
  const file = opened(path);
  let failure: string | null = null;
  return {
    network: {
      onRequest(entry) {
        if (failure !== null) return;
        try {
          writeSync(file, `${JSON.stringify(entry)}\n`);
        } catch (error) {
          // The run goes on: what was seen is worth more than the log of it.
          failure = reasonOf(error);
        }
      },
    },
    close() {
      closeSync(file);
      if (failure === null) return;
      process.stderr.write(`assay: warning: --request-log ${path} is cut short: ${failure}\n`);
    },
  };
}

const OWNER_ALONE = 0o600;

function opened(path: string): number {
  try {
    makeFolder(dirname(path));
    return openSync(path, 'a', OWNER_ALONE);
  } catch (error) {
    throw new UsageError(`--request-log ${path}: cannot be written: ${reasonOf(error)}`);
  }
}
