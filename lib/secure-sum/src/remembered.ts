/**
 * A pure function that gives what it gave before to the very same objects: what everybody knows of a sum is asked for with every message, and
 * costs as much as there are sites. Its arguments never change once they are made, and what it gives is not changed by who receives it.
 */
export function remembered<A extends readonly [object, ...object[]], V extends object>(make: (...of: A) => V): (...of: A) => V {
  const given = new WeakMap<object, object>();
  return (...of) => {
    let at = given;
    for (const argument of of.slice(0, -1)) {
      const below = (at.get(argument) ?? new WeakMap<object, object>()) as WeakMap<object, object>;
      at.set(argument, below);
      at = below;
    }
    const last = of[of.length - 1] ?? of[0];
    const value = (at.get(last) ?? make(...of)) as V;
    at.set(last, value);
    return value;
  };
}
