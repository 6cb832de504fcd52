import type { ReactNode } from 'react';
import { visiblePieces } from '../visible-text.ts';

/** A text that came from a log: never markup, no unseen characters, no influence on the direction of what is around. */
export function Text({ children }: { readonly children: string }): ReactNode {
  let place = 0;
  return (
    <bdi>
      {visiblePieces(children).map(({ text, escaped }) => {
        place += text.length;
        return escaped ? (
          <span key={place} className="escape">
            {text}
          </span>
        ) : (
          text
        );
      })}
    </bdi>
  );
}
