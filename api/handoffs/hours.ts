import type { Preferences } from '../../contract/preferences';
import { textsFor } from '../../contract/texts';
import { formatOpening, isOpen, nextOpeningAt } from '../office-hours';

export interface OutsideHours {
  outcome: 'handoff' | 'decline' | 'hold';
  /** null: it does not open within 400 days. */
  opening: Date | null;
  /** What the user is told; null when there is no opening to tell, or the admin left the sentence empty. */
  text: string | null;
}

/** What the office hours say to a handoff at this moment; undefined while somebody is there, or where there are none (R47). */
export function outsideHours(
  preferences: Preferences,
  language: string | undefined,
  at: Date,
): OutsideHours | undefined {
  const hours = preferences.officeHours;
  if (hours === null || isOpen(hours, at)) return undefined;
  const opening = nextOpeningAt(hours, at);
  // Who would be held for ever is declined.
  const outcome = hours.outside === 'hold' && opening === null ? 'decline' : hours.outside;
  if (opening === null) return { outcome, opening, text: null };
  const when = formatOpening(hours, opening, language);
  const sentence = textsFor(preferences, language).texts.outsideHours;
  const text = sentence.replaceAll(/\{\{\s*nextOpening\s*\}\}/g, () => when);
  return { outcome, opening, text: text === '' ? null : text };
}
