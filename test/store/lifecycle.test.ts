import { brief, newScene } from './scene';
import { onBothEngines } from './engines';

const SINCE = '2030-01-01T10:00:00.000Z';

onBothEngines('the life of a handoff', (engine) => {
  it('passes control once: state, callback with the handoff, notice', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    engine.setTime(new Date('2030-01-01T10:00:00.123Z'));
    await store.handoffs.accept(id, 'You are being connected');
    await store.handoffs.accept(id, 'You are being connected');
    const events = await scene.events();
    expect(events.map(brief)).toEqual(['state >opening', 'state opening>waiting', 'system accepted']);
    expect(events[2]).toMatchObject({
      message: { text: 'You are being connected', author: { type: 'system', id: null }, automated: false },
    });
    const { handoff } = await scene.latest();
    expect(handoff).toMatchObject({
      state: 'waiting',
      acceptedAt: '2030-01-01T10:00:00.123Z',
      activeAt: null,
    });
    expect(await scene.callbacks()).toMatchObject([
      { type: 'handoff.started', timestamp: '2030-01-01T10:00:00.123Z', data: { seq: 2, handoff } },
      {
        type: 'message.created',
        data: { seq: 3, message: { text: 'You are being connected' }, beforeSeq: null },
      },
    ]);
  });

  it('shows why it is held, once for each change', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const held = { code: 'credentials' as const, since: SINCE };
    await store.handoffs.setAttention(id, held);
    await store.handoffs.setAttention(id, { ...held, since: '2030-01-01T11:00:00.000Z' });
    expect((await scene.latest()).handoff.attention).toEqual(held);
    await store.handoffs.setAttention(id, null);
    await store.handoffs.setAttention(id, null);
    const events = await scene.events();
    expect(events.map(brief)).toEqual(['state >opening', 'state opening>opening', 'state opening>opening']);
    expect(events.slice(1)).toMatchObject([{ state: { attention: held } }, { state: { attention: null } }]);
    expect(await scene.callbacksOf('handoff.attention')).toMatchObject([
      { attention: held, previous: null, seq: 2 },
      { attention: null, previous: held, seq: 3 },
    ]);
  });

  it('says each of our sentences once, and an empty one never', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    await store.handoffs.addNotice(id, 'agentSilent-1', 'Please bear with us');
    await store.handoffs.addNotice(id, 'agentSilent-1', 'Please bear with us');
    await store.handoffs.addNotice(id, 'agentSilent-2', 'Please bear with us');
    await store.handoffs.addNotice(id, 'userIdle-1', '');
    expect((await scene.events()).map(brief)).toEqual([
      'state >opening',
      'system agentSilent-1',
      'system agentSilent-2',
    ]);
    await store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: '' });
    await store.handoffs.addNotice(id, 'late', 'too late');
    expect((await scene.events()).map(brief).slice(3)).toEqual(['state opening>ended']);
  });

  it('tells of a failed opening once, before the end', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const error = { code: 'rejected', message: 'no such group' };
    await store.handoffs.recordOpeningFailure(id, error);
    await store.handoffs.recordOpeningFailure(id, error);
    expect((await scene.latest()).handoff.state).toBe('opening');
    await store.handoffs.finish({
      handoffId: id,
      reason: 'failed',
      detail: 'no such group',
      notice: 'sorry',
    });
    const callbacks = await scene.callbacks();
    expect(callbacks.map(({ type }) => type)).toEqual(['handoff.failed', 'message.created', 'handoff.ended']);
    expect(callbacks[0]?.data).toMatchObject({ seq: 1, error, handoff: { state: 'opening' } });
  });

  it('notes conversation, warnings and timers without an event', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { id } = (await scene.open()).handoff;
    const [one, two] = [
      { code: 'metadata_dropped', detail: 'a' },
      { code: 'metadata_dropped', detail: 'b' },
    ];
    await store.handoffs.recordConversation(id, 'conv-1');
    await Promise.all([
      store.handoffs.addWarnings(id, [one, one]),
      store.handoffs.addWarnings(id, [two]),
      store.handoffs.addWarnings(id, [one, two]),
    ]);
    const timers = [{ name: 'pickup' as const, firesAt: SINCE }];
    await store.handoffs.setTimers(id, timers);
    const { handoff } = await scene.latest();
    expect(handoff).toMatchObject({ conversationId: 'conv-1', timers });
    expect(handoff.warnings).toHaveLength(2);
    expect(handoff.warnings).toEqual(expect.arrayContaining([one, two]));
    expect(await scene.events()).toHaveLength(1);
    await store.handoffs.finish({ handoffId: id, reason: 'user_ended', detail: null, notice: null });
    await store.handoffs.setTimers(id, timers);
    expect((await scene.latest()).handoff.timers).toEqual([]);
  });

  it('R27: a merge moves the conversation of the copilot, and no other copilot’s', async () => {
    const { store } = engine;
    const [mine, theirs] = [await newScene(store), await newScene(store)];
    const conversation = `conv-${mine.sessionId}`;
    const ended = (await mine.open()).handoff.id;
    await store.handoffs.recordConversation(ended, conversation);
    await store.handoffs.finish({ handoffId: ended, reason: 'user_ended', detail: null, notice: null });
    const open = (await mine.open()).handoff.id;
    await store.handoffs.recordConversation(open, conversation);
    const other = (await theirs.open()).handoff.id;
    await store.handoffs.recordConversation(other, conversation);

    expect((await store.handoffs.byConversation(mine.copilotId, conversation))?.handoff.id).toBe(open);
    const moved = await store.handoffs.moveConversation(mine.copilotId, conversation, 'conv-new');
    expect(moved.map(({ handoff }) => [handoff.id, handoff.conversationId])).toEqual([[open, 'conv-new']]);
    expect(await store.handoffs.byConversation(mine.copilotId, conversation)).toBeUndefined();
    expect((await store.handoffs.byConversation(mine.copilotId, 'conv-new'))?.handoff.id).toBe(open);
    expect((await store.handoffs.byConversation(theirs.copilotId, conversation))?.handoff.id).toBe(other);
    expect(await store.handoffs.moveConversation(mine.copilotId, conversation, 'conv-new')).toEqual([]);
  });

  it('is listed by copilot and state, newest first, page by page', async () => {
    const { store } = engine;
    const { copilotId } = await newScene(store);
    const ids: string[] = [];
    for (const sessionId of ['s1', 's2', 's3', 's4', 's5']) {
      const { record } = await store.handoffs.open({ copilotId, request: { sessionId, user: {} } });
      ids.unshift(record.handoff.id);
    }
    const ended = ids[1] ?? '';
    await store.handoffs.finish({ handoffId: ended, reason: 'user_ended', detail: null, notice: null });

    const pages: string[][] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.handoffs.list>> = await store.handoffs.list({
        copilotId,
        limit: 2,
        ...(after === null ? {} : { after }),
      });
      pages.push(page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    const endedOnes = await store.handoffs.list({ copilotId, state: 'ended', limit: 10 });
    expect(endedOnes.items.map(({ id }) => id)).toEqual([ended]);
    expect(await store.handoffs.list({ copilotId, limit: 2, after: 'ho_unknown' })).toEqual({
      items: [],
      next: null,
    });
    const open = await store.handoffs.listOpen(copilotId);
    expect(open.map(({ handoff }) => handoff.id)).toEqual(ids.filter((id) => id !== ended).reverse());
    expect((await store.handoffs.listOpen()).length).toBeGreaterThanOrEqual(4);
  });
});
