/** What a GraphQL response says (GraphQL specification, section 7.1). */
export interface GraphqlReply {
  /** The names of types came back. */
  readonly introspection: boolean;
  /** An error names what was perhaps meant; null where there is no error. */
  readonly suggestions: boolean | null;
}

/** Asks for the names of types, and changes nothing. */
export const INTROSPECTION = '{__schema{types{name}}}';

/** Misspells `types`, which any schema has, for servers that suggest the right name. */
export const MISSPELT = '{__schema{typs}}';

/** The beginning of a long answer to INTROSPECTION. */
const TYPES_BEGIN =
  /^\s{0,20}\{\s{0,20}"data"\s{0,20}:\s{0,20}\{\s{0,20}"__schema"\s{0,20}:\s{0,20}\{\s{0,20}"types"\s{0,20}:\s{0,20}\[\s{0,20}\{/;

/** Reads a body; null where it is no GraphQL response. */
export function readGraphql(text: string): GraphqlReply | null {
  if (TYPES_BEGIN.test(text)) return { introspection: true, suggestions: null };
  const value = parse(text);
  if (!isMap(value)) return null;
  const errors = errorsIn(value['errors']);
  if (errors === null && !isMap(value['data'])) return null;
  const data = value['data'];
  const schema = isMap(data) ? data['__schema'] : null;
  return {
    introspection: isMap(schema) && Array.isArray(schema['types']) && schema['types'].length > 0,
    suggestions: errors === null ? null : errors.some((message) => /did you mean/i.test(message)),
  };
}

/** Each error has a message (section 7.1.2); null where these are no such errors. */
function errorsIn(errors: unknown): string[] | null {
  if (!Array.isArray(errors) || errors.length === 0) return null;
  const messages = errors.map((error: unknown) => (isMap(error) ? error['message'] : null));
  return messages.every((message) => typeof message === 'string') ? messages : null;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
