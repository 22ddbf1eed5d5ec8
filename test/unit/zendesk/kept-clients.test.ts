import type { ZendeskClient } from '../../../zendesk/client/types';
import { createKeptClients } from '../../../zendesk/kept-clients';

/** Clients by number, and which of them were closed. */
function counted() {
  const closed: number[] = [];
  let made = 0;
  const fails = { next: false };
  const clients = createKeptClients(async () => {
    const n = (made += 1);
    await Promise.resolve();
    if (fails.next) {
      fails.next = false;
      throw new Error('cannot be made');
    }
    return { n, close: () => closed.push(n) } as unknown as ZendeskClient;
  });
  return { clients, closed, fails, made: () => made };
}
const of = (copilotId: string, generation: number) => ({ copilotId, generation });

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('kept clients', () => {
  it('one for each connection, also for two who need it at the same time', async () => {
    const { clients, made } = counted();
    const [one, same, other] = await Promise.all([
      clients.of(of('a', 1)),
      clients.of(of('a', 1)),
      clients.of(of('b', 1)),
    ]);
    expect(one).toBe(same);
    expect(other).not.toBe(one);
    expect(made()).toBe(2);
  });

  it('new credentials have a new one; calls on the former get a minute', async () => {
    const { clients, closed } = counted();
    await clients.of(of('a', 1));
    await clients.of(of('a', 2));
    await jest.advanceTimersByTimeAsync(59_000);
    expect(closed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(closed).toEqual([1]);
  });

  it('one that could not be made is made at the next call', async () => {
    const { clients, fails } = counted();
    fails.next = true;
    await expect(clients.of(of('a', 1))).rejects.toThrow('cannot be made');
    await expect(clients.of(of('a', 1))).resolves.toMatchObject({ n: 2 });
  });

  it('closing closes all, those that wait to be closed, too', async () => {
    const { clients, closed } = counted();
    await clients.of(of('a', 1));
    await clients.of(of('a', 2));
    await clients.of(of('b', 1));
    clients.close();
    await jest.advanceTimersByTimeAsync(0);
    expect(closed.sort()).toEqual([1, 2, 3]);
  });
});
