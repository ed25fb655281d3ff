import { ProblemError } from '../../evidence/problem.ts';
import type { Endpoint } from '../net.ts';
import { addressText, type ConversationKey, type Limits, type Transport } from '../transport.ts';
import { isReply, queryMessage, type Question } from './query-message.ts';

const MEDIA_TYPE = 'application/dns-message';
/** The same for all, so that caches may answer (RFC 8484, section 4.1). */
const ID = 0;

/** Asks over HTTPS by POST (RFC 8484, section 4.1). */
export async function overHttps(
  means: {
    readonly transport: Transport;
    readonly userAgent: string;
    readonly httpsPath: string;
  },
  server: Endpoint,
  question: Question,
  key: ConversationKey,
  limits: Limits,
): Promise<Uint8Array> {
  const { host, port } = server;
  const authority = host.includes(':') ? `[${host}]` : host;
  const response = await means.transport.http(
    key,
    server.via ?? server,
    {
      url: `https://${authority}:${port}${means.httpsPath}`,
      method: 'POST',
      headers: {
        'User-Agent': means.userAgent,
        'Content-Type': MEDIA_TYPE,
        Accept: MEDIA_TYPE,
      },
      body: Buffer.from(queryMessage(question, ID)).toString('base64'),
      authenticated: true,
    },
    limits,
  );
  const { status, headers, body, truncated } = response;
  const [, type = ''] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  const place = addressText(server);
  if (status !== 200) {
    const code = status === 429 || status === 503 ? 'blocked' : 'servfail';
    throw new ProblemError(code, `${place} answers with HTTP status ${status}`);
  }
  if (type.split(';')[0]?.trim().toLowerCase() !== MEDIA_TYPE || truncated) {
    throw new ProblemError(
      'malformed',
      `${place} answers with something else than one DNS message`,
    );
  }
  if (!isReply(body, question, ID)) {
    throw new ProblemError('malformed', `${place} answers another question`);
  }
  return body;
}
