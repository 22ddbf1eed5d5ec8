import { HANDOFF_POSTBACK } from '../../../contract/widget';
import type { BotAnswer, BotTurn } from '../../../contract/bot';
import type { Action } from '../../../contract/events';
import { textsFor } from '../../../contract/texts';
import type { Preferences } from '../../../contract/preferences';
import { personOf } from '../../../store/hosted/person';
import type { Copilot, Turn, TurnContext } from '../../../store/types';
import { limitsOf, type ApiDeps } from '../../deps';
import { openFromTurn } from '../../handoffs/open';
import { HttpError } from '../../http/errors';
import { formatOpening } from '../../office-hours';
import { requestOf } from '../request';
import { refreshed } from '../fresh-links';
import { askBot } from './ask';

/** As much as a model reads with profit. */
const HISTORY = 100;

/**
 * The bot's turn from its beginning to its end: the bot is asked, or, where the user has asked for a human, agents are. Every
 * way out commits once and only while the copilot has control (R18); throws when nothing was committed.
 */
export async function playTurn(deps: ApiDeps, turn: Turn, isWanted: () => boolean): Promise<void> {
  const { store, logger } = deps;
  const context = await store.hosted.readTurn(turn, HISTORY);
  if (context === undefined) return;
  const copilot = await store.copilots.get(turn.copilotId);
  if (copilot === undefined) {
    await store.hosted.answer(turn, { messages: [], reached: false });
    return;
  }
  if (context.messages.some(({ postback }) => postback === HANDOFF_POSTBACK)) {
    await handOff(deps, turn, context, { handoff: { reason: 'user_request' } });
    return;
  }
  if (copilot.botUrl === null) return standIn(deps, turn, context);

  const secrets = await store.copilots.callbackSecrets(copilot.id);
  await tellThinking(deps, copilot, turn, true);
  const reply = await askBot(deps.outbound, {
    url: copilot.botUrl,
    turn: toWire(deps, turn, context),
    secrets: secrets.map(({ secret }) => secret),
    timeoutMs: limitsOf(deps).botTimeoutMs,
    isWanted,
  });
  await tellThinking(deps, copilot, turn, false);
  if (reply.outcome === 'failed') {
    logger.warn({ copilotId: copilot.id, turnId: turn.id, reason: reply.why }, 'the bot did not answer');
    // Nobody waits for a word after an end.
    if (turn.kind === 'message') return standIn(deps, turn, context);
    await store.hosted.answer(turn, { messages: [], reached: false });
    return;
  }
  const { answer } = reply;
  if (answer.handoff !== undefined && answer.handoff !== null) return handOff(deps, turn, context, answer);
  await store.hosted.answer(turn, { messages: answer.messages ?? [], reached: true });
}

/** Agents, after what the bot has to say; where nobody can be had, the user is told so by us. */
async function handOff(deps: ApiDeps, turn: Turn, context: TurnContext, answer: BotAnswer): Promise<void> {
  const { store } = deps;
  const preferences = await store.connections.preferences(turn.copilotId);
  const messages = answer.messages ?? [];
  const { reason, summary, sentiment, ticket } = answer.handoff ?? {};
  const request = requestOf(
    context.session,
    {
      ...(reason === undefined ? {} : { reason }),
      ...(summary === undefined ? {} : { summary }),
      ...(sentiment === undefined ? {} : { sentiment }),
      ...(ticket === undefined ? {} : { ticket }),
    },
    preferences,
  );
  try {
    await openFromTurn(deps, turn, messages, request);
  } catch (error) {
    const text = error instanceof HttpError ? refusalOf(error, preferences, request.language) : undefined;
    if (text === undefined) throw error;
    await store.hosted.answer(turn, { messages, notice: { text, actions: [] }, reached: true });
  }
}

function refusalOf(
  { code, details }: HttpError,
  preferences: Preferences,
  language: string | undefined,
): string | undefined {
  const { officeHours } = preferences;
  const { texts } = textsFor(preferences, language);
  if (code === 'not_connected') return texts.handoffUnavailable;
  if (code !== 'outside_office_hours') return undefined;
  const at = details?.['nextOpeningAt'];
  if (typeof at !== 'string' || officeHours === null) return texts.handoffUnavailable;
  const when = formatOpening(officeHours, new Date(at), language);
  return texts.outsideHours.replaceAll('{{nextOpening}}', () => when);
}

/** The bot is slow, broken or not there: a kind word, and a human, if there may be one. */
async function standIn({ store }: ApiDeps, turn: Turn, { session }: TurnContext): Promise<void> {
  const preferences = await store.connections.preferences(turn.copilotId);
  const { texts } = textsFor(preferences, session.language ?? undefined);
  const connection = await store.connections.get(turn.copilotId);
  const isConnected = connection !== undefined && connection.status !== 'disconnected';
  const offer: Action = { type: 'postback', text: texts.talkToHuman, payload: HANDOFF_POSTBACK, url: null };
  const actions = isConnected && texts.talkToHuman !== '' ? [offer] : [];
  await store.hosted.answer(turn, {
    messages: [],
    notice: { text: texts.botUnavailable, actions },
    reached: false,
  });
}

async function tellThinking({ store }: ApiDeps, copilot: Copilot, turn: Turn, on: boolean): Promise<void> {
  const author = { type: 'copilot', name: copilot.name, avatarUrl: copilot.avatarUrl };
  await store.sessions.tellNow(turn.copilotId, turn.sessionId, { kind: 'typing', data: { author, on } });
}

function toWire(deps: ApiDeps, turn: Turn, context: TurnContext): BotTurn {
  const { session, messages, history, handoffEnd } = context;
  const person = personOf(session.user, session.identity);
  const fresh = (entry: (typeof history)[number]) => ({
    ...entry,
    attachments: refreshed(deps.files.links, turn.copilotId, entry.attachments),
  });
  return {
    id: turn.id,
    type: turn.kind,
    timestamp: new Date().toISOString(),
    data: {
      copilotId: turn.copilotId,
      sessionId: turn.sessionId,
      user: {
        id: person.id ?? null,
        name: person.name ?? null,
        email: person.email ?? null,
        phone: person.phone ?? null,
        verified: person.verified ?? false,
        customData: { ...(session.identity === null ? {} : session.user.customData), ...person.customData },
      },
      language: session.language,
      messages: messages.map(fresh),
      history: history.map(fresh),
      handoffEnd: handoffEnd === null ? null : { reason: handoffEnd.reason, at: handoffEnd.at.toISOString() },
    },
  };
}
