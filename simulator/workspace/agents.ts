import { unknown } from '../domain/control-error';

export interface Agent {
  id: string;
  name: string;
  avatarUrl: string;
}

const AGENTS = [
  { id: '361234567890', name: 'Sam Rivera', avatar: 'sam.svg' },
  { id: '361234567891', name: 'Alex Kim', avatar: 'alex.svg' },
  { id: '361234567892', name: 'Priya Nair', avatar: 'priya.svg' },
] as const;

/** The same three in every account. */
export function agents(baseUrl: string): Agent[] {
  return AGENTS.map(({ id, name, avatar }) => ({
    id,
    name,
    avatarUrl: `${baseUrl}/workspace/avatars/${avatar}`,
  }));
}

/** @throws ControlError 404 */
export function requireAgent(baseUrl: string, id: string): Agent {
  const agent = agents(baseUrl).find((item) => item.id === id);
  if (agent === undefined) throw unknown('Agent');
  return agent;
}
