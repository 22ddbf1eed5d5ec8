/** What is wrong with a URL that we are to call, while it is typed; the server has the last word. */
export function urlFault(what: string, url: string): string | null {
  const given = url.trim();
  if (given === '') return null;
  if (!/^https?:\/\//.test(given)) return `${what} begins with https://`;
  return URL.canParse(given) ? null : 'This is not a URL yet.';
}

/** What is wrong with an allowed origin. */
export function originFault(origin: string): string | null {
  if (!URL.canParse(origin)) return `${origin}: an origin looks like https://www.example.com`;
  const { origin: parsed, protocol } = new URL(origin);
  if (protocol !== 'https:' && protocol !== 'http:') return `${origin}: begins with https://`;
  return parsed === origin ? null : `${origin}: without a path; did you mean ${parsed}?`;
}
