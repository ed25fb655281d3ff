import { shortenSecrets } from '../../codec/http/secrets.ts';
import { isMtaSts } from '../../codec/mail/mta-sts.ts';
import { mailMtaStsPolicy, type MailMtaStsPolicy } from '../../evidence/kinds/mail/policies.ts';
import { present } from '../../evidence/observation.ts';
import { problemOf } from '../../evidence/problem.ts';
import type { Endpoint, Net } from '../../net/net.ts';
import { ask, attempt, textsOf } from '../dns/ask.ts';
import type { Probe } from '../probe.ts';

/** RFC 8461, section 3.3: what senders read at most. */
const MOST_BYTES = 64 * 1024;
const PORT = 443;
const PROTOCOL = 'http/1.1';

/**
 * Asks for the MTA-STS record of the domain and, only where it is there, for the policy: a TLS
 * session that shows the certificates, then one GET, at one address of the policy host after the
 * other until one answers. No redirect is followed (RFC 8461, section 3.3). Senders may be more
 * patient: they wait up to a minute.
 */
export const mailMtaStsPolicyProbe: Probe<MailMtaStsPolicy> = {
  kind: mailMtaStsPolicy,
  intensity: 'passive',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'mail',
  async observe({ net, target }) {
    const record = await ask(net, `_mta-sts.${target.host}`, 'TXT');
    const host = `mta-sts.${target.host}`;
    if (!textsOf(record).some(isMtaSts)) {
      return present({ answers: [record.answer], host, hostMissing: null, ...UNSEEN });
    }
    const attempts = await Promise.all([attempt(net, host, 'A'), attempt(net, host, 'AAAA')]);
    const asked = attempts.flatMap((each) => (each.ok ? [each.asked] : []));
    const addressed = asked.some(({ records }) => records.length > 0);
    return present({
      answers: [record.answer, ...asked.map(({ answer }) => answer)],
      host,
      hostMissing: !addressed && asked.length < attempts.length ? null : !addressed,
      ...(await look(host, net)),
    });
  },
};

type Seen = Pick<MailMtaStsPolicy, 'certificates' | 'fetch' | 'failures' | 'problem'>;
type Failure = MailMtaStsPolicy['failures'][number];

const UNSEEN: Seen = { certificates: [], fetch: null, failures: [], problem: null };

/** Goes on at the next address where one gives no answer. */
async function look(host: string, net: Net): Promise<Seen> {
  const failures: Failure[] = [];
  let certificates: string[] = [];
  try {
    const { items, because = null } = await net.locate(host, PORT);
    for (const endpoint of items) {
      let during: Failure['during'] = 'tls';
      try {
        certificates = await certificatesAt(endpoint, net);
        during = 'http';
        return { certificates, fetch: await fetchAt(endpoint, net), failures, problem: null };
      } catch (error) {
        failures.push({ address: endpoint.address, during, problem: problemOf(error) });
      }
    }
    return { certificates, fetch: null, failures, problem: because };
  } catch (error) {
    return { ...UNSEEN, problem: problemOf(error) };
  }
}

/** A refusal is taken for a fact only when it comes a second time: a limiter refuses once. */
async function certificatesAt(endpoint: Endpoint, net: Net): Promise<string[]> {
  const options = { purpose: 'certificate', serverName: endpoint.host, alpn: [PROTOCOL] };
  const { certificates } = await net.session(endpoint, options).catch((error: unknown) => {
    if (problemOf(error).code !== 'refused') throw error;
    return net.session(endpoint, options);
  });
  return certificates.map((der) => Buffer.from(der).toString('base64'));
}

async function fetchAt(endpoint: Endpoint, net: Net): Promise<MailMtaStsPolicy['fetch']> {
  const url = new URL(`https://${endpoint.host}/.well-known/mta-sts.txt`);
  const { status, headers, body, truncated } = await net.request({
    url,
    endpoint,
    method: 'GET',
    headers: { Accept: 'text/plain' },
    purpose: 'policy',
    // One more tells a policy that is as long as it may be from one that is longer.
    bodyLimit: MOST_BYTES + 1,
  });
  return {
    url: url.href,
    address: endpoint.address,
    status,
    headers: shortenSecrets(headers),
    body: Buffer.from(body).toString('base64'),
    truncated,
  };
}
