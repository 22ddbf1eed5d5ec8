import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities, type Deps } from '../../activities';
import type { Store, ZendeskConnection } from '../../store/types';
import type { MessageContent, PostMessage, ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';

export const SEAT = 'seat';
export const AGENTS = 'agents';
export const NOBODY = 'nobody';

const CONNECTION = { multiConversations: true, seatId: SEAT, agentWorkspaceId: AGENTS };

type ClientCall = keyof ZendeskClient;
type Loose = (...args: never[]) => unknown;

interface Posted {
  id: string;
  ours: PostMessage['metadata'];
  author: PostMessage['author'];
  content: MessageContent;
}

/** A refusal, or an answer that never came. */
export function zendeskError(
  operation: string,
  kind: ZendeskError['kind'],
  more: { code?: string; unknownOutcome?: boolean } = {},
): ZendeskError {
  return new ZendeskError({ operation, kind, reason: `told to say ${kind}`, ...more });
}

/**
 * One conversation in a Zendesk that keeps what it is told, for workers that stand still, or are refused, at a call of the test's
 * choice: faults of a moment, which no rule of the simulator can be put on.
 */
export function scriptedZendesk() {
  const conversations: string[] = [];
  const posted: Posted[] = [];
  const passed: string[] = [];
  const uploads: string[] = [];
  let metadata: Record<string, string> = {};

  const keep = ({ metadata: ours, author, content }: PostMessage) => {
    const id = `z${posted.length + 1}`;
    posted.push({ id, ours, author, content });
    return { zendeskMessageId: id, received: '2026-11-24T08:00:00.000Z' };
  };
  const client = {
    findConversation: () => Promise.resolve(conversations[0] && { id: conversations[0], metadata: {} }),
    createConversation: () => {
      conversations.push(`c${conversations.length + 1}`);
      return Promise.resolve({ id: conversations.at(-1), metadata: {} });
    },
    listMessages: () => Promise.resolve({ messages: [...posted], hasMore: false }),
    findSent: ({ messageId, part }: { messageId: string; part: number }) => {
      const found = posted.find(({ ours }) => ours['messageId'] === messageId && ours['part'] === part);
      return Promise.resolve(found && { zendeskMessageId: found.id, received: '' });
    },
    findParticipant: () => Promise.resolve<string | undefined>('surviving'),
    getConversation: () => {
      const holder = passed.at(-1) ?? SEAT;
      return Promise.resolve({
        metadata,
        ...(holder === NOBODY ? {} : { activeSwitchboardIntegration: { id: holder } }),
      });
    },
    passControl: ({ switchboardIntegration }: { switchboardIntegration: string }) => {
      passed.push(switchboardIntegration);
      return Promise.resolve();
    },
    uploadAttachment: ({ name }: { name: string }) => {
      uploads.push(name);
      return Promise.resolve({ mediaUrl: `https://zendesk.test/${name}`, mediaType: null });
    },
    postMessage: (message: PostMessage) => Promise.resolve(keep(message)),
  };

  /** How an activity gets at this Zendesk, with calls of its own where it is to behave otherwise. */
  const useWith =
    (own: Partial<Record<ClientCall, Loose>> = {}) =>
    async (
      _: string,
      call: (client: ZendeskClient, connection: ZendeskConnection) => Promise<unknown>,
    ): Promise<unknown> =>
      await call(
        { ...client, ...own } as unknown as ZendeskClient,
        CONNECTION as unknown as ZendeskConnection,
      );

  return {
    client,
    useWith,
    conversations,
    posted,
    passed,
    uploads,
    setMetadata: (to: Record<string, string>) => (metadata = to),
    keysPosted: () => posted.map(({ ours }) => ours['messageId']),
    /** Posts of this kind are taken, all others are refused so. */
    takingOnly: (isTaken: (message: PostMessage) => boolean, refusal: ZendeskError) => ({
      postMessage: (message: PostMessage) => {
        if (!isTaken(message)) throw refusal;
        return Promise.resolve(keep(message));
      },
    }),
    /** A post that Zendesk takes after so long, and whose answer, if `lost`, never comes. */
    slowPost: (takesMs: number, isLost = false) => ({
      postMessage: async (message: PostMessage) => {
        if (isLost) {
          void sleep(takesMs).then(() => keep(message));
          throw zendeskError('postMessage', 'unavailable', { unknownOutcome: true });
        }
        await sleep(takesMs);
        return keep(message);
      },
    }),
    /** A worker of one activity, with calls of its own where it is to behave otherwise, at an attempt so long after the order. */
    worker(
      store: Store,
      name: keyof Activities,
      own: Partial<Record<ClientCall, Loose>> = {},
      deps: Partial<Record<keyof Deps, unknown>> = {},
      orderedAgoMs = 0,
    ): (input: unknown) => Promise<unknown> {
      const activities = createActivities({
        store,
        zendesk: { use: useWith(own) },
        files: { links: { refresh: (url: string) => url, idIn: () => undefined } },
        workflowUrl: () => undefined,
        kickCallbacks: () => undefined,
        logger: { warn: () => undefined },
        ...deps,
      } as unknown as Deps) as unknown as Record<keyof Activities, (input: unknown) => Promise<unknown>>;
      const silent = { logger: new DefaultLogger('ERROR') };
      return (input) => {
        const attemptMs = Date.now();
        const times = {
          scheduledTimestampMs: attemptMs - orderedAgoMs,
          currentAttemptScheduledTimestampMs: attemptMs,
        };
        return new MockActivityEnvironment(times, silent).run(activities[name], input);
      };
    },
    /** The same call, which answers what was so when it was asked, and stands still before that. */
    standingAt(
      call: 'findConversation' | 'listMessages' | 'getConversation' | 'findSent',
      until: Promise<void>,
    ) {
      const ask = client[call] as (...args: unknown[]) => Promise<unknown>;
      return {
        [call]: async (...args: unknown[]) => {
          const answer = await ask(...args);
          await until;
          return answer;
        },
      };
    },
  };
}
