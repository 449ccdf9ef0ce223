import { refusalOf } from '@consilium/core';
import { requireCountable } from '../session/ledger-receipts.ts';
import type { SiteContext } from '../session/site-context.ts';
import type { WorkCharge } from './work.ts';

type ChargeContext = Pick<SiteContext, 'gate' | 'catalog' | 'ledger' | 'shownHead' | 'unsettled'>;

/**
 * Refuses every charge of a population of which a restored ledger may have forgotten some. No coordinator's word settles that: it could show an old
 * receipt, and have the same budget spent twice.
 *
 * @throws ConsiliumError `RESTORE_UNCONFIRMED`
 */
function requireSettled({ unsettled }: ChargeContext, population: string): void {
  const restored = unsettled(population);
  if (restored === undefined) return;
  throw refusalOf({
    code: 'RESTORE_UNCONFIRMED',
    message: `this site was restored from a backup of ${new Date(restored.takenMs).toISOString()}, and nobody has said yet what the population ${population} was charged from then on`,
  });
}

/**
 * Whether the hospital lets a charge be taken as its ledger stands: somebody stands for the budget, the coordinator would count what it pays for, and budget, noise and the ceiling of
 * the approval have room for it. Under the ceiling of an approval stands what coordinators ask for: synthetic data are the hospital's own decision. No
 * record has a part in it.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitCharge(context: ChargeContext, { population, key, part, events, distance }: WorkCharge): void {
  const { gate, catalog, ledger, shownHead } = context;
  const { study, planHash } = key;
  requireSettled(context, population);
  const book = ledger(population);
  requireCountable(book, shownHead(population));
  gate.budgetToRecord(population, book.budget());
  gate.admitCharge({ population, part, patients: catalog.patientsOf(population) }, book.events({ part }), events);
  gate.admitDistance({ population, part }, book.distance({ part }) + distance);
  gate.admitCeiling({ study, planHash, part }, book.events({ planHash, part, except: ['synthetic'] }), events);
}

/**
 * The same, before a model of any size is fetched and a record is read, and only where a reservation would follow: what is refused for its
 * price must not tell first what state the data are in. What counts is asked with the reservation.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitChargeAhead(context: ChargeContext, charge: WorkCharge): void {
  const state = context.ledger(charge.population).stateOf(charge.key);
  if (state === 'none' || state === 'released') admitCharge(context, charge);
}
