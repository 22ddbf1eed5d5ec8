import type { Preview } from '../../../contract/admin-handoffs';
import type { Preferences } from '../../../contract/preferences';
import { call, type ErrorAnswer } from '../api/client';
import { ADMIN_TOKEN, addTenant, startScene, type Scene, type Tenant } from '../api/scene';

let scene: Scene;
let tenant: Tenant;
beforeAll(async () => {
  scene = await startScene();
  tenant = await addTenant(scene.store);
});
afterAll(() => scene.close());
afterEach(() => {
  scene.clock.now = undefined;
});

const path = () => `/api/v1/admin/copilots/${tenant.copilotId}/zendesk/preferences`;
const admin = <T = ErrorAnswer>(method: string, url: string, body?: unknown) =>
  call<T>(scene.url, method, url, { key: ADMIN_TOKEN, ...(body === undefined ? {} : { body }) });
const put = (preferences: Record<string, unknown>) =>
  admin<{ preferences: Preferences } & ErrorAnswer>('PUT', path(), preferences);
const preview = async (body: Record<string, unknown>) =>
  (await admin<{ preview: Preview } & ErrorAnswer>('POST', `${path()}/preview`, body)).body.preview;

const README_USER = {
  name: "Widget User's Name",
  email: 'widget.user.email@example.com',
  phone: '1234567890',
  customData: {
    key1: 'value1',
    'dataCapture.ticketField.3584154321651': 'Some value',
    'dataCapture.ticketField.765484654312': 'User-specific value',
    'dataCapture.systemField.tags': 'my_tag1,my_tag2',
  },
};

describe('the preview of a ticket', () => {
  it('R42: shows tags, group, priority, brand, fields with templates over user, session and customData, and the subject', async () => {
    const shown = await preview({
      preferences: {
        tags: ['bot', 'my_tag1'],
        groupId: '360001234501',
        priority: 'high',
        brandId: '360002345601',
        assigneeId: '7',
        organizationId: '8',
        fields: { '42': '{{user.name}} / {{session.reason}} / {{user.customData.key1}}', '43': 'fixed' },
      },
      handoff: { user: README_USER, reason: 'refund', ticket: { subject: 'Help me' } },
    });
    expect(shown).toMatchObject({
      subject: 'Help me',
      requester: { name: "Widget User's Name", email: 'widget.user.email@example.com' },
      groupId: '360001234501',
      priority: 'high',
      brandId: '360002345601',
      assigneeId: '7',
      organizationId: '8',
    });
    expect([...shown.tags].sort()).toEqual(['bot', 'my_tag1', 'my_tag2']);
    expect(Object.fromEntries(shown.fields.map(({ id, value }) => [id, value]))).toEqual({
      '42': "Widget User's Name / refund / value1",
      '43': 'fixed',
      '3584154321651': 'Some value',
      '765484654312': 'User-specific value',
    });
    expect(shown.bytes).toBeLessThanOrEqual(4096);
    expect(shown.intro).toContain('E-mail (unverified');
  });

  it('R43, R44: says of everything that is left out why', async () => {
    const shown = await preview({
      preferences: {
        fields: { '44': 'x'.repeat(1000), '45': 'y'.repeat(1000), '46': '{{session.summary}}' },
      },
      handoff: {
        summary: 'z'.repeat(4000),
        user: {
          email: 'not an e-mail',
          customData: {
            key1: 'ours',
            'dataCapture.systemField.assignee_id': '7',
            'dataCapture.ticketField.abc': 'x',
            'dataCapture.ticketField.9': { nested: true },
          },
        },
      },
    });
    const reasons = Object.fromEntries(shown.dropped.map(({ key, reason }) => [key, reason]));
    expect(reasons).toMatchObject({
      key1: expect.stringMatching(/stays with the copilot/) as string,
      'dataCapture.systemField.assignee_id': expect.stringMatching(/unverified visitor/) as string,
      'dataCapture.ticketField.abc': expect.stringMatching(/not a value/) as string,
      'dataCapture.ticketField.9': expect.stringMatching(/not a value/) as string,
      'dataCapture.systemField.requester.email': expect.stringMatching(/e-mail/) as string,
      'dataCapture.ticketField.46': expect.stringMatching(/4096 bytes/) as string,
    });
    expect(JSON.stringify(shown.metadata)).not.toContain('ours');
  });

  it('R28: with requesterEmail verified an unverified address does not become the requester', async () => {
    const of = async (verified: boolean) =>
      (
        await preview({
          preferences: { requesterEmail: 'verified' },
          handoff: { user: { email: 'j@x.test', verified } },
        })
      ).requester.email;
    expect([await of(false), await of(true)]).toEqual([null, 'j@x.test']);
  });

  it('changes nothing, and uses the saved preferences where none are given', async () => {
    await put({ tags: ['saved'] });
    expect((await preview({ handoff: { user: {} } })).tags).toEqual(['saved']);
    await preview({ preferences: { tags: ['other'] }, handoff: { user: {} } });
    expect((await scene.store.connections.preferences(tenant.copilotId)).tags).toEqual(['saved']);
  });

  it('R47: shows what the hours would do at a moment, and what the user would be told', async () => {
    const officeHours = {
      timeZone: 'Europe/Berlin',
      weekly: { monday: [{ from: '09:00', to: '17:00' }], tuesday: [{ from: '09:00', to: '17:00' }] },
      exceptions: [{ date: '2026-11-30', open: [], name: 'Inventory' }],
      outside: 'hold',
    };
    const at = async (time: string, language?: string) =>
      (await preview({ preferences: { officeHours }, handoff: { user: {}, language }, at: time }))
        .officeHours;
    expect(await at('2026-11-24T10:00:00Z')).toEqual({
      open: true,
      outcome: 'handoff',
      nextOpeningAt: null,
      text: null,
    });
    // Monday is closed by the exception, so Tuesday.
    expect(await at('2026-11-28T10:00:00Z')).toMatchObject({
      open: false,
      outcome: 'hold',
      nextOpeningAt: '2026-12-01T08:00:00.000Z',
      text: 'Our team is away now. We open again Tuesday 1 December, 09:00 (Europe/Berlin).',
    });
    expect((await at('2026-11-28T10:00:00Z', 'de-AT')).text).toBe(
      'Unser Team ist gerade nicht da. Wir öffnen wieder am Dienstag 1 Dezember, 09:00 (Europe/Berlin).',
    );
  });
});

describe('two admins with the same preferences open', () => {
  const withTag = (etag: string | null, preferences: Record<string, unknown>) =>
    call<{ preferences: Preferences } & ErrorAnswer>(scene.url, 'PUT', path(), {
      key: ADMIN_TOKEN,
      body: preferences,
      headers: { 'if-match': etag ?? '' },
    });
  const tags = async () => (await scene.store.connections.preferences(tenant.copilotId)).tags;

  it('the second to save is told, and what the first has saved stays', async () => {
    const read = (await admin('GET', path())).headers.get('etag');
    expect(read).toMatch(/^"[\w-]+"$/);
    const first = await withTag(read, { tags: ['first'] });
    expect(first.status).toBe(200);
    const second = await withTag(read, { tags: ['second'] });
    expect([second.status, second.body.error]).toEqual([
      412,
      {
        code: 'precondition_failed',
        message: 'Somebody else has changed these preferences meanwhile. Load them again.',
      },
    ]);
    expect(await tags()).toEqual(['first']);
  });

  it('who has loaded them again, or has saved them last, may save; so does a proxy’s weak tag', async () => {
    const read = (await admin('GET', path())).headers.get('etag');
    const once = await withTag(`"another", W/${read}`, { tags: ['once'], fields: { 9: 'b', 10: 'a' } });
    expect(once.status).toBe(200);
    expect((await admin('GET', path())).headers.get('etag')).toBe(once.headers.get('etag'));
    expect((await withTag(once.headers.get('etag'), { tags: ['twice'] })).status).toBe(200);
    expect((await withTag('*', { tags: ['any'] })).status).toBe(200);
    expect(await tags()).toEqual(['any']);
  });

  it('without If-Match the last one wins, as automation expects', async () => {
    await put({ tags: ['one'] });
    expect((await put({ tags: ['two'] })).status).toBe(200);
    expect(await tags()).toEqual(['two']);
  });
});

describe('texts in several languages', () => {
  it('come in English, German, Spanish and French, and may be changed', async () => {
    const { body } = await put({ textsByLanguage: { de: { ended: 'Ende.' }, 'pt-BR': { ended: 'Fim.' } } });
    expect(Object.keys(body.preferences.textsByLanguage)).toEqual(['de', 'pt-BR']);
    const ended = async (language?: string) =>
      (await preview({ handoff: { user: {}, language } })).texts['ended'];
    expect(await ended('de-CH')).toBe('Ende.');
    expect(await ended('PT_br')).toBe('Fim.');
    expect(await ended('pt')).toMatch(/^The conversation/);
    expect(await ended()).toMatch(/^The conversation/);
    const defaults = await put({});
    expect(Object.keys(defaults.body.preferences.textsByLanguage)).toEqual(['de', 'es', 'fr']);
  });

  it.each([
    { textsByLanguage: { 'not a language': {} } },
    { textsByLanguage: { de: { greeting: 'Hallo' } } },
    { textsByLanguage: { de: { ended: 'x'.repeat(1001) } } },
    { onSolved: 'end' },
    { fields: { abc: 'x' } },
    { officeHours: { timeZone: 'Mars/Base', weekly: {} } },
    { pickupTimeoutSeconds: 1.5 },
    { copilotId: 'cop_other' },
  ])('%j is 422', async (preferences) => {
    const { status, body } = await put(preferences);
    expect([status, body.error.code]).toEqual([422, 'invalid_request']);
    expect((await admin('POST', `${path()}/preview`, { preferences, handoff: { user: {} } })).status).toBe(
      422,
    );
  });
});

describe('R47: outside office hours', () => {
  const saturday = new Date('2026-11-28T10:00:00Z');
  const hours = (outside: string, weekly: object = { monday: [{ from: '09:00', to: '17:00' }] }) => ({
    officeHours: { timeZone: 'Europe/Berlin', weekly, outside },
  });
  const start = (sessionId: string) =>
    call<{ handoff: { id: string; state: string } } & ErrorAnswer>(scene.url, 'POST', '/api/v1/handoffs', {
      key: tenant.apiKey,
      body: { sessionId, user: {}, language: 'fr' },
    });
  const told = async (sessionId: string) =>
    ((await scene.store.sessions.events(tenant.copilotId, sessionId, 0, 50))?.items ?? []).flatMap((event) =>
      event.type === 'message' ? [event.message.text] : [],
    );
  const FRENCH = 'Notre équipe est absente. Nous rouvrons le lundi 30 novembre, 09:00 (Europe/Berlin).';

  it('handoff: goes on, and the user hears when somebody is there, in their language', async () => {
    await put(hours('handoff'));
    scene.clock.now = saturday;
    const { status, body } = await start('h1');
    expect([status, body.handoff.state]).toEqual([201, 'opening']);
    expect(await told('h1')).toEqual([FRENCH]);
    expect(scene.gateway.kicks.at(-1)).toEqual({ copilotId: tenant.copilotId, sessionId: 'h1' });
    await start('h1');
    expect(await told('h1')).toEqual([FRENCH]);
  });

  it('hold: waits until then, and says so', async () => {
    await put(hours('hold'));
    scene.clock.now = saturday;
    const { status, body } = await start('h2');
    expect([status, body.handoff.state]).toEqual([201, 'scheduled']);
    expect(await told('h2')).toEqual([FRENCH]);
  });

  it('decline: 409 with the time and the sentence, for the copilot to say', async () => {
    await put(hours('decline'));
    scene.clock.now = saturday;
    const { status, body } = await start('h3');
    expect([status, body.error.code]).toEqual([409, 'outside_office_hours']);
    expect(body.error.details).toEqual({ nextOpeningAt: '2026-11-30T08:00:00.000Z', text: FRENCH });
    expect(await told('h3')).toEqual([]);
  });

  it('an office that never opens declines those it would hold, and tells nobody a time', async () => {
    await put(hours('hold', {}));
    scene.clock.now = saturday;
    const { status, body } = await start('h4');
    expect([status, body.error.details]).toEqual([409, { nextOpeningAt: null, text: null }]);
  });

  it('an empty sentence is not said', async () => {
    await put({ ...hours('handoff'), texts: { outsideHours: '' }, textsByLanguage: {} });
    scene.clock.now = saturday;
    await start('h5');
    expect(await told('h5')).toEqual([]);
  });
});
