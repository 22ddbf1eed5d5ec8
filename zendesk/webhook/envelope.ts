import { z } from 'zod';
import { readEvent } from './read-event';
import type { Envelope } from './types';

const envelopeSchema = z.object({
  app: z.object({ id: z.string().min(1) }),
  webhook: z.object({ id: z.string().min(1), version: z.literal('v2').optional() }),
  events: z.array(z.unknown()),
});

/**
 * The body of a webhook call. Strict about the envelope: undefined when it is none (answer 400, which is final). Tolerant
 * about events: one that is broken comes as `unreadable`, one that is unknown as `ignored`, and the others are not affected (R6).
 */
export function readEnvelope(body: unknown): Envelope | undefined {
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success) return undefined;
  const { app, webhook, events } = envelope.data;
  return { appId: app.id, webhookId: webhook.id, events: events.map(readEvent) };
}
