import { onBothEngines } from './engines';
import { newScene } from './scene';
import { scriptedZendesk } from './scripted-zendesk';

onBothEngines('a look for missed messages', (engine) => {
  it('R27: in a conversation into which ours was merged, nothing from before our first words is shown', async () => {
    const scene = await newScene(engine.store);
    const { handoff } = await scene.open();
    const { copilotId, sessionId } = scene;
    const said = (id: string) => ({
      ...{ id, received: '2026-11-24T08:00:00.000Z', class: 'agent', hidden: false, deleted: false },
      ...{ agent: { id: '1', name: 'Sam', avatarUrl: null }, text: id, attachments: [], actions: [] },
      automated: false,
    });
    const ours = { ...said('ours'), class: 'echo', ours: { handoffId: handoff.id } };
    const messages = [said('to somebody else'), ours, said('to us')];
    const listMessages = () => Promise.resolve({ messages, unreadable: 0, hasMore: false });
    const pull = scriptedZendesk().worker(engine.store, 'pull', { listMessages });
    const input = { copilotId, sessionId, handoffId: handoff.id, conversationId: 'c1' };
    const shown = async (after: string | null) => {
      const pulled = (await pull({ ...input, after })) as { messages: { id: string }[] };
      return pulled.messages.map(({ id }) => id);
    };
    expect(await shown(null)).toEqual(['to us']);
    expect(await shown('a-place')).toEqual(['to somebody else', 'to us']);
  });
});
