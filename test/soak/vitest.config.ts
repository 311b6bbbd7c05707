import { defineConfig } from 'vitest/config';

/** The tests that take minutes: `npx vitest run --config test/soak/vitest.config.ts`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.soak.ts'],
    testTimeout: 20 * 60_000,
    pool: 'forks',
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
