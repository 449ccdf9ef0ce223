import { ConsiliumError, type ErrorCode } from '@consilium/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptEvent, Step, Telling } from './attempt-events.ts';
import type { Ending } from './attempt-phases.ts';
import { idle, next, type Transition } from './attempt-state.ts';
import type { OnDisk } from './remains.ts';

const ATTEMPT = { run: 'run-a', round: 1, attempt: 1 } as const;
type Machine = typeof next;
type StepName = Step['t'];

/** What happens at one step: it works, fails with a code, or the power goes. `after`: when the effect is done already. */
type Fault =
  | { readonly t: 'works' }
  | { readonly t: 'fails'; readonly code: ErrorCode }
  | { readonly t: 'crash'; readonly after: boolean }
  /** The coordinator ends the attempt meanwhile. */
  | { readonly t: 'ends' };
const WORKS: Fault = { t: 'works' };

/** After these nobody asks for the update again. */
const OVER: readonly ErrorCode[] = ['UPDATE_STALE', 'SECURE_SUM_ABORTED'];

/** After these no second try can help, while the attempt is open. */
const TURNED_DOWN: readonly ErrorCode[] = [
  'UPDATE_REPLAYED',
  'UPDATE_UNEXPECTED',
  'UPDATE_WRONG_SHAPE',
  'UPDATE_NOT_FINITE',
  'UPDATE_TOO_LONG',
];

/** What begins a piece of work. `vector`: a sum under masks asks for this site's vector; `told`: it goes on otherwise. */
type First = 'offered' | 'told' | 'vector' | 'closed' | 'resumed';

const ERROR = (code: ErrorCode): ConsiliumError => new ConsiliumError({ code, message: code });
const isTelling = (effect: Telling | Step): effect is Telling => ['answer', 'say', 'warn', 'stays-reserved'].includes(effect.t);

/** A rule that holds whatever happens. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

/** The disk of a site, its coordinator, and the rules that no order of events may break. */
class World {
  readonly paid: boolean;
  /** Whether updates are summed under masks. */
  readonly masked: boolean;
  /** Where this site stands in the sum of the attempt. */
  sum: 'none' | 'joined' | 'left' = 'none';
  charge: 'none' | 'reserved' | 'committed' | 'released' = 'none';
  committedTo: string | undefined;
  stored: string | undefined;
  made = 0;
  /** Updates of which bytes or the hash may have left the site. */
  readonly left: Set<string> = new Set();
  counted: string | undefined;
  ended = false;
  /** Whether patients were touched for what it costs. */
  touched = false;
  /** Names of the steps taken and of the tellings, since the last piece of work began. */
  trail: string[] = [];
  answers: string[] = [];
  readonly #machine: Machine;
  #first: First = 'offered';
  /** Whether the sum has asked for the vector, in this piece of work. */
  #asked = false;
  #working: string | undefined;
  #admitted = false;
  #prepared = false;
  /** Whether records were read and no answer has left since. */
  #reading = false;
  /** Whether the attempt is over for the coordinator. */
  #unwanted = false;
  /** Whether the coordinator has turned the update down, in this piece of work. */
  #turnedDown = false;

  constructor(machine: Machine, paid = true, masked = false) {
    this.#machine = machine;
    this.paid = paid;
    this.masked = masked;
  }

  /** One piece of work, from its first event until the machine rests; `undefined` when the power went. */
  play(first: First, faults: readonly Fault[] = []): Ending | undefined {
    let state = idle(ATTEMPT);
    let event: AttemptEvent | undefined = { t: first === 'vector' ? 'told' : first };
    this.#first = first;
    this.#asked = false;
    this.trail = [];
    this.answers = [];
    this.#working = undefined;
    this.#admitted = false;
    this.#prepared = false;
    this.#reading = false;
    this.#unwanted = first === 'closed';
    this.#turnedDown = false;
    for (let i = 0; event !== undefined; i++) {
      must(i < 20, 'a piece of work comes to its end');
      const fault: Fault = faults[i - 1] ?? WORKS;
      if (fault.t === 'ends') this.ended = true;
      if (this.ended && ['offered', 'told', 'vector'].includes(first)) ({ state } = this.#machine(state, { t: 'ended' }));
      const transition: Transition = this.#machine(state, event);
      state = transition.state;
      event = undefined;
      for (const effect of transition.effects) {
        must(event === undefined, 'nothing follows a step before its outcome is known');
        if (isTelling(effect)) {
          this.#tell(effect);
          continue;
        }
        const now = faults[i] ?? WORKS;
        this.trail.push(effect.t);
        if (now.t === 'crash' && !now.after) return undefined;
        event = this.#take(effect, now);
        if (now.t === 'crash') return undefined;
      }
      this.#checkDisk();
    }
    must(state.t === 'resting', `rests after ${this.trail.join()}`);
    if (state.t !== 'resting') return undefined;
    if (first === 'offered' || this.#asked) this.#checkAnswers(state.as);
    return state.as;
  }

  onDisk(): OnDisk {
    return {
      update: this.stored !== undefined,
      charge: this.stored !== undefined && !this.paid ? 'free' : this.charge,
      ...(this.masked ? { sum: this.sum !== 'none' } : {}),
    };
  }

  #tell(telling: Telling): void {
    const read = this.#reading;
    if (telling.t === 'say') {
      must(
        !this.trail.some((step) => ['prepare', 'run', 'send'].includes(step)),
        'what waits for no tick follows no look at a record',
      );
      this.trail.push('said');
      return;
    }
    if (telling.t !== 'answer') return;
    this.#reading = false;
    const before = this.answers.join();
    this.answers.push(telling.as);
    this.trail.push(telling.as);
    // Accepted or refused once; failed once, after accepted.
    const allowed: Record<string, readonly string[]> = {
      // Of an attempt that a sum goes on in, the coordinator knows that this site has accepted it.
      '': this.#first === 'offered' ? ['accepted', 'refused'] : ['accepted', 'refused', 'failed'],
      accepted: ['failed'],
    };
    must((allowed[before] ?? []).includes(telling.as), `${telling.as} after "${before}"`);
    const gaveUp = before === 'accepted' && !this.trail.includes('send');
    if (telling.as === 'failed' || telling.as === 'refused') {
      must(gaveUp || read || telling.error.code !== 'UNREACHABLE', 'nothing is sent to a coordinator that cannot be reached');
      must(gaveUp || before === '' || telling.error.code !== 'UPDATE_STALE', 'the coordinator knows what it refused itself');
    }
  }

  #take(step: Step, fault: Fault): AttemptEvent {
    const failed = (code: ErrorCode): AttemptEvent => {
      this.#unwanted ||= OVER.includes(code);
      this.#turnedDown ||= step.t === 'send' && TURNED_DOWN.includes(code);
      return { t: 'failed', error: ERROR(code) };
    };
    // These talk to the coordinator, and not on a tick.
    if (step.t === 'admit' || step.t === 'ask') must(!this.#reading, 'nothing is asked between reading records and the answer');
    if (step.t === 'prepare') this.#reading = true;
    if (step.t === 'send') this.#reading = false;
    if (fault.t === 'fails' && step.t === 'hear') {
      // The coordinator is not asked: either it cannot be written down, or it is no honest word and the site leaves.
      if (fault.code === 'DISK_FULL' || this.sum !== 'joined') return failed('DISK_FULL');
      this.sum = 'left';
      return failed('SECURE_SUM_ABORTED');
    }
    if (fault.t === 'fails' && step.t !== 'send' && step.t !== 'run') return failed(fault.code);
    switch (step.t) {
      case 'look':
        return { t: 'found', update: this.stored === undefined ? 'none' : this.paid ? 'charged' : 'free' };
      case 'inspect':
        return { t: 'inspected', disk: this.onDisk() };
      case 'admit':
        this.#admitted = true;
        return { t: 'admitted', charge: this.paid ? this.charge : 'free', joins: this.masked && this.#first === 'offered' };
      case 'join':
        must(this.charge === 'none' || this.charge === 'released', 'a sum is joined before anything is charged');
        must(!this.#prepared, 'a sum is joined before a record is read');
        if (this.sum === 'left') return failed('SECURE_SUM_ABORTED');
        this.sum = 'joined';
        return { t: 'joined' };
      case 'hear':
        if (this.sum !== 'joined') return failed(this.sum === 'none' ? 'SECURE_SUM_REFUSED' : 'SECURE_SUM_ABORTED');
        this.#asked = this.#first === 'vector';
        return { t: 'heard', due: this.#asked ? 'work' : 'say' };
      case 'readmit':
        return { t: 'readmitted' };
      case 'prepare':
        must(this.#admitted, 'records are read for what was admitted, with everything fetched');
        must(!this.ended, 'nothing is begun for an attempt that is over');
        this.#prepared = true;
        return { t: 'prepared' };
      case 'reserve':
        must(this.#prepared, 'what is reserved can begin');
        must(this.paid, 'only what costs is reserved');
        must(this.charge !== 'committed', 'a committed charge is not reserved again');
        must(!this.ended, 'nothing is begun for an attempt that is over');
        this.charge = 'reserved';
        return { t: 'reserved' };
      case 'run':
        this.touched = this.paid;
        if (fault.t === 'fails') return failed(fault.code);
        must(!this.ended, 'nothing is begun for an attempt that is over');
        if (this.paid) must(this.charge === 'reserved', 'work is reserved for');
        must(this.left.size === 0, 'nothing is made again once something may have left');
        must(this.stored === undefined, 'what is stored is not made again');
        this.#working = `update ${++this.made}`;
        return { t: 'made' };
      case 'store':
        must(this.#working !== undefined, 'what is stored was made');
        if (this.masked) must(this.#asked, 'a vector is made where its sum has asked for it');
        this.stored = this.#working;
        return { t: 'stored' };
      case 'commit':
        must(this.stored !== undefined, 'never committed without a stored update');
        must(this.charge === 'reserved' || this.charge === 'committed', 'only a reservation is committed, or the same again');
        must(this.charge !== 'committed' || this.committedTo === this.stored, 'only the same is committed again');
        this.charge = 'committed';
        this.committedTo = this.stored;
        return { t: 'committed' };
      case 'send':
        this.#leave();
        if (fault.t === 'fails') return failed(fault.code);
        if (this.ended) return failed('UPDATE_STALE');
        this.counted = this.stored;
        return { t: 'counted' };
      case 'ask':
        if (step.hash === 'named') this.#leave();
        return this.ended ? failed('UPDATE_STALE') : { t: 'open' };
      case 'forget':
        must(
          this.stored === undefined || (this.paid ? this.charge !== 'committed' : this.left.size === 0) || this.#unwanted,
          'what may have left is kept while it may be asked for',
        );
        this.stored = undefined;
        this.sum = 'none';
        // What costs nothing protects nobody, in rehearsals only: after a refusal for good it may be made again.
        if (!this.paid) this.left.clear();
        return { t: 'forgotten' };
      case 'spend':
        must(this.stored === undefined, 'what is stored is committed, not spent');
        if (this.charge === 'reserved') this.charge = 'committed';
        return { t: 'spent' };
      case 'release':
        if (this.charge !== 'reserved') return { t: 'released' };
        must(!this.touched, 'a charge is released only where no patient was touched');
        must(this.stored === undefined, 'no update outlives its charge');
        this.charge = 'released';
        return { t: 'released' };
    }
  }

  /** Bytes, or the hash of them, leave the site. */
  #leave(): void {
    if (this.paid) must(this.charge === 'committed', 'never sent before it is committed');
    must(this.stored !== undefined, 'only what is stored leaves');
    if (this.paid) {
      must(this.committedTo === this.stored, 'only what was committed leaves');
    }
    this.left.add(this.stored ?? '');
  }

  #checkAnswers(ending: Ending): void {
    const answers = this.answers.join();
    if (ending === 'refused') must(answers.endsWith('refused'), 'a refusal is answered');
    if (ending === 'joined') must(answers === '' && this.trail.at(-1) === 'said', 'that a sum is joined is said');
    if (ending === 'counted') must(answers === 'accepted', 'an answer is accepted first');
    if (ending === 'failed') must(answers === 'accepted,failed' || this.#unwanted || this.#turnedDown, 'a failure is answered');
    if (this.trail.includes('run')) must(/send|commit$|failed/.test(this.trail.join()), 'work that was begun is answered');
  }

  #checkDisk(): void {
    must(this.left.size <= 1, 'never two different updates for one attempt');
    must(this.made <= 1 || !this.paid, 'patients are touched once for one charge');
    if (this.touched) must(this.charge === 'reserved' || this.charge === 'committed', 'what was touched is charged');
    if (this.paid && this.left.size > 0) must(this.charge === 'committed', 'what may have left is charged');
    if (this.paid && this.stored !== undefined)
      must(this.charge === 'reserved' || this.charge === 'committed', 'no update without a charge');
  }
}

const CODES: readonly ErrorCode[] = [
  'UNREACHABLE',
  'DISK_FULL',
  'TRAINING_FAILED',
  'PLAN_NOT_APPROVED',
  'UPDATE_STALE',
  'UPDATE_UNEXPECTED',
  'COORDINATOR_FAILED',
  'SEAL_BROKEN',
];
const faultOf: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 20, arbitrary: fc.constant(WORKS) },
  { weight: 3, arbitrary: fc.constantFrom(...CODES).map((code): Fault => ({ t: 'fails', code })) },
  { weight: 2, arbitrary: fc.boolean().map((after): Fault => ({ t: 'crash', after })) },
  { weight: 1, arbitrary: fc.constant<Fault>({ t: 'ends' }) },
);
const piece = fc.record({
  first: fc.constantFrom<First>('offered', 'offered', 'offered', 'told', 'vector', 'vector', 'resumed', 'resumed', 'closed'),
  faults: fc.array(faultOf, { maxLength: 10 }),
});

/** Random pieces of work with random faults, then what follows when everything works again. @throws when a rule is broken */
function tryEverything(machine: Machine, numRuns: number): ReadonlySet<string> {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom('free', 'paid', 'masked'), fc.array(piece, { maxLength: 8 }), (kind, pieces) => {
      const world = new World(machine, kind !== 'free', kind === 'masked');
      for (const { first, faults } of pieces) {
        if (!world.masked && (first === 'told' || first === 'vector')) continue;
        if (first === 'closed') world.ended = true;
        seen.add(world.play(first, faults) ?? 'crash');
      }
      const bound = [...world.left][0] ?? world.stored;
      world.play('resumed');
      must(world.charge !== 'reserved' || world.stored !== undefined, 'a session spends what was cut');
      must(
        world.sum === 'none' || world.stored !== undefined || world.charge !== 'committed',
        'no secrets of a sum outlive its vector',
      );
      const left = world.sum === 'left';
      const joined = world.play('offered');
      const ending = joined === 'joined' ? world.play('vector') : joined;
      if (!world.ended) {
        expect(ending, 'an attempt that is open is answered, or was').toMatch(/counted|refused/);
        if (ending === 'refused' && !left) expect(world.onDisk()).toMatchObject({ update: false, charge: 'committed' });
        else if (bound !== undefined) expect(world.counted, 'the same bytes after any crash').toBe(bound);
      }
      world.ended = true;
      expect(world.play('closed')).toBe('cleared');
      expect(world.stored, 'nothing is kept of an attempt that is over').toBeUndefined();
      expect(world.charge, 'no reservation outlives its attempt').not.toBe('reserved');
      expect(world.sum, 'nor of its sum').toBe('none');
      if (world.touched) expect(world.charge, 'whatever happened, it costs the same').toBe('committed');
    }),
    { seed: 11, numRuns },
  );
  return seen;
}

describe('whatever happens in whatever order', () => {
  it('one answer, charged before it leaves, never another one, and nothing left over', () => {
    const seen = tryEverything(next, 3000);
    expect([...seen].sort()).toEqual([
      'cleared',
      'counted',
      'crash',
      'cut',
      'dropped',
      'failed',
      'joined',
      'kept',
      'refused',
      'unsent',
    ]);
  });

  it('a crash at every step, then a restart: the same bytes or none, one charge', () => {
    for (const paid of [true, false]) {
      const whole = new World(next, paid);
      expect(whole.play('offered')).toBe('counted');
      const steps = whole.trail.filter((name) => name !== 'accepted').length;
      expect(steps).toBe(paid ? 8 : 6);
      for (let at = 0; at < steps; at++) {
        for (const after of [false, true]) {
          for (const restart of [['offered'], ['resumed', 'offered'], ['offered', 'resumed', 'offered']] as const) {
            const world = new World(next, paid);
            world.play('offered', [...Array.from({ length: at }, () => WORKS), { t: 'crash', after }]);
            const bound = world.stored;
            // Between the reservation and the stored update a crash costs the answer: a second one would be for free.
            const cutShort = paid && world.charge === 'reserved' && bound === undefined;
            for (const first of restart) world.play(first);
            expect(world.counted).toBe(cutShort ? undefined : (bound ?? `update ${world.made}`));
            expect(world.charge).toBe(paid ? 'committed' : 'none');
          }
        }
      }
    }
  });
});

describe('what is answered', () => {
  const at = (name: StepName, code: ErrorCode, world = new World(next)): World => {
    const clean = new World(next, world.paid);
    clean.play('offered');
    const steps = clean.trail.filter((step) => step !== 'accepted');
    const faults = [...steps.slice(0, steps.indexOf(name)).map(() => WORKS), { t: 'fails', code } as const];
    world.play('offered', faults);
    return world;
  };

  it.each<[StepName, ErrorCode, readonly string[]]>([
    ['look', 'SEAL_BROKEN', ['refused']],
    ['admit', 'PLAN_NOT_APPROVED', ['refused']],
    ['admit', 'UNREACHABLE', []],
    ['prepare', 'SITE_UNAVAILABLE', ['refused']],
    ['prepare', 'UNREACHABLE', ['refused']],
    ['reserve', 'BUDGET_EXCEEDED', ['refused']],
    ['run', 'TRAINING_FAILED', ['accepted', 'failed']],
    ['run', 'UNREACHABLE', ['accepted', 'failed']],
    ['run', 'BLOB_UNKNOWN', ['accepted', 'failed']],
    ['store', 'DISK_FULL', ['accepted', 'failed']],
    ['commit', 'DISK_FULL', ['accepted', 'failed']],
    ['send', 'DISK_FULL', ['accepted', 'failed']],
    ['send', 'UNREACHABLE', ['accepted']],
    ['send', 'UPDATE_TOO_LONG', ['accepted']],
  ])('after %s failed with %s is %j', (step, code, told) => {
    expect(at(step, code).answers).toEqual(told);
  });

  it.each<[StepName, ErrorCode, OnDisk]>([
    ['prepare', 'SITE_UNAVAILABLE', { charge: 'none', update: false }],
    ['reserve', 'BUDGET_EXCEEDED', { charge: 'none', update: false }],
    ['run', 'TRAINING_FAILED', { charge: 'committed', update: false }],
    ['run', 'UNREACHABLE', { charge: 'committed', update: false }],
    ['store', 'DISK_FULL', { charge: 'committed', update: false }],
    ['commit', 'DISK_FULL', { charge: 'reserved', update: true }],
    ['send', 'UNREACHABLE', { charge: 'committed', update: true }],
    ['send', 'UPDATE_STALE', { charge: 'committed', update: false }],
    ['send', 'UPDATE_TOO_LONG', { charge: 'committed', update: true }],
  ])('when %s failed with %s, %j is left', (step, code, disk) => {
    expect(at(step, code).onDisk()).toEqual(disk);
  });

  it.each(OVER)('after the coordinator refused an update with %s is nothing, and the update goes, its charge stays', (code) => {
    const world = at('send', code);
    expect(world.answers).toEqual(['accepted']);
    expect(world.trail.slice(-2)).toEqual(['send', 'forget']);
    expect(world.onDisk()).toEqual({ charge: 'committed', update: false });
  });

  it.each<ErrorCode>(['UNREACHABLE', 'COORDINATOR_FAILED', 'LEASE_LOST', 'QUEUE_FULL'])(
    'after the coordinator could not take an update (%s) stays, is no failure, and is sent again',
    (code) => {
      const world = at('send', code);
      expect(world.answers).toEqual(['accepted']);
      expect(world.trail.at(-1)).toBe('send');
      expect(world.onDisk()).toEqual({ charge: 'committed', update: true });
      expect(world.play('offered')).toBe('counted');
      expect(world.left.size).toBe(1);
    },
  );

  it.each(TURNED_DOWN)('after the coordinator turned an update down with %s stays until the attempt is over', (code) => {
    const world = at('send', code);
    expect(world.answers).toEqual(['accepted']);
    expect(world.trail.at(-1)).toBe('send');
    expect(world.onDisk()).toEqual({ charge: 'committed', update: true });
    expect(world.play('resumed')).toBe('kept');
    expect(world.play('offered')).toBe('counted');
    expect(world.left.size).toBe(1);
    expect(world.play('closed')).toBe('cleared');
    expect(world.onDisk()).toEqual({ charge: 'committed', update: false });
  });

  it.each<[ErrorCode, Ending, OnDisk]>([
    ['UPDATE_STALE', 'cleared', { charge: 'committed', update: false }],
    ['UNREACHABLE', 'cut', { charge: 'reserved', update: true }],
    ['DISK_FULL', 'kept', { charge: 'reserved', update: true }],
  ])('at the next session is nothing; asking that failed with %s ends %s', (code, ending, disk) => {
    const world = at('commit', 'DISK_FULL');
    expect(world.play('resumed', [WORKS, { t: 'fails', code }])).toBe(ending);
    expect(world.answers).toEqual([]);
    expect(world.onDisk()).toEqual(disk);
  });

  it('is nothing of an attempt that ended before the work began, whose reservation goes', () => {
    const reserved = next({ ...idle(ATTEMPT), t: 'reserving', over: true }, { t: 'reserved' });
    expect(reserved.effects).toEqual([{ t: 'release', reason: 'the attempt ended before the work began' }]);
    expect(next(reserved.state, { t: 'released' })).toMatchObject({
      state: { t: 'resting', as: 'dropped' },
      effects: [],
    });
    const error = ERROR('DISK_FULL');
    expect(next(reserved.state, { t: 'failed', error }).effects).toEqual([{ t: 'stays-reserved', error }]);
    const read = next({ ...idle(ATTEMPT), t: 'preparing', charged: true, over: true }, { t: 'prepared' });
    expect(read).toMatchObject({ state: { t: 'resting', as: 'dropped' }, effects: [] });
    expect(next({ ...idle(ATTEMPT), t: 'admitting', over: true }, { t: 'admitted', charge: 'none' }).effects).toEqual([]);
  });

  it('is an update where the attempt ended while the work was done', () => {
    const working = { ...idle(ATTEMPT), t: 'working', charged: true } as const;
    for (const over of [true, false]) {
      expect(next({ ...working, over }, { t: 'made' }).effects).toEqual([{ t: 'store' }]);
      expect(next({ ...working, t: 'storing', over }, { t: 'stored' }).effects).toEqual([{ t: 'commit' }]);
    }
  });

  it('to the log too when a reservation could not be spent, and the first failure is what the coordinator learns', () => {
    const error = ERROR('TRAINING_FAILED');
    const { state } = next({ ...idle(ATTEMPT), t: 'working', charged: true }, { t: 'failed', error });
    const forgotten = next(state, { t: 'forgotten' });
    expect(forgotten.effects).toEqual([{ t: 'spend', reason: 'TRAINING_FAILED: no update left the site' }]);
    for (const at of [state, forgotten.state]) {
      expect(next(at, { t: 'failed', error: ERROR('DISK_FULL') })).toMatchObject({
        state: { t: 'resting', as: 'failed' },
        effects: [
          { t: 'stays-reserved', error: { code: 'DISK_FULL' } },
          { t: 'answer', as: 'failed', error },
          { t: 'warn', error },
        ],
      });
    }
  });

  it('is that it was answered, where an earlier piece of work was cut after it reserved', () => {
    // Without a look at a record: it would be a free one, as often as somebody asks.
    const [replayed] = next({ ...idle(ATTEMPT), t: 'admitting' }, { t: 'admitted', charge: 'committed' }).effects;
    expect(replayed).toMatchObject({ t: 'answer', as: 'refused', error: { code: 'UPDATE_REPLAYED' } });
    const offered = next({ ...idle(ATTEMPT), t: 'admitting' }, { t: 'admitted', charge: 'reserved' });
    expect(offered.effects).toEqual([{ t: 'spend', reason: 'cut before an update was stored' }]);
    const [answer] = next(offered.state, { t: 'spent' }).effects;
    expect(answer).toMatchObject({ t: 'answer', as: 'refused', error: { code: 'UPDATE_REPLAYED' } });
    const error = ERROR('DISK_FULL');
    expect(next(offered.state, { t: 'failed', error }).effects).toEqual([{ t: 'answer', as: 'refused', error }]);
  });

  it('is nothing after an event that the state has no use for', () => {
    const resting = next(idle(ATTEMPT), { t: 'closed' }).state;
    for (const event of ['offered', 'resumed', 'made', 'stored', 'committed', 'counted', 'reserved'] as const)
      expect(next(resting, { t: event })).toEqual({ state: resting, effects: [] });
    expect(next(idle(ATTEMPT), { t: 'committed' }).effects).toEqual([]);
  });
});

/** Machines in which one rule is broken; each must be caught, or the rules above say nothing. */
const BROKEN: readonly (readonly [string, string, Machine])[] = [
  ['sends before it commits', 'never sent before it is committed', onStep('commit', () => ({ t: 'send' }))],
  ['stores after it commits', 'never committed without a stored update', onStep('store', () => ({ t: 'commit' }))],
  ['works before it reserves', 'work is reserved for', onStep('reserve', () => ({ t: 'run' }))],
  [
    'reads records before everything is fetched',
    'records are read for what was admitted, with everything fetched',
    onStep('admit', () => ({ t: 'prepare' })),
  ],
  ['asks for more once records were read', 'nothing is asked between reading records and the answer', asksAfterReading],
  ['releases what it worked for', 'a charge is released only where no patient was touched', releasesAlways],
  ['spends before it forgets', 'what is stored is committed, not spent', spendsFirst],
  ['joins a sum after it reads', 'a sum is joined before a record is read', joinsLate],
  [
    'makes a vector that no sum has asked for',
    'a vector is made where its sum has asked for it',
    (state, event) => next(state, event.t === 'admitted' ? { t: 'admitted', charge: event.charge } : event),
  ],
  [
    'keeps the secrets of a sum whose reservation was cut',
    'no secrets of a sum outlive its vector',
    (state, event) => next(state, event.t === 'inspected' ? { t: 'inspected', disk: { ...event.disk, sum: false } } : event),
  ],
  ['never spends', 'a session spends what was cut', neverSpends],
  [
    'works again for a reservation that was cut',
    'patients are touched once for one charge',
    (state, event) => next(state, event.t === 'admitted' && event.charge === 'reserved' ? { ...event, charge: 'none' } : event),
  ],
  ['drops what it made when the attempt ends', 'work that was begun is answered', dropsWhenOver],
  [
    'tells the hash of what is not committed',
    'never sent before it is committed',
    onStep('ask', () => ({ t: 'ask', hash: 'named' })),
  ],
  [
    'makes again what is stored',
    'nothing is made again once something may have left',
    (state, event) => next(state, event.t === 'found' ? { t: 'found', update: 'none' } : event),
  ],
  [
    'answers again what was answered',
    'a committed charge is not reserved again',
    (state, event) => next(state, event.t === 'admitted' && event.charge === 'committed' ? { ...event, charge: 'none' } : event),
  ],
  [
    'takes what costs for free',
    'work is reserved for',
    (state, event) => next(state, event.t === 'admitted' ? { ...event, charge: 'free' } : event),
  ],
  [
    'takes a stored update for free',
    'never sent before it is committed',
    (state, event) => next(state, event.t === 'found' && event.update === 'charged' ? { ...event, update: 'free' } : event),
  ],
  [
    'spends what a stored update still needs',
    'what is stored is committed, not spent',
    (state, event) =>
      next(state, event.t === 'inspected' ? { t: 'inspected', disk: { charge: event.disk.charge, update: false } } : event),
  ],
  [
    'keeps a reservation that was cut',
    'a session spends what was cut',
    (state, event) => next(state, event.t === 'inspected' ? { t: 'inspected', disk: { ...event.disk, charge: 'none' } } : event),
  ],
  [
    'forgets what a cut has kept from being sent',
    'what may have left is kept while it may be asked for',
    (state, event) =>
      next(state, event.t === 'failed' && state.t === 'sending' ? { t: 'failed', error: ERROR('UPDATE_STALE') } : event),
  ],
  ['gives up without a word', 'a failure is answered', (state, event) => quiet(next(state, event), 'failed')],
  [
    'begins work for an attempt that is over',
    'nothing is begun for an attempt that is over',
    (state, event) => (event.t === 'ended' ? { state, effects: [] } : next(state, event)),
  ],
  ['accepts without a word', 'an answer is accepted first', (state, event) => quiet(next(state, event), 'accepted')],
];

function onStep(name: StepName, change: () => Step): Machine {
  return (state, event) => {
    const { state: then, effects } = next(state, event);
    return {
      state: then,
      effects: effects.map((effect) => (effect.t === name ? change() : effect)) as unknown as Transition['effects'],
    };
  };
}

function quiet(transition: Transition, as: string): Transition {
  const { state, effects } = transition;
  return {
    state,
    effects: effects.filter((effect) => effect.t !== 'answer' || effect.as !== as) as unknown as Transition['effects'],
  };
}

/** What agents did once: the model was fetched when the records had been read. */
function asksAfterReading(...[state, event]: Parameters<Machine>): Transition {
  if (state.t !== 'preparing') return next(state, event);
  if (event.t === 'admitted') return next(state, { t: 'prepared' });
  return event.t === 'prepared' ? { state, effects: [{ t: 'admit' }] } : next(state, event);
}

function joinsLate(...[state, event]: Parameters<Machine>): Transition {
  if (event.t === 'admitted' && event.joins === true) return next(state, { t: 'admitted', charge: event.charge });
  if (event.t !== 'prepared') return next(state, event);
  return { state: { attempt: state.attempt, over: state.over, t: 'joining' }, effects: [{ t: 'join' }] };
}

function spendsFirst(...[state, event]: Parameters<Machine>): Transition {
  const both = state.t === 'forgetting';
  const swapped =
    both && event.t === 'spent' ? 'forgotten' : state.t === 'spending' && event.t === 'forgotten' ? 'spent' : undefined;
  const { state: then, effects } = next(state, swapped === undefined ? event : { t: swapped });
  const others = effects.map((effect) => {
    if (effect.t === 'forget') return { t: 'spend', reason: 'x' };
    return both && effect.t === 'spend' ? { t: 'forget' } : effect;
  });
  return { state: then, effects: others as unknown as Transition['effects'] };
}

function releasesAlways(...[state, event]: Parameters<Machine>): Transition {
  const { state: then, effects } = next(state, state.t === 'spending' && event.t === 'released' ? { t: 'spent' } : event);
  const others = effects.map((effect) => (effect.t === 'spend' ? { t: 'release', reason: 'x' } : effect));
  return { state: then, effects: others as unknown as Transition['effects'] };
}

function neverSpends(...[state, event]: Parameters<Machine>): Transition {
  const then = next(state, event);
  return then.effects.at(-1)?.t === 'spend' ? next(then.state, { t: 'spent' }) : then;
}

/** What agents did once: a free look at whether training came to its end. */
function dropsWhenOver(...[state, event]: Parameters<Machine>): Transition {
  if (state.t === 'working' && event.t === 'made' && state.over) {
    const { attempt, over } = state;
    return {
      state: { attempt, over, t: 'spending', clearing: { t: 'over', reason: 'x' } },
      effects: [{ t: 'spend', reason: 'x' }],
    };
  }
  return next(state, event);
}

/** The rule that a machine is found to break. */
function brokenRule(machine: Machine): string {
  try {
    tryEverything(machine, 3000);
    return 'none';
  } catch (error) {
    return ((error as Error).cause as Error).message;
  }
}

describe('the rules above', () => {
  it.each(BROKEN)('catch a machine that %s: %s', (_name, rule, machine) => {
    expect(brokenRule(machine)).toBe(rule);
  });
});
