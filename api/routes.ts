import { createCopilot, deleteCopilot, listCopilots, patchCopilot, readCopilot } from './admin/copilots';
import { listCallbacks, redeliverCallback } from './admin/callbacks';
import { connectZendesk } from './admin/connect';
import { disconnectZendesk } from './admin/disconnect-zendesk';
import { endHandoffAsOperator, listCopilotHandoffs, retryHandoff } from './admin/handoffs';
import { listAudit } from './admin/audit';
import { readHandoffDetail } from './admin/handoff-detail';
import { listConnectionLog, readHealth } from './admin/health';
import { rotateWebhookSecret } from './admin/webhook-secret';
import {
  createApiKey,
  deleteApiKey,
  deleteIdentitySecret,
  rotateCallbackSecret,
  rotateIdentitySecret,
  rotatePublicToken,
} from './admin/keys';
import { previewPreferences } from './admin/preview';
import { readPreferences, writePreferences } from './admin/preferences';
import { readSession, signIn, signOut } from './admin/session';
import { connectSupport, disconnectSupport, lookUpInSupport } from './admin/support';
import { sendTestHandoff } from './admin/test-handoff';
import { readConnection, verifyConnection } from './admin/zendesk';
import type { ApiDeps } from './deps';
import { endHandoff } from './handoffs/end';
import { postMessage } from './handoffs/message';
import { listHandoffs, readHandoff } from './handoffs/read';
import { startHandoff } from './handoffs/start';
import type { Operation } from './http/operation';
import type { Method, Route } from './http/routes';
import { readEvents } from './sessions/events';
import { uploadAttachment } from './sessions/attachments';
import { postCopilotMessage } from './sessions/copilot-message';
import type { OpenStreams } from './sessions/open-streams';
import { widgetOperations } from './widget/operations';
import type { SessionService } from './hosted/service';
import { WIDGET_PATH } from '../contract/widget';

/** Every operation of the HTTP API: what is served, what the API document says, and what the tests go through. */
export function routeTable(deps: ApiDeps, streams: OpenStreams, sessions: SessionService): Route[] {
  const route = (method: Method, path: string, operation: Operation): Route => ({ method, path, operation });
  const copilots = '/api/v1/admin/copilots';
  const copilot = `${copilots}/{copilotId}`;
  const session = `${WIDGET_PATH}/sessions/{sessionId}`;
  const widget = widgetOperations(deps, sessions);
  return [
    route('post', '/api/v1/handoffs', startHandoff(deps)),
    route('get', '/api/v1/handoffs', listHandoffs(deps)),
    route('get', '/api/v1/handoffs/{sessionId}', readHandoff(deps)),
    route('post', '/api/v1/handoffs/{sessionId}/messages', postMessage(deps)),
    route('post', '/api/v1/handoffs/{sessionId}/end', endHandoff(deps)),
    route('get', '/api/v1/sessions/{sessionId}/events', readEvents(deps, streams)),
    route('post', '/api/v1/sessions/{sessionId}/messages', postCopilotMessage(deps)),
    route('post', '/api/v1/attachments', uploadAttachment(deps)),

    route('post', `${WIDGET_PATH}/sessions`, widget.create),
    route('get', session, widget.read),
    route('put', `${session}/user`, widget.setUser),
    route('get', `${session}/events`, widget.events),
    route('post', `${session}/messages`, widget.say),
    route('post', `${session}/handoff`, widget.askForHuman),
    route('post', `${session}/handoff/end`, widget.endHandoff),
    route('post', `${session}/attachments`, widget.upload),

    route('post', '/api/v1/admin/session', signIn(deps)),
    route('get', '/api/v1/admin/session', readSession(deps)),
    route('delete', '/api/v1/admin/session', signOut(deps)),
    route('post', copilots, createCopilot(deps)),
    route('get', copilots, listCopilots(deps)),
    route('get', copilot, readCopilot(deps)),
    route('patch', copilot, patchCopilot(deps)),
    route('delete', copilot, deleteCopilot(deps)),
    route('post', `${copilot}/api-keys`, createApiKey(deps)),
    route('delete', `${copilot}/api-keys/{keyId}`, deleteApiKey(deps)),
    route('post', `${copilot}/public-token`, rotatePublicToken(deps)),
    route('post', `${copilot}/callback-secret`, rotateCallbackSecret(deps)),
    route('post', `${copilot}/identity-secret`, rotateIdentitySecret(deps)),
    route('delete', `${copilot}/identity-secret/{keyId}`, deleteIdentitySecret(deps)),
    route('put', `${copilot}/zendesk`, connectZendesk(deps)),
    route('get', `${copilot}/zendesk`, readConnection(deps)),
    route('delete', `${copilot}/zendesk`, disconnectZendesk(deps)),
    route('post', `${copilot}/zendesk/verify`, verifyConnection(deps)),
    route('post', `${copilot}/zendesk/test-handoff`, sendTestHandoff(deps)),
    route('get', `${copilot}/zendesk/preferences`, readPreferences(deps)),
    route('put', `${copilot}/zendesk/preferences`, writePreferences(deps)),
    route('post', `${copilot}/zendesk/preferences/preview`, previewPreferences(deps)),
    route('get', `${copilot}/handoffs`, listCopilotHandoffs(deps)),
    route('get', `${copilot}/callbacks`, listCallbacks(deps)),
    route('get', `${copilot}/zendesk/health`, readHealth(deps)),
    route('get', `${copilot}/zendesk/log`, listConnectionLog(deps)),
    route('post', `${copilot}/zendesk/webhook-secret`, rotateWebhookSecret(deps)),
    route('put', `${copilot}/zendesk/support`, connectSupport(deps)),
    route('delete', `${copilot}/zendesk/support`, disconnectSupport(deps)),
    route('get', `${copilot}/zendesk/support/{list}`, lookUpInSupport(deps)),
    route('get', '/api/v1/admin/audit', listAudit(deps)),
    route('get', '/api/v1/admin/handoffs/{handoffId}', readHandoffDetail(deps)),
    route('post', '/api/v1/admin/handoffs/{handoffId}/retry', retryHandoff(deps)),
    route('post', '/api/v1/admin/handoffs/{handoffId}/end', endHandoffAsOperator(deps)),
    route('post', '/api/v1/admin/callbacks/{callbackId}/redeliver', redeliverCallback(deps)),
  ];
}
