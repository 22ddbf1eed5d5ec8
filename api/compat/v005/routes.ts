import type { Request, Response } from 'express';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { unauthorized } from '../../http/auth';
import type { Budget } from '../../http/budget';
import { notFound } from '../../http/errors';
import { addressOf } from '../../http/rate-limit';
import { copilotOfBotToken } from '../shared/door';
import { readLog } from '../shared/log';
import type { CompatRoute } from '../shared/mount';
import { historyOf005 } from './history';
import { keepSeen } from './seen';
import { toSession005 } from './session';

/** The HTTP calls of widget 0.0.5. */
export function routesOf005(deps: CompatDeps, newSessions: Budget): CompatRoute[] {
  const { sessions } = deps;

  /** The session of `X-Session-Id`, which is a token here; undefined where the header is not sent. */
  async function sessionOf(req: Request, res: Response): Promise<OpenedSession | undefined> {
    const copilot = await copilotOfBotToken(deps, req, res);
    const token = req.get('X-Session-Id');
    if (token === undefined || token === '') return undefined;
    const opened = await sessions.open(token);
    if (opened.copilot.id !== copilot.id) throw unauthorized();
    return opened;
  }

  const vote = (action: 'upvote' | null) => async (req: Request, res: Response) => {
    const opened = await sessionOf(req, res);
    if (opened === undefined) throw unauthorized();
    const id = String(req.params['id']);
    const isOfBot = (await readLog(sessions, opened.session)).some(
      (event) => event.type === 'message' && event.message.origin === 'copilot' && String(event.seq) === id,
    );
    if (!isOfBot) throw notFound();
    await sessions.keep(opened, { [`vote:${id}`]: action });
    res.status(200).json({ message: 'ok' });
  };

  return [
    {
      method: 'post',
      path: '/chat-session/:token',
      async handle(req, res) {
        const copilot = await copilotOfBotToken(deps, req, res);
        if (req.params['token'] !== copilot.publicToken) throw unauthorized();
        await newSessions.spend(addressOf(req));
        const { session, token } = await sessions.create(copilot, {});
        res.status(200).json(toSession005(session, token.reveal(), copilot));
      },
    },
    {
      method: 'get',
      path: '/chat/init',
      async handle(req, res) {
        const opened = await sessionOf(req, res);
        const history = opened === undefined ? [] : await readLog(sessions, opened.session);
        if (opened !== undefined && history.length > 0) {
          await keepSeen(deps, opened, history.at(-1)?.seq ?? 0);
        }
        const of = { sessionId: req.get('X-Session-Id') ?? '', copilotId: opened?.copilot.id ?? '' };
        res.status(200).json({
          logo: opened?.copilot.avatarUrl ?? '',
          faq: [],
          initial_questions: [],
          history: historyOf005(history, of),
        });
      },
    },
    { method: 'post', path: '/chat/vote/:id', handle: vote('upvote') },
    { method: 'delete', path: '/chat/vote/:id', handle: vote(null) },
  ];
}
