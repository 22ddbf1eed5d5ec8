/** The live streams of this process, so that a shutdown can tell each to end: nothing else would, they never finish. */
export interface OpenStreams {
  readonly closing: boolean;
  /** `end` is called at the shutdown. Returns the way to take the stream off the list. */
  add: (end: () => void) => () => void;
  endAll: () => void;
}

export function createOpenStreams(): OpenStreams {
  const ends = new Set<() => void>();
  let closing = false;
  return {
    get closing() {
      return closing;
    },
    add(end) {
      ends.add(end);
      return () => ends.delete(end);
    },
    endAll() {
      closing = true;
      for (const end of ends) end();
    },
  };
}
