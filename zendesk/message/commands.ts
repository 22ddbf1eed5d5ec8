/** `%((switchboard:passControl:opencopilot))%`: an agent's order to the switchboard, which users never see (R19). */
const COMMAND = /%\(\(\s*switchboard:[^()%]{0,200}\)\)%/g;

export function withoutCommands(text: string | null): { text: string | null; hadCommand: boolean } {
  if (text === null) return { text, hadCommand: false };
  const rest = text.replace(COMMAND, '');
  if (rest === text) return { text, hadCommand: false };
  const spoken = rest.trim();
  return { text: spoken === '' ? null : spoken, hadCommand: true };
}
