import { newScene } from './scene';
import { onBothEngines } from './engines';

onBothEngines('idempotency keys and audit log', (engine) => {
  it('answer a repeat, refuse another request, and belong to one copilot', async () => {
    const { idempotency } = engine.store;
    const { copilotId } = await newScene(engine.store);
    const other = await newScene(engine.store);
    expect(await idempotency.find(copilotId, 'k1', 'h1')).toEqual({ kind: 'none' });
    await idempotency.save(copilotId, 'k1', 'h1', 201, '{"a":1}');
    await idempotency.save(copilotId, 'k1', 'h1', 200, '{"a":2}');
    expect(await idempotency.find(copilotId, 'k1', 'h1')).toEqual({
      kind: 'answer',
      status: 201,
      body: '{"a":1}',
    });
    expect(await idempotency.find(copilotId, 'k1', 'h2')).toEqual({ kind: 'conflict' });
    expect(await idempotency.find(other.copilotId, 'k1', 'h1')).toEqual({ kind: 'none' });
  });

  it('are kept for a day and cleared some time after', async () => {
    const { idempotency } = engine.store;
    const { copilotId } = await newScene(engine.store);
    engine.setTime(new Date('2030-01-01T10:00:00Z'));
    await idempotency.save(copilotId, 'old', 'h', 200, '{}');
    engine.setTime(new Date('2030-01-02T10:00:01Z'));
    await idempotency.save(copilotId, 'newer', 'h', 200, '{}');
    expect(await idempotency.find(copilotId, 'old', 'h')).toMatchObject({ kind: 'answer' });
    engine.setTime(new Date('2030-01-03T10:00:01Z'));
    await idempotency.save(copilotId, 'newest', 'h', 200, '{}');
    expect(await idempotency.find(copilotId, 'old', 'h')).toEqual({ kind: 'none' });
    expect(await idempotency.find(copilotId, 'newer', 'h')).toMatchObject({ kind: 'answer' });
  });

  it('show who did what, newest first', async () => {
    const { audit } = engine.store;
    const { copilotId } = await newScene(engine.store);
    engine.setTime(new Date('2030-01-01T10:00:00.001Z'));
    await audit.add({ actor: 'admin', action: 'copilot.patch', copilotId });
    await audit.add({ actor: 'admin', action: 'zendesk.save', copilotId, detail: { subdomain: 'acme' } });
    await audit.add({ actor: 'admin', action: 'elsewhere' });
    const newest = await audit.list({ copilotId, limit: 1 });
    expect(newest.items).toEqual([
      {
        id: newest.next,
        at: '2030-01-01T10:00:00.001Z',
        actor: 'admin',
        action: 'zendesk.save',
        copilotId,
        detail: { subdomain: 'acme' },
      },
    ]);
    const older = await audit.list({ copilotId, after: newest.next ?? '', limit: 10 });
    expect(older).toMatchObject({ items: [{ action: 'copilot.patch' }], next: null });
    expect((await audit.list({ limit: 1 })).items).toMatchObject([{ action: 'elsewhere', copilotId: null }]);
  });
});
