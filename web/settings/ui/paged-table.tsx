import { useEffect, useRef, type ReactNode } from 'react';
import type { Page } from '../api/queries';
import { Button } from './button';

export interface Column<T> {
  header: string;
  cell: (item: T) => ReactNode;
}

interface Props<T> {
  /** What it is a table of, for who does not see it. */
  label: string;
  columns: readonly Column<T>[];
  page: Page<T>;
  /** Instead of the table where there is nothing. */
  empty: ReactNode;
  /** Behind which one this page begins; null = with the newest. */
  after: string | null;
  onPage: (after: string | null) => void;
  /** What is shown is the page before; the other one is on its way. */
  isTurning: boolean;
}

/**
 * Newest first, page by page. Where the window is narrow the table is scrolled in its frame, by keyboard too. Who turns the page
 * goes on at the head of the other one: the button that was pressed may be gone.
 */
export function PagedTable<T extends { id: string }>(props: Props<T>) {
  const { label, columns, page, empty, after, onPage, isTurning } = props;
  const { items, next } = page;
  const frame = useRef<HTMLDivElement>(null);
  const hasTurned = useRef(false);
  useEffect(() => {
    if (!hasTurned.current || isTurning) return;
    hasTurned.current = false;
    frame.current?.focus();
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [after, isTurning]);
  const turnTo = (to: string | null) => {
    hasTurned.current = true;
    onPage(to);
  };
  return (
    <>
      {items.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <div
          ref={frame}
          className="table-box"
          role="region"
          aria-label={label}
          aria-busy={isTurning}
          tabIndex={0}
        >
          <table>
            <thead>
              <tr>
                {columns.map(({ header }) => (
                  <th key={header} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  {columns.map(({ header, cell }) => (
                    <td key={header}>{cell(item)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(after !== null || next !== null) && (
        <div className="actions start">
          {after !== null && (
            <Button isPending={isTurning} onPress={() => turnTo(null)}>
              Newest
            </Button>
          )}
          {next !== null && (
            <Button isPending={isTurning} onPress={() => turnTo(next)}>
              Older
            </Button>
          )}
        </div>
      )}
    </>
  );
}
