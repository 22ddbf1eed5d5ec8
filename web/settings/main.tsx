import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { ApiError } from './api/client';
import { router } from './app/router';
import { ShowsOnce } from './ui/show-once';
import './style/base.css';
import './style/forms.css';
import './style/layout.css';
import './style/parts.css';

/** The session is over: the frame asks for it, hears so, and shows the sign-in. */
const onError = (error: Error) => {
  const isOver = error instanceof ApiError && error.status === 401;
  // Without one, it is the sign-in that was refused, and says so itself.
  if (isOver && queries.getQueryData(['session']) !== undefined)
    void queries.invalidateQueries({ queryKey: ['session'] });
};

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== 'session') onError(error);
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused it refuses again; what did not reach it may reach it next time.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ShowsOnce>
        <RouterProvider router={router} />
      </ShowsOnce>
    </QueryClientProvider>
  </StrictMode>,
);
