import { z } from 'zod';
import { Secret } from '../../config/secret';
import {
  connectSupportSchema,
  SUPPORT_LISTS,
  supportItemSchema,
  supportSchema,
} from '../../contract/admin-health';
import { createSupportClient, SupportRefused, zendeskBaseUrl, type SupportClient } from '../../zendesk/setup';
import type { ApiDeps } from '../deps';
import { HttpError, notFound } from '../http/errors';
import { adminOperation } from '../http/operation';
import { findConnection, findCopilot } from './find';
import { toSupportView } from './views';

const DEFAULT_SUPPORT_URL = 'https://{subdomain}.zendesk.com';

export const connectSupport = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Set the Support API token',
    description:
      'Optional: with it groups, ticket fields and brands can be chosen by name. It is tried first; nothing is stored unless ' +
      'Zendesk accepts it.',
    body: connectSupportSchema.meta({ id: 'ConnectSupport' }),
    answers: {
      200: {
        description: 'Saved',
        schema: z.object({ support: supportSchema.meta({ id: 'Support' }) }),
      },
    },
    errors: ['not_found', 'not_connected', 'verification_failed', 'invalid_request'],
    async handle({ body, param, actor }) {
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const token = new Secret(body.token);
      const client = clientFor(deps, connection.subdomain, { email: body.email, token });
      await told(() => client.check());
      const support = await deps.store.support.save(copilot.id, { email: body.email, token });
      await note(deps, copilot.id, actor, 'support_connected', 'Names are looked up by a Support API token.');
      return { status: 200, body: { support: toSupportView(support) } };
    },
  });

export const disconnectSupport = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Forget the Support API token',
    answers: { 204: { description: 'Forgotten' } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      if (!(await deps.store.support.delete(id))) throw notFound();
      await note(deps, id, actor, 'support_disconnected', 'The Support API token was forgotten.');
      return { status: 204 };
    },
  });

export const lookUpInSupport = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Look groups, ticket fields or brands up by name',
    description: `\`list\` is one of ${SUPPORT_LISTS.join(', ')}.`,
    answers: {
      200: {
        description: 'All of them, by name',
        schema: z.object({ items: z.array(supportItemSchema.meta({ id: 'SupportItem' })) }),
      },
    },
    errors: ['not_found', 'not_connected', 'verification_failed'],
    async handle({ param }) {
      const what = SUPPORT_LISTS.find((list) => list === param('list'));
      if (what === undefined) throw notFound();
      const { copilot, connection } = await findConnection(deps.store, param('copilotId'));
      const support = await deps.store.support.get(copilot.id);
      if (support === undefined) {
        throw new HttpError('not_connected', 'There is no Support API token to look names up with.');
      }
      const client = clientFor(deps, connection.subdomain, support);
      return { status: 200, body: { items: await told(() => client.list(what)) } };
    },
  });

function clientFor(
  { config }: ApiDeps,
  subdomain: string,
  { email, token }: { email: string; token: Secret },
): SupportClient {
  const baseUrl = zendeskBaseUrl(config.zendeskSupportUrl ?? DEFAULT_SUPPORT_URL, subdomain);
  return createSupportClient({ baseUrl, email, token });
}

/** A refusal in words for the admin. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof SupportRefused)) throw thrown;
    throw new HttpError('verification_failed', thrown.message, { details: { why: thrown.why } });
  }
}

async function note(
  { store }: ApiDeps,
  copilotId: string,
  actor: string,
  kind: 'support_connected' | 'support_disconnected',
  message: string,
): Promise<void> {
  await store.audit.add({ actor, action: kind.replace('_', '.'), copilotId });
  await store.connectionLog.add({ copilotId, kind, level: 'info', message });
}
