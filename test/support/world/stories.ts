/**
 * Scenarios that mostly wait, played at the same time in one world; each is a test of its own. Every one needs its own copilot
 * or session. Call it at the top level of a test file, below the `beforeAll` that makes the world.
 */
export function playAtOnce(stories: Record<string, () => Promise<void>>): void {
  const endings = new Map<string, Promise<Error | undefined>>();
  beforeAll(() => {
    for (const [name, play] of Object.entries(stories)) {
      endings.set(
        name,
        play().then(
          () => undefined,
          (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))),
        ),
      );
    }
  });
  for (const name of Object.keys(stories)) {
    it(name, async () => {
      const failure = await endings.get(name);
      if (failure !== undefined) throw failure;
    });
  }
}
