import type { WidgetUser } from '../../../contract/widget';
import type { Copilot, HostedSession } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { invalidRequest, validate } from '../../http/validate';
import { readUser } from '../shared/user';
import { letIn } from './access';
import { createContactSchema, createSessionSchema, filtersSchema, listQuerySchema } from './bodies';
import { ownerOf, type Contact } from './contact';
import { readTail } from '../shared/log';
import { toSessionDto, type SessionDto } from './session-dto';

const PAGE = 20;

/** `POST /contact/create-unverified` */
export async function createContact(
  { sessions }: CompatDeps,
  copilot: Copilot,
  body: unknown,
): Promise<{ token: string }> {
  const {
    email,
    non_verified_name: name,
    non_verified_custom_data: customData,
  } = validate(createContactSchema, body);
  const user = readUser({
    email: email ?? undefined,
    name: name ?? undefined,
    customData: customData ?? undefined,
  });
  const { token } = await sessions.createContact(copilot, { user });
  return { token: token.reveal() };
}

/** `POST /create-session` */
export async function createSession(
  { sessions }: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  body: unknown,
): Promise<SessionDto> {
  const { customData } = validate(createSessionSchema, body);
  const { external_id: said, ...data } = customData ?? {};
  const externalId = typeof said === 'string' && said.length <= 256 && said !== '' ? said : undefined;
  const { session } = await sessions.create(copilot, {
    user: withData(contact.user, data),
    userToken: contact.userToken,
    contactId: ownerOf(copilot, contact, externalId),
    externalId,
    extra: { contacts: [contact.id] },
  });
  return toSessionDto(sessions, session, []);
}

/** `GET /sessions?filters=&cursor=`, newest first. */
export async function listSessions(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  query: unknown,
): Promise<{ items: SessionDto[]; next: string | null }> {
  const { filters, cursor } = validate(listQuerySchema, query);
  const { external_id: externalId } = validate(filtersSchema, parsed(filters));
  const { items, next } = await deps.sessions.list(copilot, {
    contactId: ownerOf(copilot, contact, externalId),
    ...(externalId === undefined ? {} : { externalId }),
    ...(cursor === undefined ? {} : { before: cursor }),
    limit: PAGE,
  });
  const shown: SessionDto[] = [];
  for (const session of items) {
    await letIn(deps, copilot, contact, session);
    shown.push(await dtoOf(deps, session));
  }
  return { items: shown, next };
}

export async function dtoOf({ sessions }: CompatDeps, session: HostedSession): Promise<SessionDto> {
  return toSessionDto(sessions, session, await readTail(sessions, session));
}

function withData(user: WidgetUser, data: Record<string, unknown>): WidgetUser {
  if (Object.keys(data).length === 0) return user;
  return { ...user, customData: { ...user.customData, ...data } };
}

function parsed(filters: string | undefined): unknown {
  if (filters === undefined) return {};
  try {
    return JSON.parse(filters);
  } catch {
    throw invalidRequest([{ path: 'filters', message: 'must be JSON' }]);
  }
}
