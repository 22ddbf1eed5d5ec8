import type { Request } from 'express';
import { HttpError } from './errors';

/**
 * A change comes from a page of ours: `Sec-Fetch-Site`, which no page can forge, says `same-origin`, and `Origin` names us.
 * One of the two must be there: every browser that can run the settings page sends both. Beside it stand SameSite=Strict and
 * bodies that must be JSON (S32).
 * @throws HttpError `csrf_rejected`
 */
export function checkSameOrigin(req: Request, publicUrl: string): void {
  const site = req.get('Sec-Fetch-Site');
  const origin = req.get('Origin');
  if (site === undefined && origin === undefined) throw rejected();
  if (site !== undefined && site !== 'same-origin') throw rejected();
  if (origin !== undefined && !isOurs(origin, req.get('Host'), publicUrl)) throw rejected();
}

/** What only reads is not for the frames and images of other sites either. @throws HttpError `csrf_rejected` */
export function checkFetchSite(req: Request): void {
  const site = req.get('Sec-Fetch-Site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw rejected();
}

/** Behind a proxy the host we see may be an inner one: then it is the public URL that counts. */
function isOurs(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === host;
}

function rejected(): HttpError {
  return new HttpError('csrf_rejected', 'This request does not come from a page of this server.');
}
