import type { ZendeskEndReason } from './types';

/** Activities that end a handoff (sunshine-conversations.md §0.5). Later ones that we do not know end nothing. */
const BY_ACTIVITY: ReadonlyMap<string, ZendeskEndReason> = new Map([
  ['ticket:closed', 'ticket_closed'],
  ['ticket:transfer:email', 'transferred_to_email'],
  ['conversation:endedByUser', 'user_ended'],
]);

/** The reason that a switchboard event may give, since 16.0 of the API. */
const BY_SWITCHBOARD_REASON: ReadonlyMap<string, ZendeskEndReason> = new Map([
  ['ticketClosed', 'ticket_closed'],
  ['transferToEmail', 'transferred_to_email'],
]);

/** Undefined when the activity of a message (`NormalisedMessage.activity`) ends nothing. */
export function endReasonOfActivity(activity: string | undefined): ZendeskEndReason | undefined {
  return activity === undefined ? undefined : BY_ACTIVITY.get(activity);
}

/** Control left Agent Workspace without a reason we know: the agent ended the session. */
export function endReasonOfSwitchboard(reason: string | undefined): ZendeskEndReason {
  return (reason === undefined ? undefined : BY_SWITCHBOARD_REASON.get(reason)) ?? 'agent_ended';
}
