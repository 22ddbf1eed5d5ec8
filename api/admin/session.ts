import {
  adminSessionAnswerSchema,
  signInSchema,
  type AdminSessionAnswer,
} from '../../contract/admin-session';
import type { StoredAdminSession } from '../../store/types';
import { DEFAULT_LIMITS, type ApiDeps } from '../deps';
import { closeSession, openSession, sessionOf, toSessionView } from '../http/admin-session';
import { isSameSecret, unauthorized } from '../http/auth';
import { adminOperation, openOperation } from '../http/operation';
import { createFailureLimit } from '../http/rate-limit';

const answer = adminSessionAnswerSchema.meta({ id: 'AdminSession' });

export const signIn = (deps: ApiDeps) => {
  const failures = createFailureLimit({ ...DEFAULT_LIMITS, ...deps.limits }.failedAdminPerMinute);
  return openOperation({
    summary: 'Sign in with the admin token',
    description:
      'Sets the cookie `__Host-handoff_admin`: it ends after 30 minutes without a request, and after 12 hours.',
    body: signInSchema.meta({ id: 'SignIn' }),
    answers: { 200: { description: 'Signed in', schema: answer } },
    errors: ['csrf_rejected', 'invalid_request'],
    async handle({ body, req, res }) {
      await failures.check(req);
      if (!isSameSecret(body.token, deps.config.adminToken)) {
        await deps.store.audit.add({ actor: 'nobody', action: 'session.refused' });
        await failures.count(req, res);
        throw unauthorized();
      }
      const session = await openSession(deps, req, res);
      await deps.store.audit.add({
        actor: `session:${session.idHash.slice(0, 8)}`,
        action: 'session.opened',
      });
      return { status: 200, body: view(deps, session) };
    },
  });
};

export const readSession = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Read the session',
    description: 'Also tells the settings page about this server.',
    answers: { 200: { description: 'Signed in', schema: answer } },
    errors: ['csrf_rejected'],
    async handle({ req, actor }) {
      return { status: 200, body: view(deps, actor === 'bearer' ? undefined : await sessionOf(deps, req)) };
    },
  });

export const signOut = (deps: ApiDeps) =>
  openOperation({
    summary: 'Sign out',
    answers: { 204: { description: 'Signed out, also when nobody was signed in' } },
    errors: ['csrf_rejected'],
    async handle({ req, res }) {
      await closeSession(deps, req, res);
      return { status: 204 };
    },
  });

function view({ config }: ApiDeps, session: StoredAdminSession | undefined): AdminSessionAnswer {
  const zendeskHost = config.zendeskApiUrl.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return {
    session: session === undefined ? null : toSessionView(session),
    server: {
      publicUrl: config.publicUrl,
      temporalUiUrl: config.temporalUiUrl ?? null,
      zendeskHost,
      simulated: !zendeskHost.endsWith('.zendesk.com'),
    },
  };
}
