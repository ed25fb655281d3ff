import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

/** What tests read of a result. */
export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
        readonly region: { readonly startLine: number; readonly startColumn?: number };
      };
      readonly logicalLocations: readonly [{ readonly fullyQualifiedName: string }];
    },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: string;
  readonly suppressions: readonly {
    readonly kind: string;
    readonly status: string;
    readonly justification: string;
  }[];
  readonly properties: Readonly<Record<string, unknown>> & { readonly severity: string };
}

interface Text {
  readonly text: string;
}

/** What tests read of a rule. */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: Text;
  readonly fullDescription: Text;
  readonly help: Text & { readonly markdown?: string };
  readonly properties: {
    readonly tags: readonly string[];
    readonly precision: string;
    readonly 'security-severity': string;
  };
  readonly relationships: readonly {
    readonly target: { readonly id: string; readonly toolComponent: { readonly index: number } };
  }[];
}

/** What tests read of the one run of a log. */
export interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } };
  readonly taxonomies: readonly {
    readonly name: string;
    readonly taxa: readonly { readonly id: string; readonly shortDescription?: Text }[];
  }[];
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly [
    {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly {
        readonly descriptor: { readonly id: string };
        readonly level: string;
        readonly message: Text;
      }[];
    },
  ];
  readonly results: readonly SarifResult[];
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Log {
  readonly $schema: string;
  readonly runs: readonly [SarifRun];
}

const schema: unknown = JSON.parse(
  readFileSync(
    new URL('../../../fixtures/schemas/sarif/sarif-2.1.0.json', import.meta.url),
    'utf8',
  ),
);
const ajv = new Ajv2020({ strict: false });
formats.default.default(ajv);
const isLog = ajv.compile<Log>(schema as object);

/** Why a text is no log by the schema of the standard; null where it is one. */
export function faultOf(log: unknown): string | null {
  return isLog(log) ? null : ajv.errorsText(isLog.errors);
}

/** A log, once it has been checked against the schema. */
export function logOf(text: string): Log {
  const log: unknown = JSON.parse(text);
  if (isLog(log)) return log;
  throw new Error(ajv.errorsText(isLog.errors));
}

/** The one run of a log that the schema allows. */
export const runOf = (text: string): SarifRun => logOf(text).runs[0];
