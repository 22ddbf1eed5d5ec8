import type { World } from './world';

/** The `user` of product.txt. */
export const USER = {
  name: "Widget User's Name",
  email: 'widget.user.email@example.com',
  avatar: 'https://link.to.avatar/',
  phone: '1234567890',
  customData: {
    key1: 'value1',
    'dataCapture.ticketField.3584154321651': 'Some value',
    'dataCapture.ticketField.765484654312': 'User-specific value',
    'dataCapture.systemField.tags': 'my_tag1,my_tag2',
  },
};

/** A connected copilot for widgets, of any year: with these settings, and the public token that a page shows. */
export async function widgetCopilot(
  world: World,
  settings: Readonly<Record<string, unknown>>,
  preferences?: Record<string, unknown>,
) {
  const copilot = await world.connectedCopilot(preferences === undefined ? {} : { preferences });
  const path = `/copilots/${copilot.copilotId}`;
  const changed = await world.admin<{ copilot: { publicToken: string } }>('PATCH', path, settings);
  if (changed.status !== 200) throw new Error(`settings: ${JSON.stringify(changed.body)}`);
  return { copilot, token: changed.body.copilot.publicToken };
}
