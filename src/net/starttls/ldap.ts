import {
  extendedRequest,
  LdapExtendedResponse,
  LdapResultCode,
} from '../../codec/ldap/extended.ts';
import { NoStarttlsError } from '../net.ts';
import { turnedAway, type Script } from './script.ts';

const START_TLS = '1.3.6.1.4.1.1466.20037';
const NOT_OFFERED: readonly number[] = [
  LdapResultCode.protocolError,
  LdapResultCode.unavailableCriticalExtension,
  LdapResultCode.unwillingToPerform,
];

/** RFC 4511, section 4.14. */
export const ldap: Script = async ({ talk }) => {
  await talk.write(extendedRequest(1, START_TLS));
  const response = await talk.read(LdapExtendedResponse, 'response to StartTLS');
  const { messageId, resultCode, diagnosticMessage } = response;
  if (messageId === 1 && resultCode === LdapResultCode.success) return;
  // Message 0 is a Notice of Disconnection (section 4.4.1).
  if (messageId === 1 && NOT_OFFERED.includes(resultCode)) {
    throw new NoStarttlsError(`StartTLS is answered with result code ${resultCode}`);
  }
  throw turnedAway('response to StartTLS', `result code ${resultCode} ${diagnosticMessage}`);
};
