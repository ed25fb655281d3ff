/** A random UUID (RFC 9562, section 5.4) of 16 random bytes. */
export function auditIdOf(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([start, end]) => hex.slice(start, end))
    .join('-');
}

const LONGEST_CONTACT = 100;

/** What the user agent says in parentheses; of a contact what may stand there (RFC 9110, 5.6.5). */
export function userAgentComment(contact: string | null): string {
  const text = (contact ?? '')
    .replace(/[^ -~]|[()\\]/g, '')
    .trim()
    .slice(0, LONGEST_CONTACT);
  return text === '' ? 'rate-limit audit' : `rate-limit audit; contact=${text}`;
}
