import type { AttentionCode, EndReason, HandoffTimer } from '../contract/handoff';
import type { Preferences } from '../contract/preferences';
import { textsFor, type Texts } from '../contract/texts';
import type { AgentMessage } from '../workflows/messages';
import { adoptFiles } from '../store/files/adopt';
import type { Deps, Ref } from './deps';
import { fill } from './texts';

type Nudge = 'agentSilent' | 'userIdle';

/** Writes to our own store. Each is one transaction and may be repeated; the callbacks it wrote are sent off afterwards. */
export function createRecordActivities({ store, files, kickCallbacks }: Deps) {
  const { handoffs, connections } = store;
  /** In the language of the handoff's user. */
  const textsOf = async (ref: Ref): Promise<Texts> => {
    const preferences = await connections.preferences(ref.copilotId);
    return textsFor(preferences, await handoffs.language(ref.handoffId)).texts;
  };
  const kick = (ref: Ref) => kickCallbacks(ref.copilotId, ref.sessionId);

  return {
    async beginOpening(ref: Ref): Promise<void> {
      await handoffs.beginOpening(ref.handoffId);
    },

    async acceptHandoff(ref: Ref): Promise<void> {
      await handoffs.accept(ref.handoffId, (await textsOf(ref)).transferred);
      kick(ref);
    },

    async setAttention(input: Ref & { code: AttentionCode | null; sinceMs: number }): Promise<void> {
      const { code, sinceMs } = input;
      await handoffs.setAttention(
        input.handoffId,
        code === null ? null : { code, since: new Date(sinceMs).toISOString() },
      );
      kick(input);
    },

    async setTimers(input: Ref & { timers: HandoffTimer[] }): Promise<void> {
      await handoffs.setTimers(input.handoffId, input.timers);
    },

    async nudgeUser(input: Ref & { name: Nudge; fromMs: number }): Promise<void> {
      const text = (await textsOf(input))[input.name];
      await handoffs.addNotice(input.handoffId, `${input.name}-${input.fromMs}`, text);
      kick(input);
    },

    async markDelayed(input: Ref & { acceptedBeforeMs: number }): Promise<void> {
      await handoffs.markDelayed(input.handoffId, new Date(input.acceptedBeforeMs));
    },

    async reviveMessage(input: Ref & { messageId: string }): Promise<void> {
      await handoffs.reviveUserMessage(input.handoffId, input.messageId);
    },

    async deliverToSession(
      input: Ref & { message: AgentMessage; timers: HandoffTimer[] },
    ): Promise<{ agentChanged: boolean }> {
      const { message, handoffId } = input;
      const preferences = await connections.preferences(input.copilotId);
      if (message.automated && !preferences.showAutomatedMessages) return { agentChanged: false };
      const agent = shownAgent(message, preferences);
      const { agentChanged } = await handoffs.deliverToSession(
        handoffId,
        {
          id: message.id,
          received: new Date(message.received),
          origin: message.automated ? 'system' : 'agent',
          agent,
          text: message.text,
          attachments: await adoptFiles(store.files, files.links, { ...input, ...message }),
          actions: message.actions,
          ...(message.cards === undefined ? {} : { cards: message.cards }),
          automated: message.automated,
        },
        {
          timers: input.timers,
          joinedNotice: (language) =>
            fill(textsFor(preferences, language).texts.agentJoined, { 'agent.name': agent?.name ?? null }),
        },
      );
      kick(input);
      return { agentChanged };
    },

    async failOpening(input: Ref & { code: string; message: string }): Promise<void> {
      await handoffs.recordOpeningFailure(input.handoffId, { code: input.code, message: input.message });
      kick(input);
    },

    async finishHandoff(input: Ref & { reason: EndReason; detail: string | null }): Promise<void> {
      const { handoffId, reason, detail } = input;
      const notice = noticeFor(reason, await textsOf(input));
      await handoffs.finish({ handoffId, reason, detail, notice });
      kick(input);
    },
  };
}

/** The admin may hide who answers; then every agent looks the same, and a change of agent is none. */
function shownAgent(message: AgentMessage, { agentIdentity }: Preferences): AgentMessage['agent'] {
  if (message.automated || message.agent === null) return null;
  if (agentIdentity.mode === 'show') return message.agent;
  return { id: null, name: agentIdentity.name ?? null, avatarUrl: agentIdentity.avatar ?? null };
}

function noticeFor(reason: EndReason, texts: Texts): string {
  if (reason === 'pickup_timeout') return texts.pickupTimeout;
  return reason === 'failed' ? texts.openingFailed : texts.ended;
}
