import { tearDown, verifyAndSetUp, type SetUpResult, type Verification } from '../../../zendesk/setup';
import { present } from './harness';
import { useSimulated } from './simulated';

const { app, client, control } = useSimulated({ multiConversations: true });
const webhookUrl = 'http://127.0.0.1:9/webhooks/zendesk/key1';
const displayName = 'Copilot handoff cop_1';
const verify = (changes: Partial<Parameters<typeof verifyAndSetUp>[1]> = {}, api = client()) =>
  verifyAndSetUp(api, { webhookUrl, displayName, keyId: app().keyId, ...changes });
const lines = ({ checks }: Verification) => Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));
const detail = ({ checks }: Verification, name: string) =>
  present(checks.find((check) => check.name === name)).detail;
const resultOf = (verification: Verification): SetUpResult => present(verification.result);
/** Everything that exists at the account. */
async function everything() {
  const api = client();
  const integrations = await api.listIntegrations();
  const custom = integrations.filter(({ type }) => type === 'custom');
  const webhooks = await Promise.all(custom.map(({ id }) => api.listWebhooks(id)));
  const boards = await api.listSwitchboards();
  const seats = await Promise.all(boards.map(({ id }) => api.listSwitchboardIntegrations(id)));
  return { integrations, webhooks: webhooks.flat(), boards, seats: seats.flat() };
}
const allOk = {
  credentials: true,
  app_scope: true,
  multi_conversations: true,
  integration: true,
  webhook: true,
  agent_workspace: true,
  seat: true,
};

describe('Verify & Save', () => {
  it('makes integration, webhook and seat, and tells what they are', async () => {
    const verification = await verify();
    expect(lines(verification)).toEqual(allOk);
    expect(verification.ok).toBe(true);
    const result = resultOf(verification);
    const { webhooks, seats } = await everything();
    const [webhook] = webhooks;
    expect(webhook).toMatchObject({
      id: result.webhookId,
      target: webhookUrl,
      includeFullUser: true,
      includeFullSource: true,
    });
    expect(result.webhookSecret?.reveal()).toBe(webhook?.secret?.reveal());
    expect(result.webhookSecret?.reveal().length).toBeGreaterThan(8);
    expect(result).toMatchObject({ multiConversations: true, madeByUs: true });
    expect(seats.find(({ id }) => id === result.seatId)).toMatchObject({
      integrationId: result.integrationId,
      deliverStandbyEvents: true,
      nextSwitchboardIntegrationId: result.agentWorkspaceId,
    });
    expect(seats.find(({ id }) => id === result.agentWorkspaceId)?.integrationType).toBe('zd:agentWorkspace');
    expect(JSON.stringify(verification)).not.toContain(webhook?.secret?.reveal());
  });

  it('R56: a second and a third run make nothing new, and leave the account’s default alone', async () => {
    const before = await everything();
    const first = resultOf(await verify());
    const after = await everything();
    for (let n = 0; n < 2; n++) {
      const { webhookSecret, ...again } = resultOf(await verify());
      expect(again).toEqual({ ...first, webhookSecret: undefined });
      expect(webhookSecret?.reveal()).toBe(first.webhookSecret?.reveal());
    }
    expect(await everything()).toEqual(after);
    expect(after.boards).toEqual(before.boards);
    expect(after.seats.filter(({ id }) => id !== first.seatId)).toEqual(before.seats);
    expect(after.integrations).toHaveLength(before.integrations.length + 1);
  });

  it('R56: two copilots of one account get a seat each', async () => {
    const one = resultOf(await verify());
    const other = resultOf(
      await verify({ webhookUrl: `${webhookUrl}2`, displayName: 'Copilot handoff cop_2' }),
    );
    expect(other.integrationId).not.toBe(one.integrationId);
    expect(other.seatId).not.toBe(one.seatId);
  });

  it('a hand-made integration is found by its target, seated, and its missing events are added', async () => {
    const made = await client().createIntegration({
      displayName: 'By hand',
      webhook: {
        target: webhookUrl,
        triggers: ['conversation:message'],
        includeFullUser: false,
        includeFullSource: false,
      },
    });
    const verification = await verify();
    expect(resultOf(verification)).toMatchObject({ integrationId: made.id, madeByUs: false });
    expect(detail(verification, 'webhook')).toContain('switchboard:releaseControl');
    const { webhooks } = await everything();
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]?.triggers).toEqual(
      expect.arrayContaining(['conversation:message', 'switchboard:passControl', 'user:merge']),
    );
  });

  it('a seat that does not hear agents is put right', async () => {
    const { seatId, agentWorkspaceId } = resultOf(await verify());
    const [board] = await client().listSwitchboards();
    await client().updateSwitchboardIntegration(present(board).id, seatId, { deliverStandbyEvents: false });
    expect(resultOf(await verify()).seatId).toBe(seatId);
    const { seats } = await everything();
    expect(seats.find(({ id }) => id === seatId)).toMatchObject({
      deliverStandbyEvents: true,
      nextSwitchboardIntegrationId: agentWorkspaceId,
    });
  });

  it.each(['createIntegration', 'createSwitchboardIntegration'])(
    'R56: an answer of %s that is lost after the work leaves no orphan',
    async (op) => {
      const { appId } = app();
      await control('POST', '/simulator/faults', {
        op,
        appId,
        when: 'after',
        times: 1,
        do: { type: 'reset' },
      });
      const verification = await verify();
      expect(lines(verification)).toEqual(allOk);
      const { webhooks, seats } = await everything();
      expect(webhooks).toHaveLength(1);
      expect(
        seats.filter(({ integrationId }) => integrationId === resultOf(verification).integrationId),
      ).toHaveLength(1);
    },
  );
});

describe('R53: what is wrong is said, with what to do', () => {
  it('an integration key instead of an app key', async () => {
    const verification = await verify({ keyId: app().integrationKeyId });
    expect(verification).toMatchObject({ ok: false });
    expect(verification.result).toBeUndefined();
    expect(lines(verification)).toMatchObject({ app_scope: false, integration: false });
    expect(detail(verification, 'app_scope')).toMatch(/integration key.*Conversations API.*app_/);
    expect(verification.checks).toHaveLength(7);
  });

  it('a wrong secret', async () => {
    const verification = await verify({}, client({ secret: 'wrong' }));
    expect(lines(verification)).toMatchObject({ credentials: false, seat: false });
    expect(detail(verification, 'credentials')).toMatch(/refuses this Key ID and secret/);
    expect(detail(verification, 'credentials')).not.toContain('wrong');
  });

  it('a wrong App ID', async () => {
    const verification = await verify({}, client({ appId: 'f'.repeat(24) }));
    expect(verification.ok).toBe(false);
    expect(detail(verification, 'credentials')).toMatch(/App ID|refuses/);
  });

  it('no Agent Workspace', async () => {
    await control('PATCH', `/simulator/apps/${app().appId}`, { agentWorkspace: false });
    const verification = await verify();
    expect(lines(verification)).toMatchObject({ credentials: true, agent_workspace: false, seat: false });
    expect(detail(verification, 'agent_workspace')).toMatch(/Turn/);
  });

  it('Zendesk is away', async () => {
    const { appId } = app();
    const rule = { op: 'getApp', appId, when: 'before', do: { type: 'status', status: 503 } };
    await control('POST', '/simulator/faults', rule);
    const verification = await verify();
    expect(verification.ok).toBe(false);
    expect(detail(verification, 'credentials')).toMatch(/did not answer.*try again/);
  });

  it('R26: multi-conversations off is a warning in words, no refusal', async () => {
    await control('PATCH', `/simulator/apps/${app().appId}`, { multiConversations: false });
    const verification = await verify();
    expect(lines(verification)).toEqual(allOk);
    expect(resultOf(verification).multiConversations).toBe(false);
    expect(detail(verification, 'multi_conversations')).toMatch(/^Off: .*cannot be turned off again/);
  });
});

describe('tearDown', () => {
  it('R56: takes seat, integration and webhook away, and may be repeated', async () => {
    const before = await everything();
    const result = resultOf(await verify());
    for (let n = 0; n < 2; n++) expect(await tearDown(client(), result)).toEqual({ left: [] });
    expect(await everything()).toEqual(before);
  });

  it('leaves a hand-made integration where it is', async () => {
    const webhook = {
      target: webhookUrl,
      triggers: ['conversation:message'],
      includeFullUser: true,
      includeFullSource: true,
    };
    const made = await client().createIntegration({ displayName: 'By hand', webhook });
    const result = resultOf(await verify());
    expect(await tearDown(client(), result)).toEqual({ left: [] });
    const { integrations, seats } = await everything();
    expect(integrations.some(({ id }) => id === made.id)).toBe(true);
    expect(seats.some(({ id }) => id === result.seatId)).toBe(false);
  });

  it('a revoked key does not stop it; what stays is told', async () => {
    const result = resultOf(await verify());
    const { left } = await tearDown(client({ secret: 'revoked' }), result);
    expect(left.map(({ what }) => what)).toEqual(['seat', 'integration']);
  });
});
