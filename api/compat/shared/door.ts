import type { Request, Response } from 'express';
import type { Copilot } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { unauthorized } from '../../http/auth';
import { parseJson, readBytes, requireJson } from '../../http/body';

const BODY_LIMIT_BYTES = 256 * 1024;

/** The copilot of `X-Bot-Token`, for a page that may use it. @throws 401 for an unknown token, 403 for a foreign page. */
export async function copilotOfBotToken(
  { sessions, origins }: CompatDeps,
  req: Request,
  res: Response,
): Promise<Copilot> {
  const copilot = await sessions.copilotByPublicToken(req.get('X-Bot-Token') ?? '');
  if (copilot === undefined) throw unauthorized();
  res.locals['copilotId'] = copilot.id;
  origins.allow(req, res, copilot);
  return copilot;
}

export async function readJson(req: Request, res: Response): Promise<unknown> {
  requireJson(req.get('content-type'));
  return parseJson(await readBytes(req, res, BODY_LIMIT_BYTES));
}
