import { expect, test } from 'vitest';
import { liveTransport } from '../../../src/net/live.ts';
import { Recorder } from '../../../src/net/record.ts';
import { replay } from '../../../src/net/replay.ts';
import { formatTranscript, parseTranscript } from '../../../src/net/transcript.ts';
import type { Transport } from '../../../src/net/transport.ts';
import { PROBES } from '../../../src/probe/index.ts';
import { world } from '../../support/dns-world.ts';
import { TEST_SEED } from '../../support/network.ts';
import { targetOf } from '../../support/observe.ts';
import { looker } from './support.ts';

test('a recorded look at a zone replays to the same evidence with no network', async () => {
  const dns = await world({
    xa: {},
    'a.xa': {
      records: '@ MX 10 mx.b.xa.\nwww CNAME www.b.xa.\n',
      servers: [{ name: 'ns1.a.xa', behaviour: 'refused' }, { name: 'ns2.a.xa' }],
    },
    'b.xa': { records: 'www A 192.0.2.80\n' },
  });
  const target = targetOf('zone', 'a.xa');
  const probes = PROBES.filter(({ kind }) => kind.id.startsWith('dns.')).filter((probe) =>
    probe.appliesTo(target),
  );
  expect(probes).toHaveLength(6);
  const seen = (transport: Transport) => {
    const look = looker(dns.network({ transport }), target);
    return Promise.all(probes.map((probe) => look(probe)));
  };
  const recorder = new Recorder(liveTransport(TEST_SEED));
  const live = await seen(recorder);
  const texts = recorder.transcripts().map((transcript) => formatTranscript(transcript));
  const player = replay(
    texts.map((text) => parseTranscript(text, 'recorded')),
    TEST_SEED,
  );
  expect(await seen(player.transport)).toEqual(live);
  expect(player.unplayed()).toEqual([]);
});
