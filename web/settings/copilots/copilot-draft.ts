import { useState } from 'react';
import type { CopilotView, PatchCopilot } from '../../../contract/admin';
import { originFault, urlFault } from './faults';

/** The copilot's own settings as they stand in the form. */
export interface Draft {
  name: string;
  callbackUrl: string;
  botUrl: string;
  botSpeaksFirst: boolean;
  avatarUrl: string;
  origins: string;
  enforceIdentity: boolean;
}

/** What is typed over what is stored: what nobody touched follows what is stored. */
export function useCopilotDraft(copilot: CopilotView) {
  const [edits, setEdits] = useState<Partial<Draft>>({});
  const stored = draftOf(copilot);
  const draft = { ...stored, ...edits };
  const body = differenceOf(bodyOf(draft), bodyOf(stored));
  return {
    draft,
    edits,
    body,
    faults: faultsOf(draft),
    isChanged: Object.keys(body).length > 0,
    set: (change: Partial<Draft>) => setEdits((now) => ({ ...now, ...change })),
    /** What was typed since stays. */
    saved: (sent: Partial<Draft>) =>
      setEdits((now) =>
        Object.fromEntries(Object.entries(now).filter(([key, value]) => sent[key as keyof Draft] !== value)),
      ),
  };
}

function draftOf(copilot: CopilotView): Draft {
  const { name, callbackUrl, botUrl, botSpeaksFirst, avatarUrl, allowedOrigins, enforceIdentity } = copilot;
  return {
    name,
    callbackUrl: callbackUrl ?? '',
    botUrl: botUrl ?? '',
    botSpeaksFirst,
    avatarUrl: avatarUrl ?? '',
    origins: allowedOrigins.join('\n'),
    enforceIdentity,
  };
}

function bodyOf(draft: Draft): PatchCopilot {
  return {
    name: draft.name.trim(),
    callbackUrl: draft.callbackUrl.trim() || null,
    botUrl: draft.botUrl.trim() || null,
    botSpeaksFirst: draft.botSpeaksFirst,
    avatarUrl: draft.avatarUrl.trim() || null,
    allowedOrigins: originsOf(draft),
    enforceIdentity: draft.enforceIdentity,
  };
}

/** Only this is sent: the audit log names what was changed. */
function differenceOf(wanted: PatchCopilot, stored: PatchCopilot): PatchCopilot {
  const isSame = (key: string) =>
    JSON.stringify(wanted[key as keyof PatchCopilot]) === JSON.stringify(stored[key as keyof PatchCopilot]);
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !isSame(key)));
}

/** By field; null or undefined = nothing is wrong with it. */
export type Faults = Partial<Record<keyof Draft, string | null | undefined>>;

function faultsOf(draft: Draft): Faults {
  return {
    name: draft.name.trim() === '' ? 'A copilot needs a name.' : null,
    callbackUrl: urlFault('A callback URL', draft.callbackUrl),
    botUrl: urlFault('A bot URL', draft.botUrl),
    avatarUrl: urlFault('The address of a picture', draft.avatarUrl),
    origins: originsOf(draft)
      .map(originFault)
      .find((fault) => fault !== null),
  };
}

function originsOf({ origins }: Draft): string[] {
  return origins.split(/\s+/).filter((origin) => origin !== '');
}
