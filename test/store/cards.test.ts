import { messageSchema } from '../../contract/events';
import { onBothEngines } from './engines';
import { agentMessage, newScene } from './scene';

onBothEngines('an agent’s message with cards', (engine) => {
  it('keeps them in the log; its callback has the keys of wire.md, no others', async () => {
    const scene = await newScene(engine.store);
    const { id } = (await scene.open()).handoff;
    const { handoffs } = engine.store;
    await handoffs.accept(id, 'connecting');
    const cards = [{ title: 'Red', description: null, image: null, actions: [0] }];
    await handoffs.deliverToSession(id, agentMessage('a1', 1, { cards }));
    await handoffs.deliverToSession(id, agentMessage('a2', 2));
    const [carded, plain] = (await scene.events()).slice(-2);
    expect(carded).toMatchObject({ message: { id: 'a1', cards } });
    expect(plain).not.toHaveProperty('message.cards');
    const told = (await scene.callbacks()).slice(-2);
    const keys = Object.keys(messageSchema.shape).sort();
    expect(told.map(({ data }) => 'message' in data && Object.keys(data.message).sort())).toEqual([
      keys,
      keys,
    ]);
  });
});
