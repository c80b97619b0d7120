import { defineConfig } from 'vitest/config';

const slow = '**/*.slow.test.ts';

// Vite reads its configuration from the default export of this file.
export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'quick',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: [slow],
          testTimeout: 15_000,
        },
      },
      // Crash loops and simulations: minutes, not milliseconds.
      {
        test: {
          name: 'slow',
          include: ['packages/*/src/**/*.slow.test.ts', 'scripts/**/*.slow.test.ts'],
          testTimeout: 600_000,
        },
      },
      // Whole systems: real processes, real ports.
      { test: { name: 'e2e', include: ['e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
});
