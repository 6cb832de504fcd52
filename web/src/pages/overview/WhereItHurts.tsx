import { SegmentedControl } from '@mantine/core';
import { useLocation } from 'wouter';
import type { Overview } from '../../api/types.ts';
import { BarList } from '../../components/BarList.tsx';
import { Section } from '../../components/Section.tsx';
import { visibleText } from '../../format/visible-text.ts';
import type { FilterName } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import classes from './Overview.module.css';

type Worst = Overview['worst'][number];

const filters = {
  user: 'user',
  database: 'database',
  client_version: 'client_version',
  subnet: 'subnet',
  code: null,
} as const satisfies Record<Worst['dimension'], FilterName | null>;

/** Who and what has most of the failures, or of the reconnects. */
export function WhereItHurts({ data }: { readonly data: Overview }) {
  const [wanted, setWanted] = useParameter('hurts');
  const measure = wanted === 'reconnects' ? 'reconnects' : 'failed';
  const { hurts } = texts.overview;
  const lists = data.worst.filter(({ groups }) => groups.some((group) => group[measure] > 0));
  return (
    <Section
      title={hurts.title}
      aside={
        <SegmentedControl
          aria-label={hurts.label}
          value={measure}
          onChange={(value) => setWanted(value === 'failed' ? null : value)}
          data={[
            { value: 'failed', label: hurts.failures },
            { value: 'reconnects', label: hurts.reconnects },
          ]}
        />
      }
    >
      {lists.length === 0 ? (
        <p className="muted">{measure === 'failed' ? texts.overview.noFailures : hurts.noReconnects}</p>
      ) : (
        <div className={classes.lists}>
          {lists.map((worst) => (
            <List key={worst.dimension} worst={worst} measure={measure} />
          ))}
        </div>
      )}
    </Section>
  );
}

function List({ worst, measure }: { readonly worst: Worst; readonly measure: 'failed' | 'reconnects' }) {
  const { add, href } = useFilters();
  const [, navigate] = useLocation();
  const { dimensions } = texts.overview.hurts;
  const { dimension, groups, rest } = worst;
  const filter = filters[dimension];
  const choose = (value: string): void => {
    if (filter !== null) {
      add(filter, value);
      return;
    }
    const address = href('/failures');
    navigate(`${address}${address.includes('?') ? '&' : '?'}code=${encodeURIComponent(value)}`);
  };
  const label = dimensions[dimension];
  return (
    <div>
      <h3>{label}</h3>
      <BarList
        label={label}
        tone={measure === 'failed' ? 'failed' : 'slow'}
        bars={groups
          .filter((group) => group[measure] > 0)
          .toSorted((a, b) => b[measure] - a[measure])
          .map((group) => ({ value: group.value, count: group[measure] }))}
        rest={rest[measure]}
        {...(filter !== null || hasPage('/failures') ? { onChoose: choose } : {})}
        chooseTitle={(value) =>
          texts.shared.filterBy(filter === null ? label : texts.filters.names[filter], visibleText(value))
        }
      />
    </div>
  );
}
