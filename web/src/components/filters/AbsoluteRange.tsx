import { Button } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { millisecondsInDay } from 'date-fns/constants';
import { useState } from 'react';
import { statusQuery } from '../../api/queries.ts';
import { formatTime, timeIn } from '../../format/times.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import './dates.css';

/** A range from one wall clock to another, in the chosen zone. */
export default function AbsoluteRange({
  onChoose,
}: {
  readonly onChoose: (since: string, until: string) => void;
}) {
  const { zone } = useZone();
  const { filters } = useFilters();
  const totals = useQuery({ ...statusQuery, enabled: false }).data?.totals;
  const newest = totals?.last_at ?? new Date().toISOString();
  const dayBefore = new Date(Date.parse(newest) - millisecondsInDay).toISOString();
  const [from, setFrom] = useState(() => wallClock(filters.since, zone) ?? wallClock(dayBefore, zone));
  const [until, setUntil] = useState(() => wallClock(filters.until, zone) ?? wallClock(newest, zone));
  const { time } = texts.filters;
  const since = from === null ? null : timeIn(from, zone);
  const end = until === null ? null : timeIn(until, zone);
  const wrongOrder = since !== null && end !== null && end <= since;
  const shared = {
    withSeconds: true,
    valueFormat: 'YYYY-MM-DD HH:mm:ss',
    size: 'xs',
    popoverProps: { withinPortal: false },
  } as const;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (since === null || end === null || wrongOrder) return;
        onChoose(new Date(since).toISOString(), new Date(end).toISOString());
      }}
    >
      <DateTimePicker {...shared} label={time.from} value={from} onChange={setFrom} />
      <DateTimePicker
        {...shared}
        label={time.until}
        value={until}
        onChange={setUntil}
        error={wrongOrder ? time.order : null}
      />
      <Button type="submit" mt="xs" disabled={since === null || end === null || wrongOrder}>
        {time.apply}
      </Button>
    </form>
  );
}

/** `2026-03-04 09:12:44` of an absolute time; null for others. */
function wallClock(at: string | null, zone: string): string | null {
  if (at === null || !/^\d/.test(at)) return null;
  const written = formatTime(at, zone);
  return written === null ? null : `${written.date} ${written.time.slice(0, 8)}`;
}
