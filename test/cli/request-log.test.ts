import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { selfSigned } from '../support/certificate.ts';
import { listening } from '../support/servers.ts';
import { assay, folder } from './run.ts';

const Line = z.strictObject({
  kind: z.string(),
  target: z.string(),
  at: z.iso.datetime(),
  method: z.string(),
  url: z.string(),
  address: z.string(),
  status: z.int().nullable(),
  problem: z.string().nullable(),
  ms: z.number(),
});

const linesIn = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));

/** A site on loopback, and what it is asked for. */
async function site(): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(selfSigned('site.test'), (request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>A</title>');
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: await listening(server), asked };
}

const observe = (port: number, file: string, cwd: string) =>
  assay(
    [
      ...['observe', `https://127.0.0.1:${port}/`, '--only', 'rate-limit', '--timeout', '20'],
      ...['--no-progress', '--request-log', file],
    ],
    { cwd },
  );

test('every request that the site has seen is a line, in a file for its owner alone', async () => {
  const { port, asked } = await site();
  const cwd = folder();
  const file = join(cwd, 'logs', 'requests.jsonl');
  expect((await observe(port, file, cwd)).status).toBe(0);
  const lines = linesIn(file);
  expect(asked.length).toBeGreaterThan(0);
  const answered = lines.filter(({ status }) => status !== null);
  expect(
    answered.map(({ method, url }) => `${method} ${new URL(url).pathname}`).toSorted(),
  ).toEqual(asked.toSorted());
  expect(answered.every(({ address }) => address === `127.0.0.1:${port}`)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a log that is there already is continued', async () => {
  const { port } = await site();
  const cwd = folder();
  const file = join(cwd, 'requests.jsonl');
  writeFileSync(file, '{"before":true}\n');
  await observe(port, file, cwd);
  expect(readFileSync(file, 'utf8')).toMatch(/^\{"before":true\}\n\{"kind"/);
});

test('a log that cannot be written is exit 2 before anything is sent', async () => {
  const { port, asked } = await site();
  const cwd = folder();
  const { status, stderr, stdout } = await observe(port, cwd, cwd);
  expect(stderr).toBe(`assay: error: --request-log ${cwd}: cannot be written: is a directory\n`);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(asked).toEqual([]);
});

test.runIf(isThere('/dev/full'))(
  'a log that becomes full does not end the run, and it is said that it is not whole',
  async () => {
    const { port, asked } = await site();
    const { status, stderr } = await observe(port, '/dev/full', folder());
    expect(asked.length).toBeGreaterThan(0);
    expect(status).toBe(0);
    expect(stderr).toContain('warning: --request-log /dev/full is cut short: no space left\n');
  },
);

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
