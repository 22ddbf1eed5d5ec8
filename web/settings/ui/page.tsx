import { useEffect, type ReactNode } from 'react';

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** What can be done on this page. Above what is loaded, so that a button does not move away from under a press. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page's heading, which is also the browser's title. */
export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Handoff settings`;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
        {actions !== undefined && <div className="actions start">{actions}</div>}
      </header>
      {children}
    </>
  );
}

export function Section({ title, help, children }: { title: string; help?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      {help !== undefined && <p className="help">{help}</p>}
      {children}
    </section>
  );
}
