import { defineConfig } from 'vitest/config';

/** The tests that take many minutes: `npx vitest run --config vitest.soak.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.soak.ts'],
    testTimeout: 20 * 60_000,
    pool: 'forks',
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
