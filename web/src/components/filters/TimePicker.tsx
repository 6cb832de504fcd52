import { Popover, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { statusQuery } from '../../api/queries.ts';
import type { Status } from '../../api/types.ts';
import { ALL_TIME, DEFAULT_SINCE, type Filters } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import { Skeleton } from '../Skeleton.tsx';
import classes from './FilterBar.module.css';
import { rangeName } from './range-name.ts';

const AbsoluteRange = lazy(() => import('./AbsoluteRange.tsx'));

type Preset = keyof typeof texts.filters.time.last;
const presets = ['15m', '1h', '4h', '24h', '7d', '30d'] as const satisfies readonly Preset[];

/** Older than this, and a range up to now would be empty: then it goes up to the newest record. Milliseconds. */
const FRESH_MS = 15 * 60_000;

/** Chooses the time that is looked at. */
export function TimePicker() {
  const { filters, setRange } = useFilters();
  const { zone, isUtc, setUtc } = useZone();
  const [open, setOpen] = useState(false);
  const status = useQuery({ ...statusQuery, enabled: false }).data;
  const anchor = isFresh(status) ? 'now' : 'latest';
  const { time } = texts.filters;
  const choose = (since: string | null, until: string | null): void => {
    setRange(since, until);
    setOpen(false);
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <button type="button" className={classes.trigger} title={time.label} onClick={() => setOpen(!open)}>
          <span className="visually-hidden">{time.label}: </span>
          {rangeName(filters, zone)} ▾
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel} p="xs">
        <div className={classes.time}>
          <div className={classes.presets}>
            {presets.map((preset) => (
              <button
                key={preset}
                type="button"
                aria-pressed={isPreset(filters, preset)}
                onClick={() => choose(`${anchor}-${preset}`, null)}
              >
                {time.last[preset]}
              </button>
            ))}
            <button
              type="button"
              aria-pressed={filters.since === ALL_TIME}
              onClick={() => choose(ALL_TIME, null)}
            >
              {time.all}
            </button>
            <p className="muted">{anchor === 'now' ? time.anchorNow : time.anchorLatest}</p>
          </div>
          <div className={classes.absolute}>
            <SegmentedControl
              aria-label={time.zone}
              value={isUtc ? 'utc' : 'local'}
              onChange={(value) => setUtc(value === 'utc')}
              data={[
                { value: 'local', label: time.local },
                { value: 'utc', label: time.utc },
              ]}
            />
            <Suspense fallback={<Skeleton lines={5} />}>
              <AbsoluteRange onChoose={choose} />
            </Suspense>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function isPreset({ since, until }: Filters, preset: Preset): boolean {
  const from = since === null && until === null ? DEFAULT_SINCE : since;
  return until === null && from !== null && from.endsWith(`-${preset}`);
}

/** Whether the newest record is of this moment. */
function isFresh(status: Status | undefined): boolean {
  const last = status?.totals.last_at;
  return last != null && Date.now() - Date.parse(last) < FRESH_MS;
}
