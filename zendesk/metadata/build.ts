import { isEmail, readCustomData, TAGS, type CustomData, type Dropped } from './custom-data';
import { fit, RANK, type Entry } from './fit';
import { neutralise } from './neutralise';
import { tagsIn, unite } from './tags';
import { renderTemplate } from './template';
import type { TicketMetadata, TicketMetadataInput } from './types';

const TOO_MUCH = 'more than the 4096 bytes that Zendesk takes';
const MAX_DROPPED = 100;

type Scalar = string | number | boolean;
const system = (name: string) => `dataCapture.systemField.${name}`;
const field = (id: string) => `dataCapture.ticketField.${id}`;

/**
 * The metadata of the passControl that makes the ticket; fields cannot be set later. Precedence: the backend's `ticket`, then
 * permitted `dataCapture.*` of the user's `customData`, then the user's name and e-mail, then preferences; tags are united.
 * Our own keys cannot be set by anybody else (S16). Never fails: what does not get through is named in `dropped` (R43).
 */
export function buildTicketMetadata(input: TicketMetadataInput): TicketMetadata {
  const custom = readCustomData(input);
  const fromBackend = backendEntries(input);
  const dropped = [...custom.dropped, ...fromBackend.dropped];
  const entries = new Map<string, Entry>();
  // Later ones replace earlier ones.
  const layers = [
    preferenceEntries(input),
    requesterEntries(input, dropped),
    visitorEntries(custom),
    fromBackend.entries,
    tagEntries(input, custom),
    ourEntries(input),
  ];
  for (const entry of layers.flat()) entries.set(entry.key, entry);
  const fitted = fit([...entries.values()]);
  return {
    metadata: Object.fromEntries(fitted.kept.map(({ key, value }) => [key, value])),
    ...listed([...dropped, ...fitted.dropped.map((key) => ({ key, reason: TOO_MUCH }))]),
  };
}

function listed(dropped: readonly Dropped[]): { dropped: string[]; reasons: Record<string, string> } {
  const reasons = new Map(dropped.map(({ key, reason }) => [key, reason]));
  const first = [...reasons].slice(0, MAX_DROPPED);
  return { dropped: first.map(([key]) => key), reasons: Object.fromEntries(first) };
}

function preferenceEntries(input: TicketMetadataInput): Entry[] {
  const { preferences } = input;
  const fields = Object.entries(preferences.fields).map(([id, template]): [string, string] => [
    field(id),
    renderTemplate(template, input),
  ]);
  return [
    ...present(RANK.routing, [
      [system('group_id'), preferences.groupId],
      [system('priority'), preferences.priority],
      [system('assignee_id'), preferences.assigneeId],
      [system('brand_id'), preferences.brandId],
      [system('organization_id'), preferences.organizationId],
    ]),
    ...present(RANK.preference, fields),
  ];
}

function requesterEntries({ user, preferences }: TicketMetadataInput, dropped: Dropped[]): Entry[] {
  const email = user.email?.trim() ?? '';
  const isWanted = email !== '' && (user.verified === true || preferences.requesterEmail === 'always');
  if (isWanted && !isEmail(email))
    dropped.push({ key: system('requester.email'), reason: 'not an e-mail address' });
  return present(RANK.requester, [
    [system('requester.name'), neutralise(user.name?.trim() ?? '')],
    [system('requester.email'), isWanted && isEmail(email) ? neutralise(email) : ''],
  ]);
}

function visitorEntries({ values }: CustomData): Entry[] {
  return [...values].map(([key, value]) => ({ key, value, rank: RANK.visitor }));
}

function backendEntries({ ticket }: TicketMetadataInput): { entries: Entry[]; dropped: Dropped[] } {
  const fields = Object.entries(ticket?.fields ?? {});
  const isBad = (value: unknown): boolean =>
    value === null || typeof value === 'object' || Number.isNaN(value);
  return {
    entries: [
      ...present(RANK.routing, [
        [system('group_id'), ticket?.groupId],
        [system('priority'), ticket?.priority],
      ]),
      ...present(RANK.backend, [
        [system('subject'), ticket?.subject],
        ...fields
          .filter(([, value]) => !isBad(value))
          .map(([id, value]): [string, Value] => [field(id), value]),
      ]),
    ],
    dropped: fields
      .filter(([, value]) => isBad(value))
      .map(([id]) => ({ key: field(id), reason: 'a field takes text, a number or yes and no' })),
  };
}

function tagEntries({ ticket, preferences }: TicketMetadataInput, custom: CustomData): Entry[] {
  const tags = unite(tagsIn(ticket?.tags ?? []), custom.tags, tagsIn(preferences.tags));
  return present(RANK.tags, [[TAGS, tags.join(',')]]);
}

/** A trace from the ticket's conversation to the session and the workflow (R46). */
function ourEntries(input: TicketMetadataInput): Entry[] {
  return present(RANK.ours, [
    ['copilotId', input.copilotId],
    ['sessionId', input.session.id],
    ['handoffId', input.handoffId],
    ['workflowId', input.workflowId],
    ['first_message_id', input.firstMessageId],
    ['origin_source_type', input.originSourceType],
  ]);
}

type Value = Scalar | null | undefined;

function present(rank: number, pairs: readonly (readonly [string, Value])[]): Entry[] {
  return pairs.flatMap(([key, value]) =>
    value === undefined || value === null || value === '' ? [] : [{ key, value, rank }],
  );
}
