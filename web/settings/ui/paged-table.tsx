import type { ReactNode } from 'react';
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
}

/** Newest first, page by page. Where the window is narrow the table is scrolled in its frame, by keyboard too. */
export function PagedTable<T extends { id: string }>(props: Props<T>) {
  const { label, columns, page, empty, after, onPage } = props;
  const { items, next } = page;
  return (
    <>
      {items.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <div className="table-box" role="region" aria-label={label} tabIndex={0}>
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
          {after !== null && <Button onPress={() => onPage(null)}>Newest</Button>}
          {next !== null && <Button onPress={() => onPage(next)}>Older</Button>}
        </div>
      )}
    </>
  );
}
