/** A text, as JSON writes it. */
export interface TextShape {
  readonly t: 'text';
}
/** A number that a double holds. */
export interface NumberShape {
  readonly t: 'number';
}
/** `true` or `false`. */
export interface BooleanShape {
  readonly t: 'boolean';
}
/** What must not be there: its presence says that the value is of another form. */
export interface AbsentShape {
  readonly t: 'absent';
}
/** A value that is passed over, and read only if it turns out to be needed. */
export interface LaterShape<S = unknown> {
  readonly t: 'later';
  readonly of: S;
}
/** A list of values of one shape. */
export interface ListShape<S = unknown> {
  readonly t: 'list';
  readonly of: S;
}
/** An object of which some members are wanted. All others are passed over, and become nothing in memory. */
export interface ObjectShape<M = unknown> {
  readonly t: 'object';
  readonly members: M;
  /** Makes an object without members yet. */
  readonly make: new () => Found;
  /** The wanted members by the length of their names in bytes. */
  readonly byLength: readonly (readonly Member[] | undefined)[];
}

/** A wanted member of an object. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly shape: Shape;
  /** Its place among those of the object, less than 31. */
  readonly place: number;
}

/** What is wanted of a JSON text. */
export type Shape = TextShape | NumberShape | BooleanShape | AbsentShape | LaterShape | ListShape | ObjectShape;

declare const LATER: unique symbol;

/** Where a value begins that may be read later, of this shape. */
export type Later<S> = number & { readonly [LATER]: S };

/**
 * An object as it was read: its values by place, and a getter for each name. Every name that such an object may have is one of ours, whatever a text
 * says, and to make one costs little, which is done ten times for each resource.
 */
export interface Found {
  readonly values: unknown[];
}

/** What a shape reads. */
export type ReadAs<S> = S extends TextShape
  ? string
  : S extends NumberShape
    ? number
    : S extends BooleanShape
      ? boolean
      : S extends LaterShape<infer I>
        ? Later<I>
        : S extends ListShape<infer I>
          ? readonly ReadAs<I>[]
          : S extends ObjectShape<infer M>
            ? { readonly [K in keyof M]: ReadAs<M[K]> | undefined }
            : undefined;

/** A class that no object has. */
class Nothing implements Found {
  readonly values: unknown[] = [];
}

/** All shapes are alike inside, so that the reader has one kind of object to look at. */
function shape<T extends Shape['t']>(
  t: T,
  rest: Partial<Pick<ObjectShape, 'make' | 'byLength' | 'members'>> & { readonly of?: unknown } = {},
): {
  readonly t: T;
  readonly of: unknown;
  readonly members: unknown;
  readonly make: new () => Found;
  readonly byLength: ObjectShape['byLength'];
} {
  const { of, members, make = Nothing, byLength = [] } = rest;
  return { t, of, members, make, byLength };
}

export const TEXT: TextShape = shape('text');
export const NUMBER: NumberShape = shape('number');
export const BOOLEAN: BooleanShape = shape('boolean');
export const ABSENT: AbsentShape = shape('absent');

/** A value that is read only if it is needed. */
export function later<S extends Shape>(of: S): LaterShape<S> {
  return shape('later', { of }) as LaterShape<S>;
}

/** A list of values of one shape. */
export function list<S extends Shape>(of: S): ListShape<S> {
  return shape('list', { of }) as ListShape<S>;
}

/** Most members that an object has bits for. */
const MOST_MEMBERS = 31;

/** An object of which these members are wanted. */
export function object<M extends Readonly<Record<string, Shape>>>(members: M): ObjectShape<M> {
  const byLength: Member[][] = [];
  const make = class implements Found {
    declare readonly values: unknown[];

    constructor() {
      // Declared above, since a field that is defined is many times as slow as one that is set.
      (this as { values: unknown[] }).values = [];
    }
  };
  for (const [place, [name, of]] of Object.entries(members).slice(0, MOST_MEMBERS).entries()) {
    const bytes = Buffer.from(name, 'utf8');
    (byLength[bytes.length] ??= []).push({ name, bytes, shape: of, place });
    Object.defineProperty(make.prototype, name, {
      get(this: InstanceType<typeof make>) {
        return this.values[place];
      },
    });
  }
  return shape('object', { members, make, byLength }) as ObjectShape<M>;
}
