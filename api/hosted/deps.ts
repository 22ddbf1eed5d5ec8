import type { Request, Response } from 'express';
import type { Logger } from '../../config/logger';
import type { Copilot, Store } from '../../store/types';
import type { SessionService } from './service';

/** Which pages may use a copilot's widget. */
export interface OriginCheck {
  /** Sets the CORS headers for this copilot. @throws HttpError `origin_not_allowed` for a page that is not on its list. */
  allow(req: Request, res: Response, copilot: Copilot): void;
  /** The same for a socket, by its handshake's `Origin`; absent: not a browser, allowed. */
  isAllowed(origin: string | undefined, copilot: Copilot): boolean;
  /** Whether any copilot allows it, or it is our own. */
  isKnown(origin: string): Promise<boolean>;
  /** Answers preflights, where the copilot is not known yet: for an origin that any copilot allows. */
  preflight: (req: Request, res: Response, next: (error?: unknown) => void) => void;
}

/** What the modules that speak older widgets' protocols are given. */
export interface CompatDeps {
  sessions: SessionService;
  origins: OriginCheck;
  store: Store;
  logger: Logger;
}
