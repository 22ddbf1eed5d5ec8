import type { HandoffDetail } from '../../contract/admin-handoffs';
import type { ConnectionLogEntry, Health } from '../../contract/admin-health';
import type { Handoff } from '../../contract/handoff';
import { openChat } from '../support/world/chat';
import { eventually } from '../support/world/http';
import { createWorld, type World } from '../support/world/world';
import { ALEX, SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const health = async (copilotId: string) =>
  (await world.admin<{ health: Health }>('GET', `/copilots/${copilotId}/zendesk/health`)).body.health;
const detail = async (handoffId: string) =>
  (await world.admin<HandoffDetail>('GET', `/handoffs/${handoffId}`)).body;
const say = () => world.output().slice(-3_000);

describe('the health of a connection', () => {
  it('R55: a key revoked in Zendesk is seen within 60 s by page, callback and log, though nobody says a word; working ones resume all', async () => {
    const copilot = await world.connectedCopilot();
    const { appId, subdomain, keyId, secret } = copilot.app;
    const [quiet, talking] = [await openChat(world, copilot), await openChat(world, copilot)];
    await world.zendesk.patchApp(appId, { keyRevoked: true });
    const revokedMs = Date.now();
    await eventually(async () => (await health(copilot.copilotId)).status === 'needs_attention', {
      withinMs: 60_000,
      say,
    });
    const toldOf = (chat: typeof quiet) =>
      chat
        .callbacks()
        .flatMap(({ type, data }) =>
          type === 'handoff.attention' && 'attention' in data ? [data.attention?.code ?? null] : [],
        );
    await eventually(() => toldOf(quiet).length > 0 && toldOf(talking).length > 0, {
      withinMs: 60_000 - (Date.now() - revokedMs),
      say,
    });
    expect(toldOf(quiet)).toEqual(['credentials']);
    const held = await health(copilot.copilotId);
    expect(held).toMatchObject({ status: 'needs_attention', handoffs: { open: 2, held: 2 } });
    expect(held.problem?.message).toMatch(/refuses the key.*save it here/);
    expect((await talking.send('m1', 'said while held')).status).toBe(202);
    const steps = (await detail(quiet.handoffId)).steps;
    expect(steps.find(({ name }) => name === 'agent_answered')?.detail).toMatch(/^Held/);

    await world.zendesk.patchApp(appId, { keyRevoked: false });
    const path = `/copilots/${copilot.copilotId}/zendesk`;
    const saved = await world.admin('PUT', path, { subdomain, appId, keyId, secret });
    expect(saved.status).toBe(200);
    await talking.untilAgentsSee(['said while held']);
    await quiet.untilAttention(null);
    await talking.untilAttention(null);
    const after = await health(copilot.copilotId);
    expect(after).toMatchObject({ status: 'active', problem: null, handoffs: { open: 2, held: 0 } });
    const log = await world.admin<{ items: ConnectionLogEntry[] }>('GET', `${path}/log`);
    expect(log.body.items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['connected', 'needs_attention', 'call_failed']),
    );
    expect(JSON.stringify(log.body)).not.toContain(secret);
    const faults = (await detail(talking.handoffId)).timeline.filter(({ kind }) => kind === 'fault');
    expect(JSON.stringify(faults)).toMatch(/401/);
  });

  it('a key that Zendesk accepts again, without anybody saving, resumes by itself', async () => {
    const copilot = await world.connectedCopilot();
    const { appId } = copilot.app;
    const chat = await openChat(world, copilot);
    await world.zendesk.patchApp(appId, { keyRevoked: true });
    await chat.untilAttention('credentials');
    await world.zendesk.patchApp(appId, { keyRevoked: false });
    await chat.untilAttention(null);
    expect((await health(copilot.copilotId)).status).toBe('active');
  });
});

describe('a test handoff', () => {
  it('makes a ticket that is marked as a test; each step shows; the answer arrives; it ends', async () => {
    const copilot = await world.connectedCopilot();
    const sent = await world.admin<{ handoff: Handoff }>(
      'POST',
      `/copilots/${copilot.copilotId}/zendesk/test-handoff`,
    );
    const { id, sessionId } = sent.body.handoff;
    const until = (name: string, state: string) =>
      eventually(
        async () => (await detail(id)).steps.some((step) => step.name === name && step.state === state),
        { withinMs: 30_000, say },
      );
    await until('agent_workspace', 'done');
    const ticket = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
    expect(ticket).toMatchObject({
      tags: expect.arrayContaining(['handoff_test']) as string[],
      subject: 'Test handoff',
    });
    await until('agent_answered', 'waiting');
    await world.zendesk.says(ticket.id, 'It works');
    await until('agent_answered', 'done');
    await world.zendesk.closeTicket(ticket.id);
    await until('ended', 'done');
    const { test, timeline, links } = await detail(id);
    expect(test).toBe(true);
    expect(links.zendesk).toContain(id);
    expect(JSON.stringify(timeline)).toContain('It works');
  });
});

describe('preferences take effect', () => {
  it('R45: the group that the bot names gets the ticket, without one that of the preferences; the next handoff goes elsewhere', async () => {
    const [billing, returns] = ['360001234501', '360001234502'];
    const copilot = await world.connectedCopilot({ preferences: { groupId: billing } });
    const groupOf = async (start: Record<string, unknown>) => {
      const chat = await openChat(world, copilot, { start });
      const { groupId } = await chat.ticket();
      await chat.agentSays('Which order is it?', SAM);
      await chat.untilUserSees(['Which order is it?']);
      await world.zendesk.closeTicket(chat.ticketId);
      await chat.untilEnded();
      return groupId;
    };
    const user = { id: 'one-and-the-same' };
    expect(await groupOf({ user })).toBe(billing);
    expect(await groupOf({ user, ticket: { groupId: returns } })).toBe(returns);
    expect(await groupOf({ user })).toBe(billing);
  });

  it('R40, R42: everything of the ticket, the digest, the masked agent, the user’s language, automated messages', async () => {
    const copilot = await world.connectedCopilot({
      preferences: {
        tags: ['from_bot'],
        groupId: '360001234501',
        priority: 'urgent',
        assigneeId: '361234567890',
        brandId: '360002345601',
        organizationId: '55',
        fields: { '42': '{{user.name}} {{session.language}}' },
        transcript: 'digest',
        agentIdentity: { mode: 'mask', name: 'The team', avatar: 'https://acme.test/team.png' },
        showAutomatedMessages: false,
      },
    });
    const chat = await openChat(world, copilot, {
      start: {
        language: 'de',
        transcript: [
          { id: 't1', author: 'user', text: 'Where is my order?' },
          { id: 't2', author: 'copilot', text: 'I do not know.' },
        ],
      },
    });
    const ticket = await chat.ticket();
    expect(ticket).toMatchObject({
      groupId: '360001234501',
      priority: 'urgent',
      assigneeId: '361234567890',
      brandId: '360002345601',
      organizationId: '55',
      fields: { '42': 'Jane Doe de' },
    });
    expect(ticket.tags).toContain('from_bot');
    const posted = ticket.transcript.map(({ content }) => content.text ?? '');
    expect(posted.filter((text) => text.startsWith('Transcript'))).toHaveLength(1);
    expect(posted.join('\n')).toMatch(/User: Where is my order\?\n.*: I do not know\./);
    await chat.agentSays('Hallo', SAM);
    await world.zendesk.act(chat.ticketId, 'trigger', { text: 'An automation said this' });
    await chat.agentSays('Noch da?', ALEX);
    await chat.untilUserSees(['Hallo', 'Noch da?']);
    const agents = await copilot.messages(chat.sessionId, 'agent');
    for (const { author } of agents) {
      expect(author).toMatchObject({ id: null, name: 'The team', avatarUrl: 'https://acme.test/team.png' });
    }
    expect(JSON.stringify(await chat.events())).not.toMatch(/Sam|An automation/);
    const told = await chat.texts('system');
    expect(told).toEqual([
      'Sie werden mit unserem Team verbunden.',
      'The team ist der Unterhaltung beigetreten.',
    ]);
    await world.zendesk.closeTicket(chat.ticketId);
    await copilot.untilState(chat.sessionId, 'ended');
    expect((await chat.texts('system')).at(-1)).toMatch(/^Die Unterhaltung mit unserem Team ist beendet/);
  });

  it('R47: held until the office opens, then handed off; transcript none', async () => {
    // The next full minute that is far enough away to be seen waiting.
    const opens = new Date(Math.ceil((Date.now() + 12_000) / 60_000) * 60_000);
    const clock = opens.toISOString().slice(11, 16);
    const day = opens.toISOString().slice(0, 10);
    const copilot = await world.connectedCopilot({
      preferences: {
        transcript: 'none',
        officeHours: {
          timeZone: 'UTC',
          weekly: {},
          exceptions: [{ date: day, open: [{ from: clock, to: '24:00' }] }],
          outside: 'hold',
        },
      },
    });
    const chat = await openChat(world, copilot, {
      until: 'opening',
      start: { transcript: [{ id: 't1', author: 'user', text: 'Not for agents' }] },
    });
    expect((await chat.handoff()).state).toBe('scheduled');
    expect((await chat.texts('system'))[0]).toContain(clock);
    expect(await world.zendesk.tickets(copilot.app.appId)).toEqual([]);
    await copilot.untilState(chat.sessionId, 'waiting', 90_000);
    expect(Date.now()).toBeGreaterThanOrEqual(opens.getTime() - 1_000);
    await chat.meet();
    const posted = (await chat.ticket()).transcript.map(({ content }) => content.text ?? '').join('\n');
    expect(posted).not.toContain('Not for agents');
  });
});
