import { neutralise } from './neutralise';
import type { TicketMetadataInput } from './types';

/**
 * Fills `{{…}}` of a preference. Known: `user.id`, `user.name`, `user.email`, `user.phone`, `user.verified`,
 * `user.customData.<key>`, `session.id`, `session.reason`, `session.summary`, `session.sentiment`, `session.language`,
 * `handoff.id`, `workflow.id`, `copilot.id`. What is unknown or absent becomes nothing; what is filled in cannot itself
 * become a placeholder of Zendesk.
 */
export function renderTemplate(template: string, input: TicketMetadataInput): string {
  return template
    .replace(/\{\{([^{}]{1,300})\}\}/g, (_whole, path: string) => neutralise(lookUp(path.trim(), input)))
    .trim();
}

const CUSTOM = 'user.customData.';

function lookUp(path: string, input: TicketMetadataInput): string {
  if (path.startsWith(CUSTOM)) return words(input.user.customData?.[path.slice(CUSTOM.length)]);
  const { user, session } = input;
  const known = new Map<string, unknown>([
    ['user.id', user.id],
    ['user.name', user.name],
    ['user.email', user.email],
    ['user.phone', user.phone],
    ['user.verified', user.verified === true],
    ['session.id', session.id],
    ['session.reason', session.reason],
    ['session.summary', session.summary],
    ['session.sentiment', session.sentiment],
    ['session.language', session.language],
    ['handoff.id', input.handoffId],
    ['workflow.id', input.workflowId],
    ['copilot.id', input.copilotId],
  ]);
  return words(known.get(path));
}

/** Nothing but flat values: what `constructor` and its like lead to is none (S17). */
function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
