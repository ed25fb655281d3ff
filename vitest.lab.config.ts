import { configDefaults, defineConfig } from 'vitest/config';

/** They hardly do anything but wait; the limiters have to be asked at the times that were planned. */
const SIDE_BY_SIDE = ['test/lab/rate-limit.test.ts', 'test/lab/tls{,-limited}.test.ts'];

/** Programs that read what assay writes, and runs of pipelines: neither minds another beside it. */
const READERS = ['test/lab/{ci,completion,heimdall,html,junit,man,pipeline,sarif,tables}.test.ts'];

export default defineConfig({
  test: {
    setupFiles: 'test/support/seed.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: SIDE_BY_SIDE,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'in turn',
          include: ['test/lab/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SIDE_BY_SIDE, ...READERS],
          globalSetup: 'test/cli/source.ts',
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'readers',
          include: READERS,
          globalSetup: 'test/cli/source.ts',
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
