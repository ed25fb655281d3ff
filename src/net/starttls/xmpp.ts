import { XmppElement, XmppStreamStart } from '../../codec/xmpp/stream.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { NoStarttlsError } from '../net.ts';
import { outOfOrder, turnedAway, type Script } from './script.ts';

const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

const script =
  (namespace: 'jabber:client' | 'jabber:server'): Script =>
  async ({ talk, host, ask }) => {
    // A host name has no character that would need escaping.
    await talk.write(
      `<?xml version='1.0'?><stream:stream to='${host}' version='1.0' xmlns='${namespace}' ` +
        "xmlns:stream='http://etherx.jabber.org/streams'>",
    );
    const stream = await talk.read(XmppStreamStart, 'stream header');
    // Without a version no features follow (RFC 6120, section 4.7.5), only an error may.
    const old = stream.attributes['version'] === undefined;
    const features = await talk.read(XmppElement, 'stream features').catch((error: unknown) => {
      if (!old || !(error instanceof ProblemError)) throw error;
      throw new NoStarttlsError('the stream is of a version before 1.0, which has no STARTTLS');
    });
    if (features.name === 'error') throw turnedAway('stream error', conditionOf(features));
    if (features.name !== 'features') throw outOfOrder('stream features', features.name);
    if (!features.children.some(({ name }) => name === 'starttls')) {
      throw new NoStarttlsError('STARTTLS is not among the stream features');
    }
    await ask(STARTTLS);
    const reply = await talk.read(XmppElement, 'reply to starttls');
    if (reply.name === 'proceed') return;
    throw turnedAway('reply to starttls', `${reply.name} ${conditionOf(reply)}`);
  };

/** RFC 6120, section 5.4, between client and server. */
export const xmpp = script('jabber:client');

/** The same between servers. */
export const xmppServer = script('jabber:server');

const conditionOf = ({ children }: XmppElement): string =>
  children.map(({ name, text }) => (text === '' ? name : `${name}: ${text}`)).join(', ');
