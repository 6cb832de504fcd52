import type { ReactNode } from 'react';

/** A name and what stands for it. */
export type Fact = readonly [string, ReactNode];

interface Props {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly wide?: boolean;
}

/** A titled list of names and values. */
export function Facts({ title, facts, wide = false }: Props): ReactNode {
  return (
    <div className={wide ? 'facts widest' : 'facts'}>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
