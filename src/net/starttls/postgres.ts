import { SSL_REQUEST, SslResponse } from '../../codec/postgres/ssl.ts';
import { NoStarttlsError } from '../net.ts';
import { turnedAway, type Script } from './script.ts';

/** PostgreSQL 17 documentation, section 53.2.11. */
export const postgres: Script = async ({ talk }) => {
  await talk.write(SSL_REQUEST);
  const response = await talk.read(SslResponse, 'response to SSLRequest');
  if (response.type === 'N') throw new NoStarttlsError('SSLRequest is answered with N');
  if (response.type === 'E') throw turnedAway('response to SSLRequest', response.message);
};
