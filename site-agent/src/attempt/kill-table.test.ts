import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AttemptEvent, Step, Telling } from './attempt-events.ts';
import type { AttemptState } from './attempt-phases.ts';
import { idle, next } from './attempt-state.ts';
import { type OnDisk, type Remains, remainsOf } from './remains.ts';

const PAGE = join(import.meta.dirname, '../../../docs/architecture.md');
const ATTEMPT = { run: 'run-a', round: 1, attempt: 1 } as const;

/** The words of the page for what is on disk. */
const DISK: Readonly<Record<string, OnDisk>> = {
  nothing: { charge: 'none', update: false },
  'keys of a sum': { charge: 'none', update: false, sum: true },
  'a reservation': { charge: 'reserved', update: false },
  'a reservation and a sealed update': { charge: 'reserved', update: true },
  'a charge and a sealed update': { charge: 'committed', update: true },
  'a charge': { charge: 'committed', update: false },
};

/** Steps that the machine takes from an event on when each of them works, and what they leave on disk after each. */
function steps(
  first: AttemptEvent,
  from: OnDisk,
  joins = from.sum === true,
): readonly { readonly name: string; readonly disk: OnDisk }[] {
  let state: AttemptState = idle(ATTEMPT);
  let event: AttemptEvent | undefined = first;
  let disk = from;
  const taken: { name: string; disk: OnDisk }[] = [];
  while (event !== undefined) {
    const transition = next(state, event);
    state = transition.state;
    event = undefined;
    for (const effect of transition.effects) {
      if (effect.t === 'answer' && effect.as === 'refused') taken.push({ name: 'refused', disk });
      if (isTelling(effect)) continue;
      [disk, event] = outcome(effect, disk, joins);
      taken.push({ name: effect.t === 'ask' && effect.hash === 'withheld' ? 'ask without hash' : effect.t, disk });
    }
  }
  return taken;
}

function isTelling(effect: Step | Telling): effect is Telling {
  return ['answer', 'say', 'warn', 'stays-reserved'].includes(effect.t);
}

function outcome(step: Step, disk: OnDisk, joins: boolean): readonly [OnDisk, AttemptEvent] {
  switch (step.t) {
    case 'look':
      return [disk, { t: 'found', update: disk.update ? 'charged' : 'none' }];
    case 'inspect':
      return [disk, { t: 'inspected', disk }];
    case 'admit':
      return [disk, { t: 'admitted', charge: disk.charge, joins }];
    case 'join':
      return [{ ...disk, sum: true }, { t: 'joined' }];
    case 'hear':
      return [disk, { t: 'heard', due: 'say' }];
    case 'readmit':
      return [disk, { t: 'readmitted' }];
    case 'prepare':
      return [disk, { t: 'prepared' }];
    case 'reserve':
      return [{ ...disk, charge: 'reserved' }, { t: 'reserved' }];
    case 'run':
      return [disk, { t: 'made' }];
    case 'store':
      return [{ ...disk, update: true }, { t: 'stored' }];
    case 'commit':
      return [{ ...disk, charge: 'committed' }, { t: 'committed' }];
    case 'send':
      return [disk, { t: 'counted' }];
    case 'ask':
      return [disk, { t: 'open' }];
    case 'forget':
      return [{ ...disk, update: false, sum: false }, { t: 'forgotten' }];
    case 'spend':
      return [{ ...disk, charge: disk.charge === 'reserved' ? 'committed' : disk.charge }, { t: 'spent' }];
    case 'release':
      return [{ ...disk, charge: disk.charge === 'reserved' ? 'released' : disk.charge }, { t: 'released' }];
  }
}

const named = (first: AttemptEvent['t'], disk: OnDisk): string =>
  steps({ t: first } as AttemptEvent, disk)
    .map(({ name }) => name)
    .filter((name) => name !== 'inspect')
    .join(', ');

/** Rows of the table of what a kill leaves at the site, as cells without backticks. */
function rows(): readonly (readonly string[])[] {
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf('| killed after | on disk | remains |');
  return page
    .slice(start, page.indexOf('\n\n', start))
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
}

it('the table of what a kill leaves says what the machine does', () => {
  const table = rows();
  expect(table.map(([, words]) => words)).toEqual(Object.keys(DISK));
  for (const [, words = '', remains, resumed, offered, over] of table) {
    const disk = DISK[words] ?? { charge: 'none', update: false };
    expect([words, remains, resumed, offered, over]).toEqual([
      words,
      remainsOf(disk),
      named('resumed', disk) || 'nothing',
      named('offered', disk),
      named('closed', disk),
    ]);
  }
});

it('the table names every step after which a kill leaves that', () => {
  const left = new Map<Remains, string[]>([['nothing', ['nothing yet']]]);
  const add = ({ name, disk }: { readonly name: string; readonly disk: OnDisk }): void => {
    left.set(remainsOf(disk), [...(left.get(remainsOf(disk)) ?? []), name]);
  };
  // A plan that sums under masks: keys first.
  steps({ t: 'offered' }, { charge: 'none', update: false }, true).slice(2).forEach(add);
  steps({ t: 'told' }, { charge: 'none', update: false, sum: true }).forEach(add);
  steps({ t: 'offered' }, { charge: 'none', update: false }).forEach(add);
  // The coordinator has refused the update for good, or the attempt is over.
  steps({ t: 'closed' }, { charge: 'committed', update: true }).slice(0, 1).forEach(add);
  expect(rows().map(([after, , remains]) => [remains, after])).toEqual(
    [...left].map(([remains, after]) => [remains, after.join(', ')]),
  );
});

it('what costs nothing may be sent from the moment it is stored', () => {
  expect(remainsOf({ charge: 'free', update: true })).toBe('sendable');
  // An update whose charge is not there cannot be sent: the ledger commits reservations only.
  expect(remainsOf({ charge: 'none', update: true })).toBe('stored');
  expect(remainsOf({ charge: 'released', update: false })).toBe('nothing');
});
