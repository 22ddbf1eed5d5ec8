import { createBrowserRouter, Navigate } from 'react-router';
import { AuditPage } from '../audit/audit-page';
import { ConnectionPage } from '../connection/connection-page';
import { CopilotPage } from '../copilots/copilot-page';
import { CopilotsPage } from '../copilots/copilots-page';
import { HandoffPage } from '../handoffs/handoff-page';
import { HandoffsPage } from '../handoffs/handoffs-page';
import { HealthPage } from '../health/health-page';
import { PreferencesPage } from '../preferences/preferences-page';
import { CopilotLayout } from './copilot-layout';
import { Crash, NoSuchPage } from './crash';
import { Shell } from './shell';

/** Every page has an address of its own, so that it can be linked to and reloaded. */
export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      errorElement: <Crash />,
      children: [
        { index: true, element: <Navigate to="/copilots" replace /> },
        { path: 'copilots', element: <CopilotsPage /> },
        {
          path: 'copilots/:copilotId',
          element: <CopilotLayout />,
          children: [
            { index: true, element: <CopilotPage /> },
            { path: 'zendesk', element: <ConnectionPage /> },
            { path: 'preferences', element: <PreferencesPage /> },
            { path: 'health', element: <HealthPage /> },
            { path: 'handoffs', element: <HandoffsPage /> },
            { path: 'handoffs/:handoffId', element: <HandoffPage /> },
          ],
        },
        { path: 'audit', element: <AuditPage /> },
        { path: '*', element: <NoSuchPage /> },
      ],
    },
  ],
  { basename: '/settings' },
);
