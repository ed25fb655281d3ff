import { decode, encode, struct, u16, u8 } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import { ContentType, ExtensionType } from '../../../codec/iana/tls.ts';
import { extensionOf } from '../../../codec/tls/extension.ts';
import { HeartbeatMessage } from '../../../codec/tls/heartbeat.ts';
import { tlsHeartbleed, type TlsHeartbleed } from '../../../evidence/kinds/tls/attacks.ts';
import { tlsVersions } from '../../../evidence/kinds/tls/versions.ts';
import { absent, present, type Observation } from '../../../evidence/observation.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import type { Probe } from '../../probe.ts';
import type { OpenHandshake } from '../exchange.ts';
import { cipherSuitesFor } from '../hello.ts';
import { placeOf, speaksTls } from '../place.ts';
import { goOnSurely, withPlainVersions } from './plain.ts';
import { nextMessage, recordOf } from './reaction.ts';

/**
 * Offers heartbeat and, where the server takes it up, sends two correct requests with a false one
 * before the second: it carries nothing and claims 16 bytes. A server with the flaw finds those
 * behind the record, where the bytes of our own requests lie, so that no memory of others is taken;
 * only lengths are kept. An answer to the false request with bytes that it did not carry:
 * vulnerable. An answer to the correct one behind it and none to the false one, or an alert: safe.
 * What it cannot tell: a server that answers no request before the handshake is finished.
 */
export const tlsHeartbleedProbe: Probe<TlsHeartbleed> = {
  kind: tlsHeartbleed,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withPlainVersions(context, ({ newest: version }) => {
      const place = placeOf(context);
      const offer = {
        version,
        cipherSuites: cipherSuitesFor(version),
        extensions: [extensionOf(ExtensionType.heartbeat, u8, PEER_ALLOWED_TO_SEND)],
      };
      return goOnSurely(place, 'heartbeat', offer, 'server_hello_done', async (open) => {
        const echoed = open.hello.extensions?.some(
          ({ extensionType }) => extensionType === ExtensionType.heartbeat,
        );
        if (echoed !== true) return absent('heartbeat is not taken up');
        return look({ open, version, signal: context.signal }, addressText(place.endpoint));
      });
    }),
};

/** RFC 6520, section 2. */
const PEER_ALLOWED_TO_SEND = 1;
const REQUEST = 1;
const RESPONSE = 2;
const PADDING_LENGTH = 16;
/**
 * More than OpenSSL holds back during a handshake, which is up to 4096 bytes: an answer so long comes
 * at once, and what was held back with it.
 */
const PAYLOAD_LENGTH = 12 * 1024;
/** Fewer bytes than a correct request carries, so that one sent before covers them all. */
const FALSE_LENGTH = 16;
const FALSE_REQUEST = encode(struct({ type: u8, payloadLength: u16 }), {
  type: REQUEST,
  payloadLength: FALSE_LENGTH,
});

/** A handshake in which heartbeat was taken up. */
interface Look {
  readonly open: OpenHandshake;
  readonly signal: AbortSignal;
  readonly version: TlsHeartbleed['version'];
}

async function look(
  { open, signal, version }: Look,
  peer: string,
): Promise<Observation<TlsHeartbleed>> {
  const told = (vulnerable: boolean, detail: string): Observation<TlsHeartbleed> =>
    present({ version, vulnerable, detail });
  const before = correctRequest(open);
  await send(open, before.message);
  const alive = await answerFrom(open, signal);
  if (alive === 'alert') return told(false, 'a correct request meets an alert');
  if (typeof alive === 'string' || !isAnswerTo(alive, before)) {
    throw new ProblemError('unsupported', `${peer} answers no heartbeat during the handshake`);
  }
  const after = [correctRequest(open), correctRequest(open)] as const;
  await send(open, FALSE_REQUEST, after[0].message);
  const first = await answerFrom(open, signal);
  // Some programs take up one record each time that bytes arrive.
  if (first === 'silence') await send(open, after[1].message);
  const answer = first === 'silence' ? await answerFrom(open, signal) : first;
  if (answer === 'alert') return told(false, 'the false request meets an alert');
  if (typeof answer === 'string') {
    throw new ProblemError('timeout', `${peer}: ${answer} after a heartbeat that claims too much`);
  }
  if (after.some((request) => isAnswerTo(answer, request))) {
    return told(false, 'the false request is not answered');
  }
  const carried = answer.payload.length;
  if (carried === 0) return told(false, 'the false request is answered with no byte');
  if (carried >= FALSE_LENGTH) {
    return told(true, `a request that carries no byte is answered with ${carried} bytes`);
  }
  throw new ProblemError('malformed', `${peer} answers a heartbeat with ${carried} bytes`);
}

const send = (open: OpenHandshake, ...messages: readonly Uint8Array[]): Promise<void> =>
  open.connection.write(
    Buffer.concat(messages.map((message) => recordOf(open, 'heartbeat', message))),
  );

interface Request {
  readonly message: Uint8Array;
  readonly payload: Uint8Array;
}

function correctRequest({ connection }: OpenHandshake): Request {
  const payload = connection.random(PAYLOAD_LENGTH);
  const message = encode(HeartbeatMessage, {
    type: REQUEST,
    payload,
    padding: connection.random(PADDING_LENGTH),
  });
  return { message, payload };
}

const isAnswerTo = (answer: HeartbeatMessage, { payload }: Request): boolean =>
  Buffer.from(answer.payload).equals(payload);

/** The response that comes next, or what comes in its place. */
async function answerFrom(
  open: OpenHandshake,
  signal: AbortSignal,
): Promise<HeartbeatMessage | 'alert' | 'silence' | 'close' | 'reset' | 'another record'> {
  const message = await nextMessage(open, signal);
  if (typeof message === 'string') return message;
  if (message.type === 'alert') return 'alert';
  if (message.type === 'handshake') return 'another record';
  try {
    const heartbeat = decode(HeartbeatMessage, message.record.fragment, 'HeartbeatMessage');
    const response = message.record.type === ContentType.heartbeat && heartbeat.type === RESPONSE;
    return response ? heartbeat : 'another record';
  } catch (error) {
    if (error instanceof DecodeError) return 'another record';
    throw error;
  }
}
