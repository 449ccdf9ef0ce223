/**
 * A stream that fails with what `of` makes of its errors. Not a generator: each generator that a message passes through costs it several turns of promises, and a
 * thousand sites answer at once.
 *
 * @param begin called with the first message that is asked for; what it throws counts as an error of the stream
 */
export function mappedErrors<T>(begin: () => AsyncIterable<T>, of: (error: unknown) => unknown): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
      let items: AsyncIterator<T, undefined> | undefined;
      let over = false;
      const failed = (error: unknown): never => {
        over = true;
        throw of(error);
      };
      return {
        next() {
          if (over) return Promise.resolve({ value: undefined, done: true });
          try {
            items ??= begin()[Symbol.asyncIterator]();
            return items.next().catch(failed);
          } catch (error) {
            over = true;
            return Promise.reject(of(error) as Error);
          }
        },
        async return() {
          over = true;
          await items?.return?.();
          return { value: undefined, done: true };
        },
      };
    },
  };
}
