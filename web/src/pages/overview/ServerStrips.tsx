import { SegmentedControl } from '@mantine/core';
import type { Overview } from '../../api/types.ts';
import { HeatStrip } from '../../charts/HeatStrip.tsx';
import { FilterValue } from '../../components/FilterValue.tsx';
import { Section } from '../../components/Section.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatShare } from '../../format/numbers.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';

type Server = Overview['servers'][number];

/** What the strips can show, and where each colour begins: fixed, so that a quiet day is quiet. */
const measures = {
  failed: {
    values: ({ requests, failed }: Server) =>
      requests.map((all, i) => (all === 0 ? null : (failed[i] ?? 0) / all)),
    levels: [0.01, 0.05, 0.2, 0.5],
    format: formatShare,
  },
  p95: {
    values: ({ execute_p95 }: Server) => execute_p95,
    levels: [500, 1_000, 3_000, 10_000],
    format: formatDuration,
  },
  reconnects: {
    values: ({ requests, reconnects }: Server) =>
      reconnects.map((count, i) => (requests[i] === 0 && count === 0 ? null : count)),
    levels: [1, 3, 10, 30],
    format: formatNumber,
  },
} as const satisfies Record<string, unknown>;
type Measure = keyof typeof measures;
const order = ['failed', 'p95', 'reconnects'] as const satisfies readonly Measure[];

/** Which server stands out, and when. */
export function ServerStrips({ data }: { readonly data: Overview }) {
  const [wanted, setWanted] = useParameter('servers');
  const measure = order.find((one) => one === wanted) ?? 'failed';
  const { heat } = texts.overview;
  const { values, levels, format } = measures[measure];
  return (
    <Section
      title={heat.title}
      aside={
        <SegmentedControl
          aria-label={heat.measure}
          value={measure}
          onChange={(value) => setWanted(value === 'failed' ? null : value)}
          data={order.map((value) => ({ value, label: heat[value] }))}
        />
      }
    >
      <HeatStrip
        label={`${heat.title}: ${heat[measure]}`}
        startMs={data.start_ms}
        bucketMs={data.bucket_ms}
        levels={levels}
        format={format}
        nothing={heat.nothing}
        nameHead={heat.server}
        rows={data.servers.map((server) => ({
          key: server.server,
          name: <FilterValue name="server" value={server.server} />,
          note: heat.roles[server.role],
          values: values(server),
        }))}
      />
    </Section>
  );
}
