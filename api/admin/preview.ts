import { z } from 'zod';
import { previewRequestSchema, previewSchema, type Preview } from '../../contract/admin-handoffs';
import type { Preferences } from '../../contract/preferences';
import { textsFor } from '../../contract/texts';
import { previewTicket } from '../../zendesk/setup';
import { now, type ApiDeps } from '../deps';
import { outsideHours } from '../handoffs/hours';
import { adminOperation } from '../http/operation';
import { findCopilot } from './find';

export const previewPreferences = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Preview the ticket of a handoff',
    description:
      'What a handoff like this one would make of the ticket, with the saved preferences or with others that are not saved yet. ' +
      'Nothing is sent to Zendesk.',
    body: previewRequestSchema.meta({ id: 'PreviewRequest' }),
    answers: {
      200: {
        description: 'The ticket, what is left out and why, and what the user would be told',
        schema: z.object({ preview: previewSchema.meta({ id: 'Preview' }) }),
      },
    },
    errors: ['not_found', 'invalid_request'],
    async handle({ body, param }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      const preferences = body.preferences ?? (await deps.store.connections.preferences(id));
      const { language, texts } = textsFor(preferences, body.handoff.language);
      const at = body.at === undefined ? now(deps) : new Date(body.at);
      const preview: Preview = {
        ...previewTicket(body.handoff, preferences, id),
        language,
        texts,
        officeHours: hoursOf(preferences, body.handoff.language, at),
      };
      return { status: 200, body: { preview } };
    },
  });

function hoursOf(preferences: Preferences, language: string | undefined, at: Date): Preview['officeHours'] {
  const outside = outsideHours(preferences, language, at);
  if (outside === undefined) return { open: true, outcome: 'handoff', nextOpeningAt: null, text: null };
  const { outcome, opening, text } = outside;
  return { open: false, outcome, nextOpeningAt: opening?.toISOString() ?? null, text };
}
