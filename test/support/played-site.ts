import { setTimeout as wait } from 'node:timers/promises';
import { ConsiliumError } from '@consilium/core';
import { FakeSite, type OfferedTask } from '@consilium/testing';
import type { TlsIdentity } from '@consilium/transport';
import type { AttemptOf } from './played-update.ts';
import { CONSORTIUM, type Consortium } from './consortium.ts';

/** What a played site does with a task. What it throws is noted in {@link PlayedSite.refusals}. */
export type Behaviour = (fake: FakeSite, task: OfferedTask, of: AttemptOf) => Promise<void>;

/** Wait before a coordinator that is away is dialled again. */
const RETRY_MS = 100;

/** A site played by a test over many lives of the coordinator: it dials until it is stopped, works on tasks and has no scores to tell. */
export class PlayedSite {
  /** Codes with which the coordinator has refused what it did. */
  readonly refusals: string[] = [];
  readonly #consortium: Consortium;
  readonly #identity: TlsIdentity;
  readonly #behave: Behaviour;
  readonly #ended: Promise<void>;
  #fake: FakeSite | undefined;
  #away = false;
  #stopped = false;

  constructor(consortium: Consortium, identity: TlsIdentity, behave: Behaviour) {
    this.#consortium = consortium;
    this.#identity = identity;
    this.#behave = behave;
    this.#ended = this.#live();
  }

  /** Drops out of whatever it does, until {@link comeBack}. */
  drop(): void {
    this.#away = true;
    this.#fake?.hangUp();
  }

  comeBack(): void {
    this.#away = false;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#fake?.hangUp();
    await this.#ended;
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      if (!this.#away) await this.#session();
      await wait(RETRY_MS);
    }
  }

  async #session(): Promise<void> {
    const fake = FakeSite.dial({ identity: this.#identity, address: this.#consortium.address, consortium: CONSORTIUM });
    this.#fake = fake;
    try {
      await fake.join();
      for (let read = 0; ; read++) {
        await fake.until(() => fake.received.length > read || fake.end !== undefined);
        if (fake.end !== undefined) return;
        const received = fake.received[read];
        const evaluationRequest = received?.evaluationRequest;
        if (received?.task) await this.#work(fake, received.task as OfferedTask);
        if (evaluationRequest)
          fake.send({
            evaluationDeclined: {
              key: evaluationRequest.key ?? null,
              problem: { code: 'METRICS_WITHHELD', message: 'a played site has no patients' },
            },
          });
      }
    } catch (error) {
      // A coordinator that is killed, or a session that it ends, is what this site is here for.
      if (!(error instanceof ConsiliumError)) throw error;
      this.refusals.push(error.code);
    } finally {
      fake.close();
    }
  }

  async #work(fake: FakeSite, task: OfferedTask): Promise<void> {
    try {
      await this.#behave(fake, task, { round: task.key?.round ?? 0, attempt: task.key?.attempt ?? 0 });
    } catch (error) {
      if (!(error instanceof ConsiliumError)) throw error;
      this.refusals.push(error.code);
    }
  }
}
