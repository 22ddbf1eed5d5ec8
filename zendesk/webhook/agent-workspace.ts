/** Told by its type; the name is Zendesk's default and could be another on some account. */
export function isAgentWorkspace(holder: { name?: string; integrationType?: string }): boolean {
  return holder.integrationType === undefined
    ? holder.name === 'zd-agentWorkspace'
    : holder.integrationType === 'zd:agentWorkspace';
}
