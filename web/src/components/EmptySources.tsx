import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

/** Nothing was read: says which commands change that. */
export function EmptySources(): ReactNode {
  const { emptyTitle, emptyText, commandOnce, emptyOnce, commandAlways, emptyAlways } = texts.sources;
  return (
    <div className="empty">
      <h3>{emptyTitle}</h3>
      <p>{emptyText}</p>
      <dl>
        <div>
          <dt>
            <code>{commandOnce}</code>
          </dt>
          <dd>{emptyOnce}</dd>
        </div>
        <div>
          <dt>
            <code>{commandAlways}</code>
          </dt>
          <dd>{emptyAlways}</dd>
        </div>
      </dl>
    </div>
  );
}
