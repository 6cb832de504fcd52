import { Shape } from '../../components/OutcomeMark.tsx';
import { texts } from '../../texts/texts.ts';
import classes from './Sessions.module.css';

/** What is what in the lanes. */
export function Legend() {
  const { legend, hint } = texts.sessions;
  const { outcomes } = texts.codes;
  return (
    <ul className={classes.legend}>
      <li>
        <span className={classes.key} data-key="request" /> {legend.request}
      </li>
      <li>
        <span className={classes.key} data-key="poll" /> {legend.poll}
      </li>
      <li>
        <Shape tone="failed" /> {outcomes.failed.name}
      </li>
      <li>
        <Shape tone="gone" /> {outcomes.client_gone.name}
      </li>
      <li>
        <Shape tone="unknown" /> {outcomes.challenge.name}
      </li>
      <li>
        <span className={classes.key} data-key="gap" /> {legend.gap}
      </li>
      <li>
        <span className={classes.key} data-key="change" /> {legend.change}
      </li>
      <li>{hint}</li>
    </ul>
  );
}
