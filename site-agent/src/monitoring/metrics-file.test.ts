import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AgentWatch } from './agent-standing.ts';
import { siteMetricsText, writeMetricsFile } from './metrics-file.ts';

it('is whole, in the format of Prometheus, and readable by who collects it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-metrics-'));
  const path = join(folder, 'consilium.prom');
  const watch = new AgentWatch('1.2.3', { now: () => 5000 });
  const site = { certificateEndSeconds: 1_800_000_000, budgetUsed: new Map([['cardiology', 0.25]]) };
  const before = await siteMetricsText(watch.standing({ connected: false, forMs: 1500, code: 'UNREACHABLE' }), site);
  expect(before).not.toContain('last_update');
  watch.observe({ run: 'run-1', round: 1, attempt: 1 }, 'upload', 3);
  const text = await siteMetricsText(watch.standing({ connected: true, forMs: 1500 }), site);
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'consilium_agent_build_info{version="1.2.3"} 1',
    'consilium_agent_start_seconds 5',
    'consilium_agent_connected 1',
    'consilium_agent_connection_seconds 1.5',
    'consilium_agent_certificate_end_seconds 1800000000',
    'consilium_agent_last_update_seconds 5',
    'consilium_agent_budget_used_ratio{population="cardiology"} 0.25',
  ]);
  // As a packaged service has it.
  const mask = process.umask(0o077);
  writeMetricsFile(path, before);
  writeMetricsFile(path, text);
  process.umask(mask);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(folder)).toEqual(['consilium.prom']);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  rmSync(folder, { recursive: true });
});
