import { Fragment, useState } from 'react';
import { visiblePieces, visibleText } from '../format/visible-text.ts';
import { texts } from '../texts/texts.ts';
import { useIsHasty } from './hasty.ts';
import classes from './Visible.module.css';

/** Longer texts are cut until one asks for more. */
const LIMIT = 200;
/** So much more is shown at a time: browsers take minutes to lay out a megabyte of mixed scripts. */
const MORE = 10_000;

/**
 * A text from a log, whatever is in it: what can't be seen or would turn its neighbours round is written as an escape,
 * direction stays its own, and length is bounded. `full` shows a text of any length.
 */
export function Visible({ text, full = false }: { readonly text: string; readonly full?: boolean }) {
  const [shown, setShown] = useState(LIMIT);
  const isHasty = useIsHasty();
  if (isHasty) return visibleText(cut(text, LIMIT));
  if (full || text.length <= shown) return <Pieces text={text} />;
  const next = shown < MORE ? MORE : shown + MORE;
  return (
    <>
      <Pieces text={`${cut(text, shown)}…`} />{' '}
      <button
        type="button"
        className="text-button"
        onClick={(event) => {
          event.stopPropagation();
          setShown(next);
        }}
      >
        {next < text.length ? texts.shared.someMore : texts.shared.more} (
        {texts.shared.characters(text.length)})
      </button>
    </>
  );
}

/** A value of a log, or a dash when there is none. */
export function Value({ value }: { readonly value: string | number | null }) {
  if (value === null || value === '') return <span className="muted">{texts.shared.none}</span>;
  return <Visible text={String(value)} />;
}

function Pieces({ text }: { readonly text: string }) {
  const pieces = visiblePieces(text);
  return (
    <bdi className={classes.text}>
      {pieces.map(({ text: piece, escaped }, i) => {
        const key = `${i}`;
        return escaped ? (
          <span key={key} className={classes.escape}>
            {piece}
          </span>
        ) : (
          <Fragment key={key}>{piece}</Fragment>
        );
      })}
    </bdi>
  );
}

/** The beginning of a text, without half a surrogate pair at its end. */
function cut(text: string, length: number): string {
  const end = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end;
}
