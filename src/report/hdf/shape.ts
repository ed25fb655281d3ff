/**
 * The parts of the Heimdall Data Format, version 1, that are written here; the names are those of its
 * schema, exec-json.json of mitre/heimdall2.
 */

/** What became of one test. */
export type Status = 'passed' | 'failed' | 'skipped' | 'error';

export interface Result {
  readonly status: Status;
  readonly code_desc: string;
  /** ISO time. */
  readonly start_time: string;
  /** Seconds. */
  readonly run_time?: number;
  readonly resource?: string;
  readonly resource_id?: string;
  readonly message?: string;
  readonly skip_message?: string;
}

export interface WaiverData {
  readonly justification: string;
  readonly expiration_date: string;
  readonly run: boolean;
  /** `true` would take it out of the compliance figure. */
  readonly skipped_due_to_waiver: false;
  readonly message: string;
}

export interface AttestationData {
  readonly control_id: string;
  readonly explanation: string;
  /** From one statement to the next, such as `90d`. */
  readonly frequency: string;
  readonly status: 'passed' | 'failed';
  readonly updated: string;
  readonly updated_by: string;
}

export interface Control {
  readonly id: string;
  readonly title: string;
  readonly desc: string;
  readonly descriptions: readonly { readonly label: string; readonly data: string }[];
  /** 0 to 1; 0 is not applicable. */
  readonly impact: number;
  readonly refs: readonly { readonly ref: string }[];
  readonly tags: Readonly<Record<string, string | readonly string[]>>;
  readonly code: string;
  readonly source_location: { readonly ref?: string; readonly line?: number };
  readonly results: readonly Result[];
  readonly waiver_data?: WaiverData;
  readonly attestation_data?: AttestationData;
}
