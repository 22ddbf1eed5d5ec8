import { agentMessage, brief, joins, newScene, PAT, SAM, type Scene } from './scene';
import { onBothEngines, type EngineUnderTest } from './engines';

async function accepted(engine: EngineUnderTest): Promise<{ scene: Scene; id: string }> {
  const scene = await newScene(engine.store);
  const { id } = (await scene.open()).handoff;
  await engine.store.handoffs.accept(id, 'connecting');
  return { scene, id };
}

onBothEngines('messages to the session', (engine) => {
  it('of a first agent are introduced: active, callback, notice, then the words', async () => {
    const { scene, id } = await accepted(engine);
    const { handoffs } = engine.store;
    expect(await handoffs.deliverToSession(id, agentMessage('a1', 1), joins('Sam'))).toEqual({
      stored: true,
      agentChanged: true,
    });
    expect(await handoffs.deliverToSession(id, agentMessage('a2', 2), joins('Sam'))).toEqual({
      stored: true,
      agentChanged: false,
    });
    const events = await scene.events();
    expect(events.map(brief)).toEqual([
      'state >opening',
      'state opening>waiting',
      'system accepted',
      'state waiting>active',
      'system joined:4',
      'agent a1',
      'agent a2',
    ]);
    expect(events[3]).toMatchObject({ state: { agent: SAM, control: 'handoff' } });
    expect(events[5]).toMatchObject({
      beforeSeq: null,
      message: {
        author: { type: 'agent', ...SAM },
        status: 'delivered',
        receivedAt: '2023-11-14T22:13:21.000Z',
      },
    });
    const callbacks = await scene.callbacks();
    expect(callbacks.map(({ type, data }) => `${type} ${data.seq}`)).toEqual([
      'handoff.started 2',
      'message.created 3',
      'handoff.agent_joined 4',
      'message.created 5',
      'message.created 6',
      'message.created 7',
    ]);
    expect(callbacks[0]?.data).toMatchObject({
      handoff: { state: 'waiting', acceptedAt: expect.any(String) as string },
    });
    expect(callbacks[2]?.data).toMatchObject({ agent: SAM, previousAgent: null });
    const { handoff } = await scene.latest();
    expect(handoff).toMatchObject({ state: 'active', agent: SAM, counts: { fromAgent: 2 } });
    expect(handoff.activeAt).not.toBeNull();
  });

  it('are introduced in the user’s language, with the timers that run then', async () => {
    const scene = await newScene(engine.store);
    const { id } = (await scene.open({ language: 'de' })).handoff;
    await engine.store.handoffs.accept(id, 'connecting');
    const timers = [{ name: 'agent_silent' as const, firesAt: '2030-01-01T00:00:00.000Z' }];
    const joinedNotice = (language?: string) => `joined, in ${language}`;
    await engine.store.handoffs.deliverToSession(id, agentMessage('a1', 1), { joinedNotice, timers });
    await engine.store.handoffs.deliverToSession(id, agentMessage('a2', 2), { timers: [] });
    const events = await scene.events();
    expect(events.at(-3)).toMatchObject({ message: { origin: 'system', text: 'joined, in de' } });
    expect((await scene.latest()).handoff.timers).toEqual(timers);
  });

  it('of another agent tell of the change, from = to', async () => {
    const { scene, id } = await accepted(engine);
    const { handoffs } = engine.store;
    await handoffs.deliverToSession(id, agentMessage('a1', 1), joins('Sam'));
    expect(await handoffs.deliverToSession(id, agentMessage('a2', 2, { agent: PAT }), joins('Pat'))).toEqual({
      stored: true,
      agentChanged: true,
    });
    expect((await scene.events()).map(brief).slice(-3)).toEqual([
      'state active>active',
      'system joined:7',
      'agent a2',
    ]);
    const joined = await scene.callbacksOf('handoff.agent_joined');
    expect(joined.map(({ agent, previousAgent }) => [agent, previousAgent])).toEqual([
      [SAM, null],
      [PAT, SAM],
    ]);
  });

  it('of masked agents show one agent, whoever writes', async () => {
    const { scene, id } = await accepted(engine);
    const team = { id: null, name: 'Our team', avatarUrl: null };
    await engine.store.handoffs.deliverToSession(
      id,
      agentMessage('a1', 1, { agent: team }),
      joins('Somebody'),
    );
    const second = await engine.store.handoffs.deliverToSession(
      id,
      agentMessage('a2', 2, { agent: team }),
      joins('Somebody'),
    );
    expect(second.agentChanged).toBe(false);
    expect(await scene.callbacksOf('handoff.agent_joined')).toHaveLength(1);
  });

  it('that are automated join nobody', async () => {
    const { scene, id } = await accepted(engine);
    const automated = agentMessage('x1', 1, { origin: 'system', agent: null, automated: true });
    expect(await engine.store.handoffs.deliverToSession(id, automated)).toEqual({
      stored: true,
      agentChanged: false,
    });
    const { handoff } = await scene.latest();
    expect(handoff).toMatchObject({ state: 'waiting', agent: null, counts: { fromAgent: 0 } });
    expect((await scene.events()).at(-1)).toMatchObject({ message: { origin: 'system', automated: true } });
  });

  it('R3: an agent who speaks while the handoff is opening is heard, and makes it active once control has passed', async () => {
    const { handoffs } = engine.store;
    const scene = await newScene(engine.store);
    const { id } = (await scene.open()).handoff;
    expect(await handoffs.deliverToSession(id, agentMessage('a1', 1), joins('Sam'))).toEqual({
      stored: true,
      agentChanged: true,
    });
    expect((await scene.latest()).handoff).toMatchObject({ state: 'opening', agent: SAM, activeAt: null });
    await handoffs.accept(id, 'connecting');
    await handoffs.accept(id, 'connecting');
    expect((await scene.events()).map(brief)).toEqual([
      'state >opening',
      'state opening>opening',
      'system joined:2',
      'agent a1',
      'state opening>active',
    ]);
    const { handoff } = await scene.latest();
    expect(handoff.state).toBe('active');
    expect(handoff.activeAt).toBe(handoff.acceptedAt);
    expect(await scene.callbacksOf('handoff.started')).toMatchObject([
      { handoff: { state: 'active' }, seq: 5 },
    ]);
  });

  it('R9: one message that comes five times at once is in the session once', async () => {
    const { scene, id } = await accepted(engine);
    const { handoffs } = engine.store;
    const results = await Promise.all(
      Array.from({ length: 5 }, () => handoffs.deliverToSession(id, agentMessage('a1', 1), joins('Sam'))),
    );
    expect(results.filter(({ stored }) => stored)).toHaveLength(1);
    // A caller whose answer was lost learns from the repeat that an agent had joined …
    expect(results.every(({ agentChanged }) => agentChanged)).toBe(true);
    await handoffs.deliverToSession(id, agentMessage('a2', 2, { agent: PAT }), joins('Pat'));
    // … unless another has come since.
    expect(await handoffs.deliverToSession(id, agentMessage('a1', 1), joins('Sam'))).toEqual({
      stored: false,
      agentChanged: false,
    });
    expect((await scene.events()).map(brief).filter((name) => name === 'agent a1')).toHaveLength(1);
    expect((await scene.latest()).handoff).toMatchObject({ agent: PAT, counts: { fromAgent: 2 } });
  });

  it('R12: a late one says before which event a view inserts it, by time received, then id', async () => {
    const { scene, id } = await accepted(engine);
    const order: [string, number][] = [
      ['b', 10],
      ['d', 30],
      ['c', 20],
      ['a', 10],
      ['B', 10],
      ['e', 30],
    ];
    for (const [name, second] of order) {
      await engine.store.handoffs.deliverToSession(id, agentMessage(name, second));
    }
    const events = await scene.events();
    const seqOf = (name: string) => events.find((event) => brief(event) === `agent ${name}`)?.seq;
    const before = Object.fromEntries(
      events.flatMap((event) =>
        event.type === 'message' && event.message.origin === 'agent'
          ? [[event.message.id, event.beforeSeq]]
          : [],
      ),
    );
    expect(before).toEqual({ b: null, d: null, c: seqOf('d'), a: seqOf('b'), B: seqOf('a'), e: null });
  });

  it('after the end still reach the session and the copilot, and change nothing else', async () => {
    const { scene, id } = await accepted(engine);
    const { handoffs } = engine.store;
    await handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: null, notice: null });
    await scene.callbacks();
    const before = await scene.latest();
    const timers = [{ name: 'agent_silent' as const, firesAt: '2030-01-01T00:00:00.000Z' }];
    const also = { ...joins('Sam'), timers };
    expect(await handoffs.deliverToSession(id, agentMessage('a1', 1), also)).toEqual({
      stored: true,
      agentChanged: false,
    });
    const last = (await scene.events()).at(-1);
    expect(last).toMatchObject({ message: { id: 'a1', afterEnd: true } });
    expect(await scene.callbacks()).toMatchObject([
      { type: 'message.created', data: { message: { afterEnd: true } } },
    ]);
    const { handoff } = await scene.latest();
    expect(handoff).toEqual({ ...before.handoff, counts: { ...before.handoff.counts, fromAgent: 1 } });
    expect(await engine.store.sessions.get(scene.copilotId, scene.sessionId)).toMatchObject({
      control: 'copilot',
    });
  });

  it('R24: of an earlier handoff are not delivered again in the next one', async () => {
    const { scene, id } = await accepted(engine);
    const { handoffs } = engine.store;
    await handoffs.deliverToSession(id, agentMessage('a1', 1));
    await handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: null, notice: null });
    const second = (await scene.open()).handoff.id;
    expect(await handoffs.knownMessageIds(second, ['a1', 'a2'])).toEqual(new Set(['a1']));
    expect(await handoffs.deliverToSession(second, agentMessage('a1', 1), joins('Sam'))).toEqual({
      stored: false,
      agentChanged: false,
    });
    expect((await scene.latest()).handoff).toMatchObject({ agent: null, state: 'opening' });
  });

  it('S28: text, names and files with NUL or lone surrogates are no poison', async () => {
    const { scene, id } = await accepted(engine);
    const poison = agentMessage('p\0', 1, {
      text: 'a\0b\ud800',
      agent: { id: '1\0', name: 'S\0am', avatarUrl: null },
      attachments: [{ url: 'https://x.test/\0', name: '\0a.png', mediaType: null, size: null }],
      actions: [{ type: 'reply', text: '\0y', payload: null, url: null }],
    });
    await engine.store.handoffs.deliverToSession(id, poison, joins('S\0am'));
    expect(await engine.store.handoffs.deliverToSession(id, poison, joins('S\0am'))).toMatchObject({
      stored: false,
    });
    expect((await scene.events()).slice(-2)).toMatchObject([
      { message: { text: 'Sam joined' } },
      {
        message: {
          id: 'p',
          text: 'ab\ufffd',
          author: { id: '1', name: 'Sam' },
          attachments: [{ name: 'a.png' }],
        },
      },
    ]);
    expect((await scene.callbacksOf('message.created')).at(-1)?.message.text).toBe('ab\ufffd');
  });

  it('S30: of a handoff that does not exist are refused by name', async () => {
    await expect(
      engine.store.handoffs.deliverToSession('ho_none', agentMessage('a1', 1)),
    ).rejects.toMatchObject({ name: 'StoreError', kind: 'not_found' });
  });
});
