import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/codec/base/codec.ts';
import { XmppElement, XmppStreamStart } from '../../../src/codec/xmpp/stream.ts';
import { expectTextLaws, faultOf } from '../base/text-laws.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
const text = fc.string({ maxLength: 8 });
const attributes = fc.dictionary(name, text, { maxKeys: 2, noNullPrototype: true });
const elementOf = (children: fc.Arbitrary<XmppElement[]>): fc.Arbitrary<XmppElement> =>
  fc.record({ name, attributes, children, text });
const leaf = elementOf(fc.constant([]));
const element = elementOf(fc.array(elementOf(fc.array(leaf, { maxLength: 2 })), { maxLength: 2 }));

const elementIn = (markup: string): XmppElement =>
  decode(XmppElement, Buffer.from(markup), 'element');

test('an element keeps the laws of codecs', () => {
  expectTextLaws(XmppElement, element);
});

test('the start of a stream keeps the laws of codecs', () => {
  expectTextLaws(XmppStreamStart, fc.record({ name: fc.constant('stream'), attributes }));
});

test('features as RFC 6120, section 5.4.1, has them', () => {
  const markup = `<stream:features>
     <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>
       <required/>
     </starttls>
   </stream:features>`;
  const { name: root, children } = elementIn(markup);
  expect([root, children.map((child) => child.name)]).toEqual(['features', ['starttls']]);
  expect(children[0]).toMatchObject({
    attributes: { xmlns: 'urn:ietf:params:xml:ns:xmpp-tls' },
    children: [{ name: 'required' }],
  });
});

test('a stream begins with or without an XML declaration', () => {
  for (const before of ["<?xml version='1.0'?>\n", '']) {
    const markup = `${before}<stream:stream to="a" from='b > c'>`;
    expect(decode(XmppStreamStart, Buffer.from(markup), 'stream')).toEqual({
      name: 'stream',
      attributes: { to: 'a', from: 'b > c' },
    });
  }
});

describe('what is malformed', () => {
  test.each([
    ['text before an element', 'hello<a/>'],
    ['a wrong end tag', '<a></b>'],
    ['a comment', '<!-- a --><a/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
    ['an attribute twice', "<a b='1' b='2'/>"],
    ['an attribute without a value', '<a b/>'],
    ['a tag in a tag', '<a <b/>'],
    ['elements in each other without end', '<a>'.repeat(50)],
    ['a tag without end', `<a b='${'c'.repeat(5000)}`],
  ])('%s', (_, markup) => {
    expect(faultOf(XmppElement, Buffer.from(markup))).toBe('malformed');
  });

  test('a stream that is closed at once', () => {
    expect(faultOf(XmppStreamStart, Buffer.from('<stream:stream/>'))).toBe('malformed');
  });
});
