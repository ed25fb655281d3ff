import { MysqlCapability, MysqlGreeting, sslRequest } from '../../codec/mysql/packet.ts';
import { NoStarttlsError } from '../net.ts';
import { turnedAway, type Script } from './script.ts';

/** MySQL source documentation, Connection Phase. Nothing is answered before TLS begins. */
export const mysql: Script = async ({ talk }) => {
  const greeting = await talk.read(MysqlGreeting, 'greeting');
  // Too many connections, host blocked, host not allowed …
  if (greeting.type === 'error')
    throw turnedAway('greeting', `${greeting.code} ${greeting.message}`);
  if (greeting.type === 'old') {
    throw new NoStarttlsError(`protocol ${greeting.protocolVersion} has no TLS`);
  }
  if ((greeting.capabilities & MysqlCapability.CLIENT_SSL) === 0) {
    throw new NoStarttlsError('CLIENT_SSL is not among the capabilities');
  }
  await talk.write(sslRequest());
};
