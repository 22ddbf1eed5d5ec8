import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { adminOperation } from '../http/operation';
import { etagOf, isMatched } from './etag';
import { findCopilot } from './find';
import { preferencesView } from './views';

const answer = z.object({ preferences: preferencesView });

export const readPreferences = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the handoff preferences',
    description: 'The header `ETag` names them as they are now, for `If-Match` of `PUT`.',
    answers: { 200: { description: 'Every key, with its default where nothing was set', schema: answer } },
    errors: ['not_found'],
    async handle({ param }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      return stored(deps, id);
    },
  });

export const writePreferences = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Set the handoff preferences',
    description:
      'As a whole: a key that is left out gets its default. Handoffs that are open keep their timers. With the header ' +
      '`If-Match` (the `ETag` that `GET` or the last `PUT` gave) they are only set while nobody else has changed them; ' +
      'without it whatever is there is replaced.',
    body: preferencesView,
    answers: { 200: { description: 'Saved; `ETag` names them', schema: answer } },
    errors: ['not_found', 'precondition_failed', 'invalid_request'],
    async handle({ req, body, param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      const ifMatch = req.get('If-Match');
      const isSet = await deps.store.connections.setPreferences(id, body, (before) =>
        isMatched(ifMatch, etagOf(before)),
      );
      if (!isSet) {
        throw new HttpError(
          'precondition_failed',
          'Somebody else has changed these preferences meanwhile. Load them again.',
        );
      }
      await deps.store.audit.add({ actor, action: 'preferences.changed', copilotId: id });
      return stored(deps, id);
    },
  });

async function stored(deps: ApiDeps, copilotId: string) {
  const preferences = await deps.store.connections.preferences(copilotId);
  return { status: 200, headers: { ETag: etagOf(preferences) }, body: { preferences } };
}
