/** "Check the boxes for all event types" (product.txt): every trigger that a webhook of version 2 may name. */
export const TRIGGERS: readonly string[] = [
  'conversation:create',
  'conversation:join',
  'conversation:leave',
  'conversation:message',
  'conversation:message:delivery:channel',
  'conversation:message:delivery:failure',
  'conversation:message:delivery:user',
  'conversation:postback',
  'conversation:read',
  'conversation:referral',
  'conversation:remove',
  'conversation:typing',
  'switchboard:acceptControl',
  'switchboard:acceptControl:failure',
  'switchboard:offerControl',
  'switchboard:offerControl:failure',
  'switchboard:passControl',
  'switchboard:passControl:failure',
  'switchboard:releaseControl',
  'user:merge',
  'user:remove',
];

/** Without these a handoff loses messages or never ends. */
export const NEEDED: readonly string[] = [
  'conversation:message',
  'conversation:read',
  'conversation:remove',
  'conversation:typing',
  'switchboard:passControl',
  'switchboard:passControl:failure',
  'switchboard:releaseControl',
  'user:merge',
];
