/** Every key whose value may be null or undefined becomes optional, without either. */
type Present<T> = {
  [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** Leaves out what is null or undefined, so that an absent key has one spelling in our types. */
export function omitUndefined<T extends object>(value: T): Present<T> {
  const present = Object.entries(value).filter(([, v]) => v !== undefined && v !== null);
  return Object.fromEntries(present) as Present<T>;
}
