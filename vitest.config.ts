import { defineConfig } from 'vitest/config';

const PURE = [
  ...['codec', 'control', 'crypto', 'derive', 'document', 'evidence', 'grade', 'import', 'judge'],
  ...['report', 'seal'],
];
/** Sends and listens, though it lies among what does not; or puts a module in place of another one. */
const WAITING_TOO = [
  'test/codec/tls/ssl-session.test.ts',
  'test/crypto/dnssec/switched-off.test.ts',
  'test/derive/dns/dnssec/probed.test.ts',
  'test/derive/dns/zone-world.test.ts',
  'test/derive/mail/**/*.test.ts',
  'test/derive/web/cors.test.ts',
];
/** What its limiter counts is told by how soon it answers: nothing else may be done meanwhile. */
const ALONE = ['test/demo/demo.test.ts'];
/** Arithmetic that takes ten times as long where coverage is measured. */
const LONG = [
  'test/derive/rate-limit/{bypasses-chance,compare,enforced,enforced-laws,infer,simulation}.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: 'test/support/seed.ts',
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'src/codec/**/*.ts': { lines: 95 },
        'src/judge/**/*.ts': { lines: 95 },
        'src/grade/**/*.ts': { lines: 95 },
        lines: 80,
      },
    },
    // Groups run one after the other: what waits for answers may not run beside what takes both cores.
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: ['test/{audit,demo,net,probe}/**/*.test.ts', ...WAITING_TOO],
          exclude: ALONE,
          // Most of the time goes into waiting for peers that are silent on purpose.
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'commands',
          include: ['test/{claims,cli}/**/*.test.ts'],
          globalSetup: 'test/cli/source.ts',
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        plugins: [
          {
            name: 'not-measured',
            configureVitest({ project }) {
              project.config.coverage = { ...project.config.coverage, enabled: false };
            },
          },
        ],
        test: {
          name: 'long',
          include: LONG,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/*.test.ts', `test/{${PURE.join()}}/**/*.test.ts`],
          exclude: [...WAITING_TOO, ...LONG],
          // Modules are read once by each worker, not once for each file: nothing is left behind.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
