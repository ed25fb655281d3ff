import { alternativesIn } from '../../codec/http/alt-svc.ts';
import { webHttp3, type WebHttp3 } from '../../evidence/kinds/web/answers.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../evidence/kinds/web/response.ts';
import { webProtocols, type WebProtocols } from '../../evidence/kinds/web/surface.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { blockOf } from './block.ts';
import { gapIn } from './landing.ts';

/**
 * The versions of HTTP of the origin asked for. What only a page over HTTP/2 announces counts as
 * well; what an answer in place of the site's leaves out does not.
 */
export const webProtocolsDerivation: Derivation<WebProtocols> = {
  kind: webProtocols,
  from: [webResponses, webSamples, webHttp3],
  derive: (context) =>
    fromPresent(context.get(webResponses), (responses) =>
      protocolsOf(responses, valueOf(context.get(webSamples)), valueOf(context.get(webHttp3))),
    ),
};

const valueOf = <T>(observation: Observation<T>): T | null =>
  observation.status === 'present' ? observation.value : null;

function protocolsOf(
  { https }: WebResponses,
  samples: WebSamples | null,
  looked: WebHttp3 | null,
): Observation<WebProtocols> {
  const [first] = https.items;
  if (first === undefined) {
    const gap = gapIn(https);
    return gap === null ? absent('https connections are refused') : unavailable(gap);
  }
  const over2 = samples?.samples.find(({ what }) => what === 'http2')?.answer;
  const own = [first, ...hopsIn(over2)];
  const altSvc = [...new Set(own.flatMap(({ headers }) => alternativesIn(headers)))];
  const record = looked?.httpsRecord ?? null;
  const inHttpsRecord = record && record.alpn.some(isHttp3);
  const quic = looked?.quic.is === 'answered' ? true : null;
  const inAltSvc =
    altSvc.some(isHttp3) || (own.some((hop) => blockOf(hop) === null) ? false : null);
  return present({
    http2: over2?.is === 'response' ? over2.hop.protocol === 'HTTP/2' : null,
    altSvc,
    inHttpsRecord,
    quic,
    http3: http3Of(inAltSvc, inHttpsRecord, quic),
    ech: record && record.ech,
  });
}

const hopsIn = (answer: Answer | undefined): readonly Hop[] =>
  answer?.is === 'response' ? [answer.hop] : [];

/** `h3`, not the drafts before it (`h3-29`), which no client speaks any more. */
const isHttp3 = (alpn: string): boolean => alpn === 'h3';

function http3Of(
  inAltSvc: boolean | null,
  inHttpsRecord: boolean | null,
  quic: boolean | null,
): boolean | null {
  if (inAltSvc === true || inHttpsRecord === true) return quic;
  return inAltSvc === false && inHttpsRecord === false ? false : null;
}
