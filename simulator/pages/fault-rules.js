/** The rules one may choose from: `do.type` by what it is done to, and ready-made ones. */

export const OPERATIONS = [
  ['*', 'every API call'],
  ['webhook', 'webhooks'],
  ['postMessage', 'postMessage'],
  ['createUser', 'createUser'],
  ['getUser', 'getUser'],
  ['createConversation', 'createConversation'],
  ['getConversation', 'getConversation'],
  ['listConversations', 'listConversations'],
  ['listMessages', 'listMessages'],
  ['passControl', 'passControl'],
  ['releaseControl', 'releaseControl'],
  ['postActivity', 'postActivity'],
  ['uploadAttachment', 'uploadAttachment'],
  ['getApp', 'getApp'],
  ['createWebhook', 'createWebhook'],
  ['createIntegration', 'createIntegration'],
];

export const API_TYPES = [
  ['status', 'answers with a status'],
  ['delay', 'answers late'],
  ['drop', 'connection closed without an answer'],
  ['reset', 'connection reset'],
  ['hang', 'never answers'],
  ['drip', 'answers byte by byte'],
  ['half', 'half an answer'],
  ['html200', '200 with an HTML page'],
  ['empty2xx', '2xx without a body'],
  ['redirect', 'redirect'],
  ['stale-read', 'reads miss what is new'],
];

export const WEBHOOK_TYPES = [
  ['lose', 'lost'],
  ['dup', 'sent twice'],
  ['delay', 'sent late'],
  ['reorder', 'sent out of order'],
  ['batch', 'sent in batches'],
  ['hold', 'held until the rule is removed'],
  ['tamper', 'body altered'],
  ['wrongKey', 'sent with a wrong key'],
];

export const PRESETS = [
  { name: 'Zendesk answers 503', rule: { op: '*', when: 'before', do: { type: 'status', status: 503 } } },
  { name: '401 credentials revoked', rule: { op: '*', when: 'before', do: { type: 'status', status: 401 } } },
  { name: 'Answers lost after commit', rule: { op: 'postMessage', when: 'after', do: { type: 'reset' } } },
  { name: 'Webhooks lost', rule: { op: 'webhook', do: { type: 'lose' } } },
  { name: 'Webhooks doubled', rule: { op: 'webhook', do: { type: 'dup', n: 2 } } },
  { name: 'Slow 3 s', rule: { op: '*', when: 'before', do: { type: 'delay', ms: 3000 } } },
];

/** One rule in words. */
export function words(rule, accountName) {
  const isWebhook = rule.op === 'webhook';
  const types = new Map(isWebhook ? WEBHOOK_TYPES : API_TYPES);
  const parts = [
    `${new Map(OPERATIONS).get(rule.op) ?? rule.op}: ${types.get(rule.do.type) ?? rule.do.type}`,
  ];
  if (rule.do.status !== undefined) parts.push(String(rule.do.status));
  if (rule.do.ms !== undefined) parts.push(`${rule.do.ms} ms`);
  if (rule.when === 'after') parts.push('after it is done');
  if (rule.trigger) parts.push(rule.trigger);
  if (rule.appId) parts.push(accountName(rule.appId));
  if (rule.match?.text) parts.push(`text “${rule.match.text}”`);
  if (rule.nth) parts.push(`from match ${rule.nth}`);
  if (rule.times) parts.push(`${rule.times} times`);
  if (rule.p !== undefined) parts.push(`probability ${rule.p}`);
  return parts.join(' · ');
}
