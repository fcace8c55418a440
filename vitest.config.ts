import { defineConfig } from 'vitest/config';

/** `--mode matrix` runs every PostgreSQL version; otherwise PGMEND_TEST_MAJORS, or the oldest and the newest. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    env: mode === 'matrix' ? { PGMEND_TEST_MAJORS: 'all' } : {},
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // The second compiler would spend most of a worker's time on the grammar of PostgreSQL's parser.
    execArgv: ['--liftoff-only'],
    maxWorkers: 2,
  },
}));
