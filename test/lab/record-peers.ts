// Records what other tools say of the servers of the lab, one server after the other, into
// fixtures/peers. Arguments: names of servers, of tools; all where none is given.
import { mkdirSync } from 'node:fs';
import { recordOwn } from './peers/own.ts';
import { TOOLS, writeRecording, type Recording, type Tool } from './peers/recording.ts';
import { recordSslscan } from './peers/sslscan.ts';
import { recordTestssl } from './peers/testssl.ts';
import { SERVERS } from './servers/index.ts';
import { makeKeys } from './servers/keys.ts';
import type { LabServer, Serving } from './servers/server.ts';

const RECORD: Readonly<Record<Tool, (server: LabServer, port: number) => Promise<Recording>>> = {
  own: recordOwn,
  testssl: recordTestssl,
  sslscan: recordSslscan,
};

const names = process.argv.slice(2);
const among = <T extends string>(all: readonly T[]): readonly T[] => {
  const chosen = all.filter((name) => names.includes(name));
  return chosen.length === 0 ? all : chosen;
};
const unknown = names.filter(
  (name) =>
    !(TOOLS as readonly string[]).includes(name) && !SERVERS.some((one) => one.name === name),
);
if (unknown.length > 0) throw new Error(`neither a server nor a tool: ${unknown.join(', ')}`);

mkdirSync(new URL('../../fixtures/peers/', import.meta.url), { recursive: true });
const keys = await makeKeys();
const servers = among(SERVERS.map(({ name }) => name));
try {
  for (const server of SERVERS.filter(({ name }) => servers.includes(name))) {
    const serving: Serving = await server.start(keys);
    try {
      for (const tool of among(TOOLS)) {
        const startedAt = performance.now();
        writeRecording(server.name, tool, await RECORD[tool](server, serving.port));
        const seconds = (performance.now() - startedAt) / 1_000;
        process.stdout.write(`${server.name} ${tool} ${seconds.toFixed(1)} s\n`);
      }
    } finally {
      await serving.stop();
    }
  }
} finally {
  keys.remove();
}
