import { defineConfig } from 'vitest/config';

/** What starts programs, kills them, or rehearses whole studies: more than half of the time of all tests, and the slow end of them. */
const SLOW = ['test/{e2e,fault,interop}/**/*.test.ts', 'sim/**/*.test.ts'];

export default defineConfig({
  resolve: { conditions: ['@consilium/source'] },
  ssr: { resolve: { conditions: ['@consilium/source'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A case takes at most about 5 s on a free core. At nice 15 beside a busy loop a process gets a thirtieth of a core, so
    // that such a case takes two and a half minutes; whatever takes twice that hangs. What needs more has a budget of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: [
            '{proto,lib/*,coordinator,site-agent,cli,testing,test,bench}/**/*.test.ts',
            '{scripts,packaging}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', ...SLOW],
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: ['**/node_modules/**', '**/dist/**'] } },
    ],
  },
});
