import { preferencesSchema } from '../../../contract/preferences';
import { call, type ErrorAnswer } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';

const SUNDAY = new Date('2026-11-22T12:00:00.000Z');
const MONDAY_NINE_IN_BERLIN = '2026-11-23T08:00:00.000Z';

describe('R47: office hours', () => {
  let scene: Scene;
  let tenant: Tenant;
  const start = async (sessionId: string, outside: 'handoff' | 'decline' | 'hold', at: Date) => {
    const weekly = { monday: [{ from: '09:00', to: '17:00' }] };
    await scene.store.connections.setPreferences(
      tenant.copilotId,
      preferencesSchema.parse({ officeHours: { timeZone: 'Europe/Berlin', weekly, outside } }),
    );
    scene.clock.now = at;
    return call<ErrorAnswer & { handoff: { id: string; state: string } }>(
      scene.url,
      'POST',
      '/api/v1/handoffs',
      {
        key: tenant.apiKey,
        body: { sessionId, user: {} },
      },
    );
  };

  beforeAll(async () => {
    scene = await startScene();
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());

  it('decline: 409 with the next opening, and nothing is stored', async () => {
    const { status, body } = await start('declined', 'decline', SUNDAY);
    expect([status, body.error.code]).toEqual([409, 'outside_office_hours']);
    expect(body.error.details).toEqual({
      nextOpeningAt: MONDAY_NINE_IN_BERLIN,
      text: 'Our team is away now. We open again Monday 23 November, 09:00 (Europe/Berlin).',
    });
    expect(await scene.store.handoffs.latest(tenant.copilotId, 'declined')).toBeUndefined();
  });

  it('hold: scheduled until the opening, and the user is told when', async () => {
    const { status, body } = await start('held', 'hold', SUNDAY);
    expect([status, body.handoff.state]).toEqual([201, 'scheduled']);
    const record = await scene.store.handoffs.get(body.handoff.id);
    expect(record?.notBefore?.toISOString()).toBe(MONDAY_NINE_IN_BERLIN);
    expect(scene.gateway.starts.at(-1)?.record.notBefore?.toISOString()).toBe(MONDAY_NINE_IN_BERLIN);
    const log = await scene.store.sessions.events(tenant.copilotId, 'held', 0, 10);
    const told = log?.items.find((item) => item.type === 'message');
    expect(told).toMatchObject({
      message: {
        origin: 'system',
        text: 'Our team is away now. We open again Monday 23 November, 09:00 (Europe/Berlin).',
      },
    });
    expect(scene.gateway.kicks).toContainEqual({ copilotId: tenant.copilotId, sessionId: 'held' });
  });

  it('handoff: as usual; and within hours every policy is as usual', async () => {
    expect((await start('usual', 'handoff', SUNDAY)).body.handoff.state).toBe('opening');
    const noon = new Date('2026-11-23T11:00:00.000Z');
    expect((await start('noon-decline', 'decline', noon)).body.handoff.state).toBe('opening');
    expect((await start('noon-hold', 'hold', noon)).body.handoff.state).toBe('opening');
  });

  it('the repeat of a start finds its handoff also when the office has closed meanwhile', async () => {
    const noon = new Date('2026-11-23T11:00:00.000Z');
    scene.gateway.isAway = true;
    expect((await start('closing', 'decline', noon)).status).toBe(503);
    scene.gateway.isAway = false;
    expect((await start('closing', 'decline', SUNDAY)).status).toBe(200);
  });

  it('the admin’s test handoff does not wait for the office', async () => {
    await start('x', 'decline', SUNDAY);
    const { status } = await call(
      scene.url,
      'POST',
      `/api/v1/admin/copilots/${tenant.copilotId}/zendesk/test-handoff`,
      { key: 'admin-token-canary-0123456789' },
    );
    expect(status).toBe(201);
  });
});
