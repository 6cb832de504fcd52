import type { ReactNode } from 'react';
import { splitPath } from '../format.ts';
import { visibleText } from '../visible-text.ts';
import { Text } from './Text.tsx';

/** A path on one line: where it does not fit, its folders are shortened and its name stays. The title has all of it. */
export function Path({ path }: { readonly path: string }): ReactNode {
  const { folders, name } = splitPath(path);
  return (
    <span className="value parted" title={visibleText(path)}>
      <span className="folders">
        <Text>{folders}</Text>
      </span>
      <span className="name">
        <Text>{name}</Text>
      </span>
    </span>
  );
}
