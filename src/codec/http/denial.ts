/** A longer body has something else to say. */
const MOST_CHARACTERS = 4096;

const NAMED =
  /"(?:error|errors|error_?description|message|msg|code|detail|title|status|statusCode|reason|success)"\s{0,4}:/i;

const DENIED =
  /un-?authori[sz]ed|not authori[sz]ed|unauthenticated|not authenticated|not logged in|forbidden|permission denied|access denied|(?:authentication|authorization|login|token|credentials?|api key)[\w ]{0,20} (?:required|missing|invalid|expired|failed|not provided|not found)|(?:missing|invalid|expired|no|requires?) (?:[\w-]{1,20} )?(?:token|credentials?|authentication|authorization|api[ -]?key|login|session)|"(?:code|status|statusCode)"\s{0,4}:\s{0,4}"?40[13]\b/i;

/** Members that errors are wrapped in, without `_` and `-`; any other holds data. */
const ENVELOPE =
  /^(?:err|exception|fault|messages?$|msg|code|details?$|title$|status|reason|success$|ok$|type$|instance$|timestamp$|time$|path$|ur[il]$|method$|request(?:id|path|url)?$|trace|correlation|help|hint|documentation|docs|moreinfo|apiversion$|jsonrpc$|meta$)/i;

/** Whether a short JSON object says that who asks may not have what was asked for, and nothing else. */
export function saysDenied(text: string): boolean {
  if (text.length > MOST_CHARACTERS || !/^\s{0,20}\{/.test(text)) return false;
  return NAMED.test(text) && DENIED.test(text) && !holdsData(text);
}

/** Data speaks of forbidden things as well: `{"id":1,"title":"Forbidden Planet"}`. */
function holdsData(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return true;
  }
  return Object.entries(value ?? {}).some(
    ([name, member]) => !ENVELOPE.test(name.replace(/[_-]/g, '')) && !isEmpty(member),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'boolean' || ['null', '""', '[]', '{}'].includes(JSON.stringify(value));
