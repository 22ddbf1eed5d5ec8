import { createStage, zendeskFault, type Scene } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';

jest.setTimeout(120_000);

let stage: Awaited<ReturnType<typeof createStage>>;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(async () => {
  await stage.close();
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const finish = (scene: Scene) => scene.calls.find(({ name }) => name === 'finishHandoff')?.input;

describe('R48: pickup', () => {
  it('ends a handoff that no agent took, at its time', async () => {
    await stage.withHandoff({ timers: { pickupSeconds: 600 } }, async (scene) => {
      await accepted(scene);
      await scene.sleep('590s');
      expect(finish(scene)).toBeUndefined();
      await scene.sleep('30s');
      await scene.until(() => finish(scene) !== undefined);
      expect(finish(scene)?.['reason']).toBe('pickup_timeout');
    });
  });

  it('counts while the opening is parked on bad credentials, too', async () => {
    const ensureUser = () => {
      throw zendeskFault('credentials', { final: true });
    };
    await stage.withHandoff({ timers: { pickupSeconds: 60 }, script: { ensureUser } }, async (scene) => {
      expect(await scene.handle.result()).toBe('pickup_timeout');
      expect(scene.names('acceptHandoff')).toEqual([]);
    });
  });

  it('is off once an agent has spoken, and 0 is off', async () => {
    await stage.withHandoff({ timers: { pickupSeconds: 60 } }, async (scene) => {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:00.000Z');
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.sleep('61m');
      expect(finish(scene)).toBeUndefined();
    });
    await stage.withHandoff({ agoMs: 20 * DAY_MS }, async (scene) => {
      await accepted(scene);
      await scene.sleep('61m');
      expect(finish(scene)).toBeUndefined();
    });
  });
});

describe('R49: silence', () => {
  it('an idle user is nudged at half the time and the handoff ends at the whole', async () => {
    await stage.withHandoff({ timers: { userIdleSeconds: 600 } }, async (scene) => {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:00.000Z');
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.sleep('290s');
      expect(scene.names('nudgeUser')).toEqual([]);
      await scene.sleep('20s');
      await scene.until(() => scene.names('nudgeUser').length === 1);
      await scene.sleep('300s');
      await scene.until(() => finish(scene) !== undefined);
      expect(finish(scene)?.['reason']).toBe('inactivity_timeout');
      expect(scene.names('nudgeUser')).toHaveLength(1);
    });
  });

  it('each word of the user starts the time anew', async () => {
    await stage.withHandoff({ timers: { userIdleSeconds: 600 } }, async (scene) => {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:00.000Z');
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.sleep('500s');
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await scene.sleep('500s');
      expect(finish(scene)).toBeUndefined();
    });
  });

  it('a silent agent: the user is told, then the handoff ends', async () => {
    await stage.withHandoff({ timers: { agentSilentSeconds: 120 } }, async (scene) => {
      await accepted(scene);
      await scene.agentSays('a1', '2026-11-24T08:00:00.000Z');
      await scene.until(() => scene.names('deliverToSession').length === 1);
      await scene.userSays(1);
      await scene.until(() => scene.names('relayToZendesk').length === 1);
      await scene.sleep('70s');
      await scene.until(() => scene.names('nudgeUser').length === 1);
      expect(scene.calls.find(({ name }) => name === 'nudgeUser')?.input['name']).toBe('agentSilent');
      await scene.sleep('60s');
      await scene.until(() => finish(scene) !== undefined);
      expect(finish(scene)?.['reason']).toBe('inactivity_timeout');
    });
  });

  it('nothing lives longer than 30 days', async () => {
    await stage.withHandoff({ agoMs: 30 * DAY_MS - HOUR_MS }, async (scene) => {
      await accepted(scene);
      await scene.sleep('59m');
      expect(finish(scene)).toBeUndefined();
      await scene.sleep('2m');
      await scene.until(() => finish(scene) !== undefined);
      expect(finish(scene)).toMatchObject({ reason: 'inactivity_timeout', detail: 'open for 30 days' });
    });
  });
});

describe('held until office hours', () => {
  it('opens at its time, and pickup counts from there', async () => {
    await stage.withHandoff({ heldMs: 8 * HOUR_MS, timers: { pickupSeconds: 600 } }, async (scene) => {
      await scene.sleep('7h');
      expect(scene.names('beginOpening', 'ensureUser')).toEqual([]);
      expect(await scene.handle.query(messages.getHandoff)).toMatchObject({
        state: 'scheduled',
        timers: [{ name: 'opening_hours' }],
      });
      await scene.sleep('61m');
      await accepted(scene);
      await scene.sleep('5m');
      expect(finish(scene)).toBeUndefined();
    });
  });

  it('a user who gives up meanwhile ends it without a word to Zendesk', async () => {
    await stage.withHandoff({ heldMs: HOUR_MS }, async (scene) => {
      await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
      expect(await scene.handle.result()).toBe('user_ended');
      expect(scene.names('ensureUser', 'tellAgent', 'returnToSeat')).toEqual([]);
    });
  });
});

describe('operators', () => {
  it('retryNow cuts the waiting short', async () => {
    let away = true;
    const takeControl = () => {
      if (away) throw zendeskFault('credentials', { final: true });
      return undefined;
    };
    await stage.withHandoff({ script: { takeControl } }, async (scene) => {
      await scene.until(() => scene.names('setAttention').length === 1);
      away = false;
      await scene.handle.executeUpdate(messages.retryNow);
      await accepted(scene);
    });
  });

  it('endHandoff ends it, a second one is refused', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      const report = await scene.handle.executeUpdate(messages.endHandoff, { args: [{ detail: 'test' }] });
      expect(report.endReason).toBe('operator_ended');
      await expect(scene.handle.executeUpdate(messages.endHandoff, { args: [{}] })).rejects.toMatchObject({
        cause: { type: 'handoff_ended' },
      });
      expect(await scene.handle.result()).toBe('operator_ended');
    });
  });

  it('"Request Cancellation" gives control back instead of dropping everything', async () => {
    await stage.withHandoff({}, async (scene) => {
      await accepted(scene);
      await scene.handle.cancel();
      expect(await scene.handle.result()).toBe('operator_ended');
      expect(scene.names('finishHandoff', 'returnToSeat')).toEqual(['finishHandoff', 'returnToSeat']);
    });
  });
});
