/** @throws Error in words, of a refusal or of no answer. */
export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error('The simulator does not answer.');
  }
  const text = await response.text();
  const answer = text === '' ? {} : readJson(text);
  if (!response.ok) throw new Error(answer.error?.message ?? `Refused (${response.status}).`);
  return answer;
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const api = '/workspace/api';

export const getAccounts = () => call('GET', `${api}/accounts`).then((answer) => answer.items);
export const getAgents = () => call('GET', `${api}/agents`).then((answer) => answer.items);
export const getTickets = () => call('GET', `${api}/tickets`).then((answer) => answer.items);
export const getTicket = (id) =>
  call('GET', `${api}/tickets/${encodeURIComponent(id)}`).then((answer) => answer.ticket);
export const act = (id, action, body) =>
  call('POST', `${api}/tickets/${encodeURIComponent(id)}/${action}`, body);
