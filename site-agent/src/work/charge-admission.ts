import { requireCountable } from '../session/ledger-receipts.ts';
import type { SiteContext } from '../session/site-context.ts';
import type { WorkCharge } from './work.ts';

type ChargeContext = Pick<SiteContext, 'gate' | 'catalog' | 'ledger' | 'shownHead'>;

/**
 * Whether the hospital lets a charge be taken as its ledger stands: somebody stands for the budget, the coordinator would count what it pays for, and budget, noise and the ceiling of
 * the approval have room for it. No record has a part in it.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitCharge(
  { gate, catalog, ledger, shownHead }: ChargeContext,
  { population, key, part, events, distance }: WorkCharge,
): void {
  const { study, planHash } = key;
  const book = ledger(population);
  requireCountable(book, shownHead(population));
  gate.budgetToRecord(population, book.budget());
  gate.admitCharge({ population, part, patients: catalog.patientsOf(population) }, book.events({ part }), events);
  gate.admitDistance({ population, part }, book.distance({ part }) + distance);
  gate.admitCeiling({ study, planHash, part }, book.events({ planHash, part }), events);
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
