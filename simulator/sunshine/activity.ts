import { z } from 'zod';
import { recordActivity } from '../domain/activity';
import { badRequest } from '../domain/api-error';
import { requireConversation } from './conversations';
import { author, resolveAuthor } from './messages';
import { ANY_SCOPE, ok, type Operation } from './operation';
import { parseBody } from './validate';

const body = z.strictObject({ author, type: z.enum(['conversation:read', 'typing:start', 'typing:stop']) });

const postActivity: Operation = {
  op: 'postActivity',
  method: 'post',
  path: '/conversations/:conversationId/activity',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireConversation(call);
    const activity = parseBody(body, call.body);
    if (activity.author.type === 'user' && activity.type !== 'conversation:read') {
      throw badRequest(`Activity ${activity.type} is not supported for author of type user`);
    }
    const resolved = resolveAuthor(call, conversation, activity.author);
    recordActivity(call.sim, conversation, activity.type, resolved, { type: 'api:conversations' });
    return ok({});
  },
};

export const activityOperations: Operation[] = [postActivity];
