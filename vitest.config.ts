import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@consilium/source'] },
  ssr: { resolve: { conditions: ['@consilium/source'] } },
  test: {
    include: ['{proto,lib/*,coordinator,site-agent,sim,cli,testing,test,bench}/**/*.test.ts', '{scripts,packaging}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    // A case takes at most about 5 s on a free core. At nice 15 beside a busy loop a process gets a thirtieth of a core, so
    // that such a case takes two and a half minutes; whatever takes twice that hangs. What needs more has a budget of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
