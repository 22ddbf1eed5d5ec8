import { call, getAccounts } from './api.js';
import { $, el, keyed, setText, toast } from './dom.js';
import { API_TYPES, OPERATIONS, PRESETS, WEBHOOK_TYPES, words } from './fault-rules.js';

const POLL_MS = 2000;
let accounts = [];
/** Parts of a preset that the form has no field for. */
let extra = {};

const fill = (select, pairs) =>
  select.replaceChildren(...pairs.map(([value, name]) => new Option(name, value)));
const accountName = (appId) => accounts.find((account) => account.appId === appId)?.subdomain ?? appId;

async function refresh() {
  try {
    const [{ items }, known] = await Promise.all([call('GET', '/simulator/faults'), getAccounts()]);
    showAccounts(known);
    show(items);
  } catch (error) {
    $('note').hidden = false;
    setText($('note'), error.message);
  }
}

function showAccounts(known) {
  if (JSON.stringify(known) === JSON.stringify(accounts) && $('app').options.length > 0) return;
  accounts = known;
  const chosen = $('app').value;
  fill($('app'), [
    ['', 'every account'],
    ...accounts.map(({ appId, subdomain }) => [appId, subdomain ?? appId]),
  ]);
  $('app').value = chosen;
}

function show(items) {
  $('note').hidden = items.length > 0;
  setText($('note'), 'No rule: the simulator behaves.');
  $('clear').hidden = items.length === 0;
  keyed(
    $('rules'),
    items,
    (rule) => rule.id,
    createRule,
    (node, rule) => {
      setText(node.querySelector('.rule-name'), words(rule, accountName));
      setText(node.querySelector('.rule-count'), rule.fired === undefined ? '' : `fired ${rule.fired} times`);
    },
  );
}

function createRule(rule) {
  const remove = el('button', '', 'Remove');
  remove.type = 'button';
  remove.addEventListener('click', () =>
    change('DELETE', `/simulator/faults/${encodeURIComponent(rule.id)}`),
  );
  const body = el('div', 'rule-body', el('p', 'rule-name'), el('p', 'rule-count'));
  const node = el('li', 'rule', body, remove);
  node.dataset.faultId = rule.id;
  return node;
}

async function change(method, path, body) {
  try {
    await call(method, path, body);
  } catch (error) {
    toast(error.message);
  }
  await refresh();
}

function ruleOfForm() {
  const isWebhook = $('op').value === 'webhook';
  const number = (id) => ($(id).value === '' ? undefined : Number($(id).value));
  const text = (id) => $(id).value.trim() || undefined;
  const match = text('text') === undefined ? undefined : { text: text('text') };
  const shared = { op: $('op').value, appId: text('app'), match, nth: number('nth'), times: number('times') };
  const done = { ...extra, type: $('type').value, ms: number('ms') };
  if (isWebhook) return { ...shared, trigger: text('triggers'), do: done };
  return { ...shared, when: $('when').value, do: { ...done, status: number('status') } };
}

function fit(type) {
  const isWebhook = $('op').value === 'webhook';
  const types = isWebhook ? WEBHOOK_TYPES : API_TYPES;
  const chosen = type ?? $('type').value;
  fill($('type'), types);
  $('type').value = types.some(([name]) => name === chosen) ? chosen : types[0][0];
  for (const label of $('form').querySelectorAll('[data-for]')) {
    label.hidden = label.dataset.for !== (isWebhook ? 'webhook' : 'api');
  }
  const takesStatus = ['status', 'empty2xx', 'redirect'].includes($('type').value);
  $('status').disabled = !takesStatus;
  if (!takesStatus) $('status').value = '';
}

function choose({ rule }, button) {
  const { type, status, ms, ...rest } = rule.do;
  $('form').reset();
  $('op').value = rule.op;
  fit(type);
  $('when').value = rule.when ?? 'before';
  $('status').value = status ?? '';
  $('ms').value = ms ?? '';
  extra = rest;
  press(button);
}

function press(chosen) {
  for (const button of $('presets').children) button.setAttribute('aria-pressed', String(button === chosen));
}

fill($('op'), OPERATIONS);
fit();
for (const preset of PRESETS) {
  const button = el('button', '', preset.name);
  button.type = 'button';
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => choose(preset, button));
  $('presets').append(button);
}
$('form').addEventListener('input', (event) => {
  // What was ready-made is now one's own.
  extra = {};
  press(null);
  if (event.target === $('op') || event.target === $('type')) fit();
});
$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  change('POST', '/simulator/faults', ruleOfForm());
});
$('clear').addEventListener('click', () => change('DELETE', '/simulator/faults'));
refresh();
setInterval(refresh, POLL_MS);
