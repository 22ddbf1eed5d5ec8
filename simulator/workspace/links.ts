import { Router } from 'express';
import { ControlError } from '../domain/control-error';
import type { Sim } from '../domain/sim';

/** `/workspace/conversations/{id}`: to the newest ticket of a conversation, for links from outside. */
export function conversationLinks(sim: Sim): Router {
  const router = Router();
  router.get('/:conversationId', (req, res) => {
    const ticket = sim.world.ticketsByConversation.all(req.params.conversationId).at(-1);
    if (ticket === undefined) throw new ControlError(404, 'not_found', 'This conversation has no ticket');
    res.redirect(`/workspace#/tickets/${encodeURIComponent(ticket.id)}`);
  });
  return router;
}
