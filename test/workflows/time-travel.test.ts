import { isOpen, nextOpeningAt } from '../../api/office-hours';
import type { OfficeHours } from '../../contract/preferences';
import * as messages from '../../workflows/messages';
import { createStage, zendeskFault, type Scene, type Stage } from '../support/workflow-scene';

// Days in seconds, each scene on a clock that skips. Pickup, silence and the 30 days are in timers.test.ts.
jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.close();
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const calledAtMs = (scene: Scene, name: string) =>
  scene.calls.filter((call) => call.name === name).map(({ atMs }) => atMs);

it('R47: asked for on the evening before a holiday: opens on the morning after it, and pickup counts from there', async () => {
  const weekday = [{ from: '09:00', to: '17:00' }];
  const hours: OfficeHours = {
    timeZone: 'Europe/Berlin',
    weekly: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday },
    exceptions: [
      { date: '2026-12-25', open: [] },
      { date: '2026-12-24', open: [{ from: '09:00', to: '12:00' }] },
    ],
    outside: 'hold',
  };
  // Christmas Eve, a Thursday, in the afternoon; Friday is a holiday, then comes a week-end.
  const asked = new Date('2026-12-24T15:00:00+01:00');
  expect(isOpen(hours, asked)).toBe(false);
  const opening = nextOpeningAt(hours, asked);
  expect(opening?.toISOString()).toBe('2026-12-28T08:00:00.000Z');
  const heldMs = (opening?.getTime() ?? 0) - asked.getTime();

  await stage.withHandoff({ heldMs, timers: { pickupSeconds: 3_600 } }, async (scene) => {
    await scene.sleep('2 days');
    expect(scene.calls).toEqual([]);
    expect(await scene.handle.query(messages.getHandoff)).toMatchObject({ state: 'scheduled' });
    expect(await scene.handle.result()).toBe('pickup_timeout');
    const startMs = scene.input.createdAtMs;
    const [openedMs = NaN] = calledAtMs(scene, 'beginOpening');
    const [endedMs = NaN] = calledAtMs(scene, 'finishHandoff');
    expect(openedMs - startMs).toBeGreaterThanOrEqual(heldMs - 1_000);
    expect(openedMs - startMs).toBeLessThan(heldMs + 60_000);
    expect(endedMs - openedMs).toBeGreaterThanOrEqual(3_590_000);
    expect(endedMs - openedMs).toBeLessThan(3_700_000);
  });
});

it('R15, R4: a ticket that is closed four days after the last word ends the handoff then, and not before', async () => {
  await stage.withHandoff({}, async (scene) => {
    await accepted(scene);
    await scene.agentSays('a1', '2026-11-24T08:00:01.000Z');
    await scene.userSays(1);
    await scene.until(() => scene.names('relayToZendesk', 'deliverToSession').length >= 2);
    const lastWordMs = await scene.nowMs();
    await scene.sleep(4 * DAY_MS - 30 * 60_000);
    expect(scene.names('finishHandoff')).toEqual([]);
    // Every 3 min in the first half hour, every 15 min from then on: not the two thousand of a look each 3 min.
    expect(scene.names('pull').length).toBeGreaterThan(380);
    expect(scene.names('pull').length).toBeLessThan(410);
    const ended = { reason: 'ticket_closed', detail: null, byZendesk: true } as const;
    await scene.handle.signal(messages.conversationEnded, ended);
    await scene.until(() => scene.names('finishHandoff').length === 1, 60_000);
    expect((await scene.nowMs()) - lastWordMs).toBeGreaterThan(3.9 * DAY_MS);
    expect(scene.calls.find(({ name }) => name === 'finishHandoff')?.input['reason']).toBe('ticket_closed');
  });
});

it('R43: credentials that are wrong for a week: looked at every ten minutes, and the message of day one goes out on day seven', async () => {
  const mendedAfterMs = 7 * DAY_MS;
  let startMs = 0;
  const takeControl = async () => {
    if ((await stage.env.currentTimeMs()) - startMs < mendedAfterMs)
      throw zendeskFault('credentials', { final: true });
  };
  await stage.withHandoff({ script: { takeControl } }, async (scene) => {
    startMs = scene.input.createdAtMs;
    await scene.userSays(1);
    await scene.until(() => scene.names('setAttention').length === 1);
    expect(await scene.handle.query(messages.getHandoff)).toMatchObject({ attention: 'credentials' });
    await scene.sleep(mendedAfterMs + 15 * 60_000);
    await scene.until(() => scene.names('relayToZendesk').length === 1, 60_000);
    const looks = calledAtMs(scene, 'takeControl');
    expect(looks.length).toBeGreaterThanOrEqual(6 * 24 * 7);
    expect(looks.length).toBeLessThanOrEqual(6 * 24 * 7 + 3);
    expect(calledAtMs(scene, 'relayToZendesk')[0]).toBeGreaterThanOrEqual(startMs + mendedAfterMs);
    const attentions = scene.calls.filter(({ name }) => name === 'setAttention');
    expect(attentions.map(({ input }) => input['code'])).toEqual(['credentials', null]);
  });
});
