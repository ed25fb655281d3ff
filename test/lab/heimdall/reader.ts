import { createRequire } from 'node:module';

// Installed by setup.sh alone: its types are not there where the rest is checked.
const load = createRequire(import.meta.url);

/** What is called of inspecjs, by which Heimdall reads its files. */
interface Inspecjs {
  convertFileContextual(text: string): {
    readonly contains: readonly {
      readonly contains: readonly {
        /** Controls of other profiles that it is taken to stand for. */
        readonly extendsFrom: readonly unknown[];
        readonly data: { readonly id: string; readonly attestation_data?: unknown };
        readonly hdf: {
          readonly status: string;
          readonly severity: string;
          readonly waived: boolean;
          readonly attested: boolean;
          readonly rawNistTags: readonly string[];
          canonized_nist(config: object): readonly string[];
        };
      }[];
    }[];
  };
}

/** A control as Heimdall has it. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly severity: string;
  readonly waived: boolean;
  readonly attested: boolean;
  readonly nist: readonly string[];
}

/** The controls of a file, by Heimdall's own reader. */
export function controlsByHeimdall(text: string): readonly Shown[] {
  const inspecjs = load('inspecjs') as Inspecjs;
  return inspecjs
    .convertFileContextual(text)
    .contains.flatMap((profile) => profile.contains)
    .filter(({ extendsFrom }) => extendsFrom.length === 0)
    .map(({ data, hdf }) => ({
      id: data.id,
      ...{ status: hdf.status, severity: hdf.severity },
      ...{ waived: hdf.waived, attested: hdf.attested },
      nist: hdf.canonized_nist({ max_specifiers: 2 }),
    }));
}
