import { expect, test } from 'vitest';
import { line } from '../../src/codec/base/line.ts';
import { Talk } from '../../src/net/talk.ts';

/** A talk with a peer that sends these chunks and then closes. */
function talkOf(...chunks: readonly string[]): { talk: Talk; sent: string[] } {
  const left = [...chunks];
  const sent: string[] = [];
  const talk = new Talk({
    read: () => {
      const chunk = left.shift();
      return Promise.resolve(chunk === undefined ? null : Buffer.from(chunk, 'latin1'));
    },
    write: (bytes) => {
      sent.push(Buffer.from(bytes).toString('latin1'));
      return Promise.resolve();
    },
  });
  return { talk, sent };
}

test('messages are read one at a time, however the bytes are cut', async () => {
  const { talk } = talkOf('on', 'e\r', '\ntwo\r\nthr');
  expect(await talk.read(line, 'line')).toBe('one');
  expect(await talk.read(line, 'line')).toBe('two');
  expect(Buffer.from(talk.rest).toString()).toBe('thr');
});

test('what is written is a text in ISO 8859-1, or bytes', async () => {
  const { talk, sent } = talkOf();
  await talk.write('é\r\n');
  await talk.write(Uint8Array.of(0xe9));
  expect(sent).toEqual(['é\r\n', 'é']);
});

test('a close before the end of a message is a reset that names it', async () => {
  await expect(talkOf('gree').talk.read(line, 'greeting')).rejects.toMatchObject({
    problem: { code: 'reset', detail: 'closed before the end of the greeting' },
  });
});

test('what is against the format, or has no end, is malformed', async () => {
  const malformed = { problem: { code: 'malformed' } };
  await expect(talkOf('a'.repeat(5_000)).talk.read(line, 'line')).rejects.toMatchObject(malformed);
  const endless = {
    decode: (reader: { bytes(length: number): Uint8Array }) => reader.bytes(1_000_000),
    encode: () => undefined,
  };
  const flood = Array.from({ length: 100 }, () => 'a'.repeat(1_000));
  await expect(talkOf(...flood).talk.read(endless, 'block')).rejects.toMatchObject({
    problem: { code: 'malformed', detail: 'block of more than 16384 bytes' },
  });
});
