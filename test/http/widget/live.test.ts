import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { SessionEvent } from '../../../contract/events';
import { eventually } from '../../support/world/http';
import { ORIGIN, startWidgetScene, type Begun, type WidgetScene } from './scene';

describe('the live line of the widget', () => {
  let scene: WidgetScene;
  const sockets: Socket[] = [];
  beforeAll(async () => (scene = await startWidgetScene({ socketsPerAddress: 30, stallMs: 800 })));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(() => scene.close());

  const connect = (auth: object, options: Partial<ManagerOptions & SocketOptions> = {}): Socket => {
    const socket = io(`${scene.url}/widget`, {
      auth,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { Origin: ORIGIN },
      ...options,
    });
    sockets.push(socket);
    return socket;
  };
  /** Follows a session as a widget does. */
  const follow = (session: Begun, after = 0) => {
    const socket = connect({ sessionId: session.id, token: session.token, after });
    const seen: SessionEvent[] = [];
    socket.on('events', ({ items }: { items: SessionEvent[] }, done: () => void) => {
      seen.push(...items);
      done();
    });
    return { socket, seen, seqs: () => seen.map(({ seq }) => seq) };
  };
  const outcome = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error) => resolve(error.message));
    });
  const say = async (session: Begun, from: number, to: number) => {
    for (let n = from; n <= to; n++) await session.say(`m${n}`);
  };

  it('R5: what was missed comes first, then each event as it happens, in order and once', async () => {
    const session = await (await scene.copilot()).begin();
    await say(session, 1, 3);
    await eventually(async () => (await session.texts('copilot')).length > 0);
    const { seqs } = follow(session);
    await say(session, 4, 6);
    await session.until('copilot', []);
    await eventually(async () => seqs().length === (await session.events()).length && seqs().length >= 12);
    expect(seqs()).toEqual(seqs().map((_, index) => index + 1));
  });

  it('R5: a widget that comes back goes on from the number that it has', async () => {
    const session = await (await scene.copilot()).begin();
    const first = follow(session);
    await say(session, 1, 2);
    await eventually(() => first.seqs().length >= 2);
    first.socket.disconnect();
    const had = first.seqs().at(-1) ?? 0;
    await say(session, 3, 4);
    const second = follow(session, had);
    await eventually(async () => (second.seqs().at(-1) ?? 0) === (await session.events()).length);
    const all = [...first.seqs(), ...second.seqs()];
    expect(all).toEqual(all.map((_, index) => index + 1));
  });

  it('two tabs are in step', async () => {
    const session = await (await scene.copilot()).begin();
    const tabs = [follow(session), follow(session)];
    await say(session, 1, 3);
    await session.until('copilot', []);
    await eventually(async () => {
      const total = (await session.events()).length;
      return total >= 7 && tabs.every(({ seqs }) => seqs().length === total);
    });
    expect(tabs[0]?.seen).toEqual(tabs[1]?.seen);
  });

  it('S20: no token, a forged one, one in the query, another session’s id', async () => {
    const copilot = await scene.copilot();
    const session = await copilot.begin();
    const other = await copilot.begin();
    const { id: sessionId, token } = session;
    expect(await outcome(connect({}))).toBe('unauthorized');
    expect(await outcome(connect({ sessionId, token: `st_${'A'.repeat(43)}` }))).toBe('unauthorized');
    expect(await outcome(connect({ sessionId, token }, { query: { token } }))).toBe('unauthorized');
    expect(await outcome(connect({ sessionId: other.id, token }))).toBe('not_found');
    expect(await outcome(connect({ sessionId, token }))).toBe('connected');
  });

  it('S20: a foreign origin gets no line, one of another copilot’s list no session', async () => {
    const copilot = await scene.copilot();
    await scene.copilot({ allowedOrigins: ['https://other.example'] });
    const { id: sessionId, token } = await copilot.begin();
    const from = (origin: string) =>
      outcome(connect({ sessionId, token }, { extraHeaders: { Origin: origin } }));
    expect(await from('https://evil.example')).not.toBe('connected');
    expect(await from('https://other.example')).toBe('origin_not_allowed');
    expect(await from(ORIGIN)).toBe('connected');
  });

  it('S20: a flood, an unknown word and a frame of 2 MB end the line; others are not affected', async () => {
    const session = await (await scene.copilot()).begin();
    const quiet = follow(session);
    await eventually(() => quiet.socket.connected);
    const ends = async (act: (socket: Socket) => void): Promise<boolean> => {
      const { socket } = follow(session);
      await eventually(() => socket.connected);
      act(socket);
      return eventually(() => !socket.connected, { withinMs: 5_000 });
    };
    expect(await ends((socket) => socket.emit('join', 'another-room'))).toBe(true);
    expect(await ends((socket) => socket.emit('read', { seq: 'x' }))).toBe(true);
    expect(await ends((socket) => socket.emit('typing', { on: true, text: 'x'.repeat(2_000_000) }))).toBe(
      true,
    );
    expect(
      await ends((socket) => {
        for (let n = 0; n < 1_000; n++) socket.emit('typing', { on: true });
      }),
    ).toBe(true);
    expect(quiet.socket.connected).toBe(true);
    await session.say('m1');
    await eventually(() => quiet.seqs().length > 0);
  });

  it('S20: one address has so many lines, and no more', async () => {
    const session = await (await scene.copilot()).begin();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => outcome(connect({ sessionId: session.id, token: session.token }))),
    );
    const connected = outcomes.filter((result) => result === 'connected').length;
    // 30 by address, 20 by session.
    expect(connected).toBeLessThanOrEqual(20);
    expect(connected).toBeGreaterThan(0);
  });

  it('F29: who takes nothing is cut off, and loses nothing by it', async () => {
    const session = await (await scene.copilot()).begin();
    await session.say('m1');
    const deaf = connect({ sessionId: session.id, token: session.token });
    let pages = 0;
    deaf.on('events', () => (pages += 1));
    await eventually(() => pages > 0);
    await eventually(() => !deaf.connected, { withinMs: 5_000 });
    expect(pages).toBe(1);
    const again = follow(session);
    await eventually(() => again.seqs()[0] === 1);
  });

  it('R41: the copilot’s thinking and an agent’s typing come at once, and are kept nowhere', async () => {
    const copilot = await scene.copilot();
    const session = await copilot.begin();
    const { socket } = follow(session);
    const typing: unknown[] = [];
    socket.on('typing', (news) => typing.push(news));
    await eventually(() => socket.connected);
    await session.say('m1');
    await eventually(() => typing.length >= 2);
    const author = { type: 'copilot', name: 'Shop bot', avatarUrl: null };
    expect(typing).toEqual([
      { author, on: true },
      { author, on: false },
    ]);
    expect((await session.events()).some(({ type }) => (type as string) === 'typing')).toBe(false);
  });
});
