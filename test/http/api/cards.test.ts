import type { EventPage } from '../../../contract/widget';
import { call } from './client';
import { addTenant, startScene, type Scene } from './scene';
import { agentText } from './webhook-fixtures';
import { deliver, openHandoff } from './webhook-scene';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.close());

it('R36: a carousel’s cards go to the workflow and into the log; a backend reads the keys of wire.md, no others', async () => {
  const tenant = await addTenant(scene.store);
  const { handoff, about } = await openHandoff(scene, tenant);
  const item = { title: 'Red', actions: [{ type: 'postback', text: 'Take', payload: 'red' }] };
  const cards = [{ title: 'Red', description: null, image: null, actions: [0] }];
  const carousel = () => agentText(about, '', { content: { type: 'carousel', items: [item] } });
  await deliver(scene, tenant, [carousel()]);
  expect(scene.gateway.of(handoff.id)[0]?.arg).toMatchObject({ text: 'Red', cards });
  const end = { handoffId: handoff.id, reason: 'agent_ended', detail: null, notice: null } as const;
  await scene.store.handoffs.finish(end);
  await deliver(scene, tenant, [carousel()]);
  const log = await scene.store.sessions.events(tenant.copilotId, handoff.sessionId, 0, 100);
  expect(log?.items.at(-1)).toMatchObject({ message: { cards } });
  const path = `/api/v1/sessions/${handoff.sessionId}/events`;
  const { body } = await call<EventPage>(scene.url, 'GET', path, { key: tenant.apiKey });
  const read = body.items.at(-1);
  expect(read).toMatchObject({ message: { text: 'Red', actions: [{ payload: 'red' }] } });
  expect(read).not.toHaveProperty('message.cards');
});
