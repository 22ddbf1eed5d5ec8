/** Who chats. A real server takes this from its own login; here it is the `user` of the widget's options, unchanged. */
export const VISITOR = {
  name: "Widget User's Name",
  email: 'widget.user.email@example.com',
  avatar: 'https://link.to.avatar/',
  phone: '1234567890',
  customData: {
    // Any custom data you want to send to the copilot backend
    key1: 'value1',

    // Any Zendesk metadata
    'dataCapture.ticketField.3584154321651': 'Some value',
    'dataCapture.ticketField.765484654312': 'User-specific value',
    'dataCapture.systemField.tags': 'my_tag1,my_tag2',
  },
};

export const COPILOT = { name: 'Copilot', avatarUrl: '/copilot.svg' };
