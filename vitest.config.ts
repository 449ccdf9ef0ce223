import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@consilium/source'] },
  ssr: { resolve: { conditions: ['@consilium/source'] } },
  test: {
    include: ['{proto,lib/*,coordinator,site-agent,sim,cli,testing,test,bench}/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
