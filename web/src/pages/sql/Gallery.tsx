import type { SavedQuery } from '../../api/types.ts';
import { Time } from '../../components/Time.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { texts } from '../../texts/texts.ts';
import type { PastQuery } from './history.ts';
import classes from './Sql.module.css';

interface Props {
  readonly queries: readonly SavedQuery[];
  readonly history: readonly PastQuery[];
  readonly onChoose: (sql: string, chart: SavedQuery['chart']) => void;
  readonly onDelete: (id: string) => void;
  readonly onClearHistory: () => void;
}

/** Questions to choose from: the user's own, those that come with mapiscope, and what was run before. */
export function Gallery({ queries, history, onChoose, onDelete, onClearHistory }: Props) {
  const { gallery } = texts.sql;
  const own = queries.filter(({ shipped }) => !shipped);
  const shipped = queries.filter((query) => query.shipped);
  return (
    <div className={classes.gallery}>
      {own.length > 0 && (
        <section aria-label={gallery.own}>
          <h2>{gallery.own}</h2>
          <ul className={classes.questions}>
            {own.map((query) => (
              <Question key={query.id} query={query} onChoose={onChoose} onDelete={onDelete} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label={gallery.shipped}>
        <h2>{gallery.shipped}</h2>
        <ul className={classes.questions}>
          {shipped.map((query) => (
            <Question key={query.id} query={query} onChoose={onChoose} />
          ))}
        </ul>
      </section>
      {history.length > 0 && (
        <section aria-label={gallery.history}>
          <h2>
            {gallery.history}{' '}
            <button type="button" className="text-button" onClick={onClearHistory}>
              {gallery.clear}
            </button>
          </h2>
          <p className="muted">{gallery.historyNote}</p>
          <ul className={classes.questions}>
            {history.map(({ sql, atMs, rows, elapsedMs }) => (
              <li key={sql}>
                <button type="button" className={classes.past} onClick={() => onChoose(sql, null)}>
                  <code>{visibleText(sql.replace(/\s+/g, ' ').slice(0, 140))}</code>
                </button>
                <span className="muted">
                  <Time at={new Date(atMs).toISOString()} /> {gallery.gave(rows, formatDuration(elapsedMs))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Question({
  query: { id, title, description, sql, chart },
  onChoose,
  onDelete,
}: {
  readonly query: SavedQuery;
  readonly onChoose: Props['onChoose'];
  readonly onDelete?: Props['onDelete'];
}) {
  return (
    <li>
      <button type="button" className="text-button" onClick={() => onChoose(sql, chart)}>
        {visibleText(title)}
      </button>
      {onDelete !== undefined && (
        <button
          type="button"
          className={`text-button ${classes.remove}`}
          aria-label={texts.sql.gallery.deleteOne(title)}
          onClick={() => onDelete(id)}
        >
          {texts.sql.gallery.delete}
        </button>
      )}
      {description !== null && <div className="muted">{visibleText(description)}</div>}
    </li>
  );
}
