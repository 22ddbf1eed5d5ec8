import type { Switchboard, SwitchboardIntegration } from '../client/set-up-types';
import type { ZendeskClient } from '../client/types';
import { toZendeskError } from '../errors';
import { isAgentWorkspace } from '../webhook/agent-workspace';
import { CheckFailed, type Checklist } from './checklist';
import { explain } from './explain';

export interface Seats {
  switchboard: Switchboard;
  agentWorkspace: SwitchboardIntegration;
  all: SwitchboardIntegration[];
}

/** Where control goes to. Found by its type, since its name may be changed. */
export async function findAgentWorkspace(client: ZendeskClient, list: Checklist): Promise<Seats> {
  list.begin('agent_workspace');
  const boards = await client.listSwitchboards().catch((thrown: unknown) => {
    throw new CheckFailed(
      'agent_workspace',
      explain(toZendeskError('listSwitchboards', thrown), 'read the switchboard'),
    );
  });
  const switchboard = boards.find(({ enabled }) => enabled);
  if (switchboard === undefined) {
    throw new CheckFailed(
      'agent_workspace',
      'This account has no switchboard that is turned on: its plan may lack messaging, or messaging is off. Handoffs need a Suite plan (or Support with messaging); turn messaging on in Admin Center › Channels › Messaging.',
    );
  }
  const all = await client.listSwitchboardIntegrations(switchboard.id).catch((thrown: unknown) => {
    const error = toZendeskError('listSwitchboardIntegrations', thrown);
    throw new CheckFailed('agent_workspace', explain(error, 'read the switchboard'));
  });
  const agentWorkspace = all.find(isAgentWorkspace);
  if (agentWorkspace === undefined) {
    throw new CheckFailed(
      'agent_workspace',
      'Agent Workspace is not on the switchboard. Turn it on in Admin Center › Workspaces › Agent interface, and messaging in Admin Center › Channels › Messaging.',
    );
  }
  list.pass('agent_workspace', `Agent Workspace is there ("${agentWorkspace.name}").`);
  return { switchboard, agentWorkspace, all };
}

/**
 * Our place on the switchboard: it hears agents while it does not hold control (`deliverStandbyEvents`) and gives control on
 * to Agent Workspace. Nobody's default is touched: other bots of the account go on as before (R56).
 */
export async function ensureSeat(
  client: ZendeskClient,
  { switchboard, agentWorkspace, all }: Seats,
  integrationId: string,
  list: Checklist,
): Promise<SwitchboardIntegration> {
  list.begin('seat');
  const next = { deliverStandbyEvents: true, nextSwitchboardIntegrationId: agentWorkspace.id };
  const isOurs = (seat: SwitchboardIntegration) => seat.integrationId === integrationId;
  try {
    const seat = all.find(isOurs) ?? (await create());
    const isRight = seat.deliverStandbyEvents && seat.nextSwitchboardIntegrationId === agentWorkspace.id;
    if (!isRight) await client.updateSwitchboardIntegration(switchboard.id, seat.id, next);
    list.pass('seat', `We have a seat ("${seat.name}") beside Agent Workspace.`);
    return seat;
  } catch (thrown) {
    throw new CheckFailed('seat', explainSeat(thrown));
  }

  async function create(): Promise<SwitchboardIntegration> {
    // The id makes the name unique, whatever other copilots of the account are called.
    const seat = { name: `handoff-${integrationId.slice(-8)}`, integrationId, ...next };
    try {
      return await client.createSwitchboardIntegration(switchboard.id, seat);
    } catch (thrown) {
      const made = (await client.listSwitchboardIntegrations(switchboard.id)).find(isOurs);
      if (made === undefined) throw thrown;
      return made;
    }
  }
}

function explainSeat(thrown: unknown): string {
  const error = toZendeskError('createSwitchboardIntegration', thrown);
  return error.code === 'too_many_switchboard_integrations'
    ? 'The switchboard is full: Zendesk allows ten integrations on it. Remove one that is no longer used.'
    : explain(error, 'take a seat on the switchboard');
}
