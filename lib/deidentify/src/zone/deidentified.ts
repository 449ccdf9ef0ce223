declare const zone: unique symbol;

/**
 * What has crossed the border: a value that was made of gated cells only. Training, statistics and evaluation take nothing else, and only
 * this room makes one, so that the compiler knows every way from a hospital's table to a model.
 */
export type Deidentified<T> = T & { readonly [zone]: 'de-identified' };

/** Marks a value as gated. Not exported from the room: who calls it has looked at every cell. */
export function mark<T>(value: T): Deidentified<T> {
  return value as Deidentified<T>;
}

/** What follows from de-identified values alone is de-identified. @param derive must look at nothing but its argument */
export function derived<A, B>(value: Deidentified<A>, derive: (value: A) => B): Deidentified<B> {
  return mark(derive(value));
}
