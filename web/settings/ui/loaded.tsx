import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { wordsOf } from '../api/client';
import { Button } from './button';
import { Notice } from './notice';

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What a query brings, or that it is on its way, or why it is not there and how to try again. */
export function Loaded<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Notice kind="warning">Shown as it was: {wordsOf(query.error)}</Notice>}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) {
    return (
      <div>
        <Notice kind="error">{wordsOf(query.error)}</Notice>
        <Button onPress={() => void query.refetch()}>Try again</Button>
      </div>
    );
  }
  return (
    <p className="loading" role="status">
      Loading …
    </p>
  );
}
