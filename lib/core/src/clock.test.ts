import { expect, it } from 'vitest';
import { type Clock, sleep, systemClock } from './clock.ts';

/** A clock whose timers fire when told. */
function handClock(): Clock & { timers: Set<() => void> } {
  const timers = new Set<() => void>();
  return {
    timers,
    now: () => 0,
    monotonic: () => 0,
    setTimer(_delayMs, callback) {
      const fire = (): void => {
        timers.delete(fire);
        callback();
      };
      timers.add(fire);
      return () => timers.delete(fire);
    },
  };
}

it('the system clock tells epoch time and a monotonic time', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  const first = systemClock.monotonic();
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
});

it('a timer fires once, a cancelled one never, and one beyond what Node takes does not fire at once', async () => {
  let fired = 0;
  const cancelled = systemClock.setTimer(1, () => (fired += 100));
  const distant = systemClock.setTimer(2 ** 40, () => (fired += 10_000));
  cancelled();
  await new Promise<void>((resolve) => {
    systemClock.setTimer(-5, () => {
      fired += 1;
      systemClock.setTimer(20, resolve);
    });
  });
  distant();
  expect(fired).toBe(1);
});

it('sleep ends with its timer', async () => {
  const clock = handClock();
  const done = sleep(clock, 1000);
  expect(clock.timers.size).toBe(1);
  for (const fire of clock.timers) fire();
  await done;
});

it('sleep ends early on abort and leaves neither timer nor listener', async () => {
  const clock = handClock();
  const abort = new AbortController();
  const done = sleep(clock, 1000, abort.signal);
  abort.abort();
  await done;
  expect(clock.timers.size).toBe(0);
  await sleep(clock, 1000, abort.signal);
  expect(clock.timers.size).toBe(0);
});
