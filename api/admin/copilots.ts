import { z } from 'zod';
import { createCopilotSchema, patchCopilotSchema, type PatchCopilot } from '../../contract/admin';
import type { CopilotSettings } from '../../store/types';
import type { ApiDeps } from '../deps';
import { endAll } from '../handoffs/end-all';
import { notFound } from '../http/errors';
import { adminOperation } from '../http/operation';
import { invalidRequest } from '../http/validate';
import { findCopilot } from './find';
import { copilotAnswer, copilotView, toCopilotView } from './views';

export const createCopilot = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Create a copilot',
    description: '`apiKey` and `callbackSecret` are shown this once.',
    body: createCopilotSchema.meta({ id: 'CreateCopilot' }),
    answers: {
      201: {
        description: 'Created',
        schema: z.object({ copilot: copilotView, apiKey: z.string(), callbackSecret: z.string() }),
      },
    },
    errors: ['invalid_request'],
    async handle({ body, actor }) {
      checkUrls(deps, body);
      const settings = { ...given(body), name: body.name };
      const { copilot, apiKey, callbackSecret } = await deps.store.copilots.create(settings);
      await deps.store.audit.add({ actor, action: 'copilot.created', copilotId: copilot.id });
      return {
        status: 201,
        body: {
          copilot: toCopilotView(copilot, deps.config.publicUrl),
          apiKey: apiKey.reveal(),
          callbackSecret: callbackSecret.reveal(),
        },
      };
    },
  });

export const listCopilots = (deps: ApiDeps) =>
  adminOperation({
    summary: 'List copilots',
    answers: { 200: { description: 'All of them', schema: z.object({ items: z.array(copilotView) }) } },
    errors: [],
    async handle() {
      const copilots = await deps.store.copilots.list();
      return {
        status: 200,
        body: { items: copilots.map((copilot) => toCopilotView(copilot, deps.config.publicUrl)) },
      };
    },
  });

export const readCopilot = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read a copilot',
    answers: { 200: { description: 'The copilot', schema: copilotAnswer } },
    errors: ['not_found'],
    async handle({ param }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      return { status: 200, body: { copilot: toCopilotView(copilot, deps.config.publicUrl) } };
    },
  });

export const patchCopilot = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Change a copilot',
    body: patchCopilotSchema.meta({ id: 'PatchCopilot' }),
    answers: { 200: { description: 'Changed', schema: copilotAnswer } },
    errors: ['not_found', 'invalid_request'],
    async handle({ body, param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      checkUrls(deps, body);
      const copilot = await deps.store.copilots.patch(id, given(body));
      if (copilot === undefined) throw notFound();
      const changed = Object.keys(body).join(',');
      await deps.store.audit.add({ actor, action: 'copilot.changed', copilotId: id, detail: { changed } });
      return { status: 200, body: { copilot: toCopilotView(copilot, deps.config.publicUrl) } };
    },
  });

export const deleteCopilot = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Delete a copilot',
    description: 'Its keys and its webhook stop working at once; open handoffs end with `copilot_deleted`.',
    answers: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      // Ends are asked for before: afterwards nobody could ask again.
      await endAll(deps, id, 'copilot_deleted');
      await deps.store.copilots.delete(id);
      // One that was opened in between.
      await endAll(deps, id, 'copilot_deleted');
      await deps.store.audit.add({ actor, action: 'copilot.deleted', copilotId: id });
      return { status: 204 };
    },
  });

/** A tenant's URLs must lead to the public internet; looked at again at each call (S21). */
function checkUrls(
  deps: ApiDeps,
  urls: { callbackUrl?: string | null | undefined; botUrl?: string | null | undefined },
): void {
  for (const path of ['callbackUrl', 'botUrl'] as const) {
    const url = urls[path];
    if (url === undefined || url === null) continue;
    const check = deps.outbound.checkUrl(url);
    if (!check.ok) throw invalidRequest([{ path, message: check.reason }]);
  }
}

/** What was said: an absent setting stays as it is. */
function given(body: PatchCopilot): Partial<CopilotSettings> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
