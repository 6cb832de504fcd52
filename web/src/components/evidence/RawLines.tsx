import { useState } from 'react';
import type { Evidence } from '../../api/types.ts';
import { formatNumber } from '../../format/numbers.ts';
import { texts } from '../../texts/texts.ts';
import { CopyButton } from '../CopyButton.tsx';
import { Mark } from '../OutcomeMark.tsx';
import { Visible } from '../Visible.tsx';
import classes from './Evidence.module.css';

/** A raw line of this length is shown at once; of a longer one the beginning, until one asks. */
const SHOWN_CHARACTERS = 4_000;

/** The line of a record as it stands in the log now, between its neighbours; or why it can't be shown. */
export function RawLines({
  record: { line, line_error: why, byte_offset: offset, before, after },
  onMoreLines,
}: {
  readonly record: Evidence;
  readonly onMoreLines: (() => void) | undefined;
}) {
  const { requests } = texts;
  const [whole, setWhole] = useState(false);
  if (line === null) {
    return (
      <p>
        <Mark tone="slow">{requests.lineMissing}:</Mark> <Visible text={why ?? texts.shared.none} />
      </p>
    );
  }
  const around = (place: string, lines: Evidence['before']) =>
    lines.map(({ byte_offset: at, text }) => (
      <li key={at}>
        <span className={classes.offset}>
          <span className="visually-hidden">{place}, </span>
          {formatNumber(at)}
        </span>
        <code>
          <Visible text={text} full={text.length <= SHOWN_CHARACTERS} />
        </code>
      </li>
    ));
  return (
    <>
      <p className={classes.head}>
        {requests.rawLine} <CopyButton text={line} label={requests.copyLine} />
        <button type="button" className="text-button" aria-pressed={whole} onClick={() => setWhole(!whole)}>
          {whole ? requests.shortNeighbours : requests.wholeNeighbours}
        </button>
        {onMoreLines !== undefined && (
          <button type="button" className="text-button" onClick={onMoreLines}>
            {requests.moreLines}
          </button>
        )}
      </p>
      <ol
        className={classes.lines}
        data-whole={whole}
        aria-label={requests.aroundLine}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {around(requests.lineBefore, before)}
        <li aria-current="true">
          <span className={classes.offset}>
            <span className="visually-hidden">{requests.thisLine}, </span>
            {formatNumber(offset)}
          </span>
          <code>
            <Visible text={line} full={line.length <= SHOWN_CHARACTERS} />
          </code>
        </li>
        {around(requests.lineAfter, after)}
      </ol>
    </>
  );
}
