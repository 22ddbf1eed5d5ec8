/** For our own unions: a case that is missing is our bug, found by the compiler. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
