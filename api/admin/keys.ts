import { z } from 'zod';
import type { ApiDeps } from '../deps';
import { notFound } from '../http/errors';
import { adminOperation } from '../http/operation';
import { findCopilot } from './find';
import { copilotAnswer, toCopilotView } from './views';

export const createApiKey = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Create an API key',
    description: 'The key is shown this once. Older keys stay valid until they are deleted.',
    answers: { 201: { description: 'Created', schema: z.object({ id: z.string(), apiKey: z.string() }) } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const key = await deps.store.copilots.createApiKey(copilot.id);
      if (key === undefined) throw notFound();
      await deps.store.audit.add({
        actor,
        action: 'api_key.created',
        copilotId: copilot.id,
        detail: { keyId: key.id },
      });
      return { status: 201, body: { id: key.id, apiKey: key.apiKey.reveal() } };
    },
  });

export const deleteApiKey = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Delete an API key',
    answers: { 204: { description: 'Deleted; it stops working at once' } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const keyId = param('keyId');
      if (!(await deps.store.copilots.deleteApiKey(copilot.id, keyId))) throw notFound();
      await deps.store.audit.add({
        actor,
        action: 'api_key.deleted',
        copilotId: copilot.id,
        detail: { keyId },
      });
      return { status: 204 };
    },
  });

export const rotateCallbackSecret = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Rotate the callback secret',
    description:
      'The new secret is shown this once. The old one stays valid for 24 h: callbacks are signed with both.',
    answers: { 201: { description: 'Rotated', schema: z.object({ callbackSecret: z.string() }) } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const secret = await deps.store.copilots.rotateCallbackSecret(copilot.id);
      if (secret === undefined) throw notFound();
      await deps.store.audit.add({ actor, action: 'callback_secret.rotated', copilotId: copilot.id });
      return { status: 201, body: { callbackSecret: secret.reveal() } };
    },
  });

export const rotatePublicToken = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Rotate the public token of the widget',
    description: 'The old one stops working at once: put the new one into every page that has the widget.',
    answers: { 201: { description: 'Rotated', schema: copilotAnswer } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const { id } = await findCopilot(deps.store, param('copilotId'));
      const copilot = await deps.store.copilots.rotatePublicToken(id);
      if (copilot === undefined) throw notFound();
      await deps.store.audit.add({ actor, action: 'public_token.rotated', copilotId: id });
      return { status: 201, body: { copilot: toCopilotView(copilot, deps.config.publicUrl) } };
    },
  });

export const rotateIdentitySecret = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Rotate the secret of signed identities',
    description:
      'The page’s own server signs `userToken` with it: a JWT, HS256, with header `kid` = keyId and claims `aud` = copilot id, ' +
      '`sub` = user id, `exp` at most 24 h ahead. Shown this once; the one before stays valid for 24 h.',
    answers: {
      201: { description: 'Rotated', schema: z.object({ keyId: z.string(), identitySecret: z.string() }) },
    },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const made = await deps.store.copilots.rotateIdentitySecret(copilot.id);
      if (made === undefined) throw notFound();
      await deps.store.audit.add({ actor, action: 'identity_secret.rotated', copilotId: copilot.id });
      return { status: 201, body: { keyId: made.keyId, identitySecret: made.secret.reveal() } };
    },
  });

export const deleteIdentitySecret = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Delete a secret of signed identities',
    description: 'For one that has leaked. Sessions that its tokens have opened stay open.',
    answers: { 204: { description: 'Deleted; tokens signed with it are refused at once' } },
    errors: ['not_found'],
    async handle({ param, actor }) {
      const copilot = await findCopilot(deps.store, param('copilotId'));
      const keyId = param('keyId');
      if (!(await deps.store.copilots.deleteIdentitySecret(copilot.id, keyId))) throw notFound();
      await deps.store.audit.add({
        actor,
        action: 'identity_secret.deleted',
        copilotId: copilot.id,
        detail: { keyId },
      });
      return { status: 204 };
    },
  });
