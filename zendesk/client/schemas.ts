import { z } from 'zod';
import { Secret } from '../../config/secret';
import { toMetadata } from '../message/raw';
import { omitUndefined } from './omit-undefined';

/*
 * What we need of Zendesk's answers. Unknown keys and enum values are allowed everywhere: its versioning page does not
 * count new ones as breaking. Objects are rebuilt key by key, so a key like `__proto__` in an answer goes nowhere (S17).
 */

const idSchema = z.string().regex(/^[0-9a-f]{24}$/);
const metadata = z.unknown().nullish().transform(toMetadata);
const optionalText = z.string().nullish();

/** Cursor pages; `afterCursor` may be null on the last. */
const metaSchema = z.object({ hasMore: z.boolean(), afterCursor: optionalText }).nullish();

export const appAnswer = z.object({
  app: z
    .object({
      id: idSchema,
      displayName: optionalText,
      subdomain: optionalText,
      settings: z.object({ multiConvoEnabled: z.boolean().nullish() }).nullish(),
    })
    .transform(({ settings, ...app }) =>
      omitUndefined({ ...app, multiConversations: settings?.multiConvoEnabled === true }),
    ),
});

export const userAnswer = z.object({
  user: z.object({
    id: idSchema,
    profile: z
      .object({
        givenName: optionalText,
        surname: optionalText,
        email: optionalText,
        avatarUrl: optionalText,
        locale: optionalText,
      })
      .nullish()
      .transform((profile) => omitUndefined(profile ?? {})),
    metadata,
  }),
});

const activeIntegrationSchema = z
  .object({ id: z.string(), name: optionalText, integrationId: optionalText, integrationType: optionalText })
  .transform((active) => omitUndefined(active));

const conversationSchema = z
  .object({
    id: idSchema,
    isDefault: z.boolean().nullish(),
    metadata,
    activeSwitchboardIntegration: activeIntegrationSchema.nullish(),
  })
  .transform((conversation) => omitUndefined(conversation));

export const conversationAnswer = z.object({ conversation: conversationSchema });
export const conversationsAnswer = z.object({ conversations: z.array(conversationSchema), meta: metaSchema });

export const participantsAnswer = z.object({ participants: z.array(z.object({ userId: idSchema })) });

export const sentAnswer = z.object({
  messages: z.array(z.object({ id: idSchema, received: z.iso.datetime({ offset: true }) })).min(1),
});
export const messagesAnswer = z.object({ messages: z.array(z.unknown()), meta: metaSchema });

export const attachmentAnswer = z.object({
  attachment: z.object({ mediaUrl: z.url(), mediaType: optionalText }),
});

const integrationSchema = z
  .object({ id: idSchema, type: z.string(), status: optionalText, displayName: optionalText })
  .transform((integration) => omitUndefined(integration));
export const integrationsAnswer = z.object({ integrations: z.array(integrationSchema), meta: metaSchema });

const webhookSchema = z
  .object({
    id: idSchema,
    target: z.string(),
    version: optionalText,
    triggers: z.array(z.string()),
    includeFullUser: z.boolean().nullish(),
    includeFullSource: z.boolean().nullish(),
    secret: z
      .string()
      .min(1)
      .transform((secret) => new Secret(secret))
      .nullish(),
  })
  .transform((webhook) => omitUndefined(webhook));
export const webhookAnswer = z.object({ webhook: webhookSchema });
export const webhooksAnswer = z.object({ webhooks: z.array(webhookSchema) });

export const createdIntegrationAnswer = z.object({
  integration: z
    .object({
      id: idSchema,
      type: z.string(),
      status: optionalText,
      displayName: optionalText,
      webhooks: z.array(webhookSchema).nullish(),
    })
    .transform(({ webhooks, ...integration }) => ({
      ...omitUndefined(integration),
      webhooks: webhooks ?? [],
    })),
});

export const switchboardsAnswer = z.object({
  switchboards: z.array(
    z
      .object({ id: idSchema, enabled: z.boolean(), defaultSwitchboardIntegrationId: optionalText })
      .transform((switchboard) => omitUndefined(switchboard)),
  ),
});

const seatSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    integrationId: optionalText,
    integrationType: optionalText,
    deliverStandbyEvents: z.boolean().nullish(),
    nextSwitchboardIntegrationId: optionalText,
  })
  .transform(({ deliverStandbyEvents, ...seat }) => ({
    ...omitUndefined(seat),
    deliverStandbyEvents: deliverStandbyEvents === true,
  }));
export const seatAnswer = z.object({ switchboardIntegration: seatSchema });
export const seatsAnswer = z.object({ switchboardIntegrations: z.array(seatSchema) });
