import {
  tlsStarttlsInjection,
  type TlsStarttlsInjection,
} from '../../../evidence/kinds/tls/attacks.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { absent, present } from '../../../evidence/observation.ts';
import { ProblemError, type Problem, type ProblemCode } from '../../../evidence/problem.ts';
import type { StarttlsProtocol } from '../../../evidence/target.ts';
import { NoStarttlsError } from '../../../net/net.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe } from '../../probe.ts';
import { placeOf, speaksTls, withVersions, type Place } from '../place.ts';

/**
 * Sends a harmless command behind the one that asks for TLS, in the same segment and in the clear,
 * and another one inside TLS, whose answers cannot be mistaken for each other. An answer to the first
 * inside TLS: vulnerable. An answer to the second alone: safe. Safe as well where TLS is refused
 * each time that something stands behind the command, and given in between where nothing does. What
 * it cannot tell: protocols in which no such pair of commands is known here.
 */
export const tlsStarttlsInjectionProbe: Probe<TlsStarttlsInjection> = {
  kind: tlsStarttlsInjection,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async () => {
      const place = placeOf(context);
      const commands = place.starttls === null ? undefined : COMMANDS[place.starttls];
      if (commands === undefined) return absent('no smtp, pop3 or imap with STARTTLS');
      const heard = await session(place, 'injection', commands);
      if (typeof heard === 'string') return present(verdictOn(heard, commands, place));
      const plain = await session(place, 'without injection', { ...commands, inject: '' });
      const again = await session(place, 'injection again', commands);
      if (typeof plain === 'string' && typeof again !== 'string' && again.code === heard.code) {
        const detail = 'TLS is refused where a command stands behind the one that asks for it';
        return present({ vulnerable: false, detail });
      }
      throw new ProblemError(heard.code, heard.detail);
    }),
};

/** Two commands, and how the answers to them begin. */
interface Commands {
  readonly inject: string;
  readonly say: string;
  readonly toInjected: RegExp;
  readonly toSaid: RegExp;
}

/** QUIT is answered in one way only (RFC 5321, section 4.1.1.10; RFC 1939, section 5). */
const COMMANDS: Readonly<Partial<Record<StarttlsProtocol, Commands>>> = {
  smtp: { inject: 'QUIT\r\n', say: 'NOOP\r\n', toInjected: /^221/, toSaid: /^(250|5\d\d)/ },
  pop3: { inject: 'QUIT\r\n', say: 'XASSAY\r\n', toInjected: /^\+OK/, toSaid: /^-ERR/ },
  imap: {
    inject: 'injected NOOP\r\n',
    say: 'own NOOP\r\n',
    toInjected: /^injected /m,
    toSaid: /^own /m,
  },
};

/** Problems that may be the server's answer to what was injected. */
const REFUSALS: readonly ProblemCode[] = ['blocked', 'reset'];

/** How long an answer inside TLS is waited for. */
const LISTEN_MS = 3000;

/** What is heard inside TLS, or why there is no TLS. */
async function session(
  { net, endpoint, serverName, starttls }: Place,
  purpose: string,
  { inject, say }: Pick<Commands, 'inject' | 'say'>,
): Promise<string | Problem> {
  try {
    const { heard } = await net.session(endpoint, {
      purpose,
      serverName,
      starttls,
      inject,
      say,
      listenMs: LISTEN_MS,
    });
    return Buffer.from(heard).toString('latin1');
  } catch (error) {
    if (error instanceof NoStarttlsError) return { code: 'blocked', detail: error.message };
    // Dovecot takes what stands behind for a record of TLS and resets the connection.
    const refused = error instanceof ProblemError && REFUSALS.includes(error.problem.code);
    if (refused) return error.problem;
    throw error;
  }
}

function verdictOn(
  heard: string,
  { toInjected, toSaid }: Commands,
  { endpoint }: Place,
): TlsStarttlsInjection {
  if (toInjected.test(heard)) {
    return { vulnerable: true, detail: 'a command sent before TLS is answered inside TLS' };
  }
  if (toSaid.test(heard)) {
    return { vulnerable: false, detail: 'only a command sent inside TLS is answered' };
  }
  const peer = addressText(endpoint);
  throw heard === ''
    ? new ProblemError('timeout', `${peer} answers no command inside TLS`)
    : new ProblemError('malformed', `${peer} answers neither of two commands inside TLS`);
}
