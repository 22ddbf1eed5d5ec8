import { isCustomDataAllowed, type Preferences } from '../../contract/preferences';
import type { StartHandoff, UserInput } from '../../contract/handoff';
import { personOf } from '../../store/hosted/person';
import type { HostedSession } from '../../store/types';

const TICKET_DATA = 'dataCapture.';

/**
 * A handoff of a session that we host: who the user is, we know; a backend may know better. What only the page said stays
 * bound by the admin's allow-list also beside an identity that is signed, or that the backend vouches for, which would otherwise
 * lift it (S14, S15); and its name and e-mail do not become verified because the backend knows who it is.
 */
export function requestOf(
  session: HostedSession,
  request: Omit<StartHandoff, 'sessionId' | 'user'> & { user?: UserInput },
  preferences: Preferences,
): StartHandoff {
  const { user, identity, language } = session;
  const asserted = request.user ?? {};
  const isVouchedFor = identity === null && asserted.verified === true;
  const person: UserInput = isVouchedFor ? {} : personOf(user, identity);
  const isVerified = isVouchedFor || identity !== null;
  const fromPage = isVerified ? permitted(user.customData ?? {}, preferences) : {};
  const customData = { ...fromPage, ...person.customData, ...asserted.customData };
  return {
    ...request,
    sessionId: session.id,
    user: {
      ...person,
      ...asserted,
      ...(Object.keys(customData).length === 0 ? {} : { customData }),
    },
    ...(request.language === undefined && language !== null ? { language } : {}),
  };
}

function permitted(customData: Record<string, unknown>, { customDataAllow }: Preferences) {
  return Object.fromEntries(
    Object.entries(customData).filter(
      ([key]) => !key.startsWith(TICKET_DATA) || isCustomDataAllowed(key, customDataAllow),
    ),
  );
}
