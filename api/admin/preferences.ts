import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { adminOperation } from '../http/operation';
import { findCopilot } from './find';
import { preferencesView } from './views';

const answer = z.object({ preferences: preferencesView });

export const readPreferences = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the handoff preferences',
    answers: { 200: { description: 'Every key, with its default where nothing was set', schema: answer } },
    errors: ['not_found'],
    async handle({ param }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      return { status: 200, body: { preferences: await deps.store.connections.preferences(id) } };
    },
  });

export const writePreferences = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Set the handoff preferences',
    description:
      'As a whole: a key that is left out gets its default. Handoffs that are open keep their timers.',
    body: preferencesView,
    answers: { 200: { description: 'Saved', schema: answer } },
    errors: ['not_found', 'invalid_request'],
    async handle({ body, param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      await deps.store.connections.setPreferences(id, body);
      await deps.store.audit.add({ actor, action: 'preferences.changed', copilotId: id });
      return { status: 200, body: { preferences: await deps.store.connections.preferences(id) } };
    },
  });
