import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { hiddenNoiseQuery } from '../../api/queries.ts';
import { formatCompact } from '../../format/numbers.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import classes from './FilterBar.module.css';

/** Whether requests that nobody caused are shown; says how many are not. */
export function NoiseSwitch() {
  const { filters, query, change } = useFilters();
  const { data } = useQuery({ ...hiddenNoiseQuery(query), enabled: !filters.includeNoise });
  const hidden = data?.hidden_noise;
  const { noiseShown, noiseHidden, noiseCount, noiseMeaning } = texts.filters;
  const label = filters.includeNoise
    ? noiseShown
    : hidden === undefined
      ? noiseHidden
      : noiseCount(formatCompact(hidden));
  return (
    <Switch
      className={classes.noise}
      label={<span title={noiseMeaning}>{label}</span>}
      checked={filters.includeNoise}
      onChange={(event) => change({ ...filters, includeNoise: event.currentTarget.checked })}
    />
  );
}
