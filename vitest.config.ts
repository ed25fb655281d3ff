import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**'],
    testTimeout: 20_000,
    // Most of the time goes into waiting for peers that are silent on purpose.
    maxWorkers: 2,
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
  },
});
