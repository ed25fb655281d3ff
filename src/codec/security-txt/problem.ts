/**
 * What RFC 9116 requires (`error`) or recommends (`advice`), or what a reader may want to know
 * (`note`). Codes and levels are those of the sectxt project.
 */
export const LEVELS = {
  utf8: 'error',
  bom_in_file: 'error',
  no_line_separators: 'error',
  invalid_line: 'error',
  empty_key: 'error',
  empty_value: 'error',
  prec_ws: 'error',
  no_space: 'error',
  no_contact: 'error',
  no_expire: 'error',
  multi_expire: 'error',
  invalid_expiry: 'error',
  expired: 'error',
  long_expiry: 'advice',
  no_uri: 'error',
  no_https: 'error',
  multi_lang: 'error',
  invalid_lang: 'error',
  no_csaf_file: 'error',
  multiple_csaf_fields: 'advice',
  no_encryption: 'advice',
  unknown_field: 'note',
  not_signed: 'advice',
  no_canonical: 'advice',
  no_canonical_match: 'error',
  signed_format_issue: 'error',
  pgp_data_error: 'error',
  data_after_sig: 'error',
  too_many_line_separators: 'error',
  invalid_uri_scheme: 'error',
  location: 'error',
  no_content_type: 'error',
  invalid_media: 'error',
  invalid_charset: 'error',
} as const;
export type SecurityTxtCode = keyof typeof LEVELS;

export interface SecurityTxtProblem {
  readonly code: SecurityTxtCode;
  readonly level: (typeof LEVELS)[SecurityTxtCode];
  /** Line of the file from 1; null where it is about the whole. */
  readonly line: number | null;
  readonly sentence: string;
}

export const problem = (
  code: SecurityTxtCode,
  line: number | null,
  sentence: string,
): SecurityTxtProblem => ({ code, level: LEVELS[code], line, sentence });

/** A value as it stands in a sentence. */
export const quoted = (value: string): string =>
  value.length > 80 ? `"${value.slice(0, 80)}…"` : `"${value}"`;
