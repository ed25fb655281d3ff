import { InvalidArgumentError, Option, type Command } from 'commander';
import { FORMATS } from '../report/formats.ts';

/** Flags of audit and observe, as commander hands them over. */
export interface LookFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly rules?: readonly string[];
  readonly claims?: string;
  readonly waivers?: readonly string[];
  readonly attestations?: readonly string[];
  readonly evidence?: readonly string[];
  readonly register?: readonly string[];
  readonly intensity?: 'passive' | 'standard' | 'active';
  readonly only?: string;
  readonly skip?: string;
  readonly targets?: string;
  readonly resolver?: string;
  readonly rootHints?: string;
  readonly trustAnchor?: readonly string[];
  readonly ns?: readonly string[];
  readonly ds?: readonly string[];
  readonly dnsFixture?: readonly string[];
  readonly dkimSelector?: readonly string[];
  readonly dkimDeep?: boolean;
  readonly mailMessage?: readonly string[];
  readonly dmarcReport?: readonly string[];
  readonly header?: readonly string[];
  readonly bearer?: string;
  readonly tryLogin?: boolean;
  readonly ca?: readonly string[];
  readonly connectTo?: readonly string[];
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly now?: string;
  readonly timeout?: string;
  readonly concurrency?: string;
  readonly polite?: boolean;
  readonly revocation?: boolean;
  readonly progress: boolean;
  readonly quiet?: boolean;
  readonly record?: string;
  readonly requestLog?: string;
  readonly dryRun?: boolean;
}

/** Flags of audit, judge and report that say how results leave. */
export interface OutputFlags {
  readonly format?: readonly string[];
  readonly outputDirectory?: string;
  /** Of audit and judge alone. */
  readonly includeEvidence?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Flags of audit and judge that set the gate. */
export interface GateFlags {
  readonly minGrade?: string;
  readonly failOn?: string;
  readonly failOnRegression?: boolean;
  /** An earlier report that this one is held against. */
  readonly baseline?: string;
  readonly allowInconclusive?: boolean;
  readonly exitZero?: boolean;
}

/** The forms in which `diff` writes a comparison. */
const DIFF_FORMATS = ['text', 'json', 'markdown'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

/** Flags of diff. */
export interface DiffFlags {
  readonly format?: DiffFormat;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly exitCode?: boolean;
  readonly failOnRegression?: boolean;
  readonly allowInconclusive?: boolean;
}

/** Gathers the values of an option that may be given more than once. */
export const collect = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  value,
];

/** Takes the value of an option of which a second one would be lost. */
function onlyOne(value: string, before: string | undefined): string {
  if (before === undefined) return value;
  throw new InvalidArgumentError(`One in a run; "${before}" was given before.`);
}

/** Adds the options that say where to look and how. */
export function lookOptions(command: Command): Command {
  return judgingOptions(command)
    .option('--targets <file>', 'read targets from a file, one a line')
    .addOption(
      new Option('--intensity <level>', 'what may be done to a target (default: standard)').choices(
        ['passive', 'standard', 'active'],
      ),
    )
    .option('--resolver <server>', 'ask this resolver: IP[:PORT], tls://HOST or https://HOST/PATH')
    .option('--root-hints <file>', 'begin at these root servers; iana: the bundled ones')
    .option(
      '--trust-anchor <file>',
      'begin DNSSEC chains of trust with these DS or DNSKEY',
      collect,
    )
    .option(
      '--ns <name/address>',
      'name server of a zone target that is not delegated yet',
      collect,
    )
    .option('--ds <record>', "its DS: 'TAG ALGORITHM DIGEST-TYPE DIGEST'", collect)
    .option(
      '--dns-fixture <file>',
      'take the DNS from this zone file or JSON, and look at nothing else',
      collect,
    )
    .option('--dkim-selector <name>', 'ask for this DKIM selector', collect)
    .option('--dkim-deep', 'guess DKIM selectors from the long list')
    .option('--mail-message <file>', 'read DKIM selectors from this message (.eml)', collect)
    .option('--dmarc-report <file>', 'read DKIM selectors from this aggregate report', collect)
    .option(
      '--header <name:value>',
      'send this field to the sites over https; VALUE may be env:NAME',
      collect,
    )
    .option('--bearer <env:name>', 'send the token in this environment variable likewise')
    .option('--try-login', 'try the sign-in of assay.yaml with wrong passwords (active)')
    .option('--ca <file>', 'trust the certificates of this PEM file too', collect)
    .option('--connect-to <host:port:address:port>', 'connect there instead', collect)
    .option('-4', 'use IPv4 only')
    .option('-6', 'use IPv6 only')
    .option('--timeout <seconds>', 'deadline of a target; the others scale (default: 120)')
    .option('--concurrency <n>', 'conversations in flight for each address, at most')
    .option('--polite', 'begin with one conversation in flight and five a second')
    .option('--evidence <path>', 'exports of a cloud account: a file or folder', collect)
    .option('--register <file>', 'register of certificates and reports', collect)
    .option('--revocation', 'ask the CAs by OCSP and CRL whether certificates are revoked')
    .option('--no-progress', 'no progress on stderr')
    .option('--quiet', 'no progress and no notes on stderr')
    .option('--record <dir>', 'write what was sent and received into this folder')
    .option('--request-log <file>', 'append a line of JSON for each HTTP request')
    .option('--dry-run', 'print what active probes would send, and send nothing');
}

/** Adds the options that say what the evidence is judged by. */
export function judgingOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration (default: assay.yaml here, if there is one)')
    .option('--profile <name>', 'rules to hold the deployment to (default: baseline)')
    .option('--rules <dir>', 'add the rules of this folder', collect)
    .option('--claims <name|file>', 'hold the deployment against this security page', onlyOne)
    .option('--waivers <file>', 'read waivers from this file', collect)
    .option('--attestations <file>', 'read attestations from this file', collect)
    .option('--only <areas>', 'these areas alone: tls,dns,mail,web,rate-limit,cloud,org')
    .option('--skip <areas>', 'all areas but these')
    .option('--now <time>', 'judge dates as of this time (ISO 8601)');
}

/** Adds the options that set the gate. */
export function gateOptions(command: Command): Command {
  return command
    .option('--min-grade <letter>', 'fail below this grade')
    .option(
      '--fail-on <words>',
      'fail on findings this severe or worse; and on: contradicted, expired, regression',
    )
    .option('--baseline <file>', 'say what has changed since this report (JSON or HTML)', onlyOne)
    .option('--fail-on-regression', 'fail on what has become worse since --baseline')
    .option('--allow-inconclusive', 'do not hold up --fail-on for what could not be settled')
    .option('--exit-zero', 'exit 0 where the gate fails or is undecided; the reason says so');
}

/** Adds the option of what else is kept with the results. */
export const keepOptions = (command: Command): Command =>
  command.option(
    '--include-evidence',
    'with -o: copy the files that attestations, waivers and exports rest on',
  );

/** Adds the options that say how results leave. */
export function outputOptions(command: Command): Command {
  return command
    .option(
      '--format <name[:path]>',
      `${Object.keys(FORMATS).join(', ')}, pdf; repeatable`,
      collect,
    )
    .option('-o, --output-directory <dir>', 'write reports and evidence into this folder')
    .option('--json', 'the JSON report on stdout')
    .option('--verbose', 'show passed rules and all evidence, too');
}

/** Adds the options that say how a comparison leaves, and what it makes of the exit code. */
export function diffOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <name>', 'how it is written (default: text)').choices(DIFF_FORMATS),
    )
    .option('--json', 'the comparison as JSON')
    .option('--verbose', 'spell out every change')
    .option('--exit-code', 'exit 1 where anything has changed')
    .option('--fail-on-regression', 'exit 1 on what has become worse, 3 where it is not known')
    .option('--allow-inconclusive', 'do not hold up --fail-on-regression for what is not seen now');
}
