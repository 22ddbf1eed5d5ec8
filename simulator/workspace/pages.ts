import express, { Router } from 'express';
import path from 'node:path';

const PAGES = path.join(__dirname, '..', 'pages');
const POLICY =
  "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The static pages under `/workspace`. */
export function pagesRouter(): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    });
    next();
  });
  router.get('/', (_req, res) => res.sendFile(path.join(PAGES, 'workspace.html')));
  router.get('/faults', (_req, res) => res.sendFile(path.join(PAGES, 'faults.html')));
  router.use('/avatars', express.static(path.join(PAGES, 'avatars')));
  router.use('/static', express.static(path.join(PAGES, 'static')), express.static(PAGES, { index: false }));
  return router;
}
