import { useMantineColorScheme } from '@mantine/core';
import { texts } from '../../texts/texts.ts';
import classes from './Frame.module.css';

const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;

/** Switches between the colours of the system, light, and dark. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const label = texts.frame.theme.label(texts.frame.theme[colorScheme]);
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle
          cx="8"
          cy="8"
          r="6.5"
          fill={colorScheme === 'dark' ? 'currentColor' : 'none'}
          stroke="currentColor"
        />
        {colorScheme === 'auto' && <path d="M8 1.5a6.5 6.5 0 0 1 0 13Z" fill="currentColor" />}
      </svg>
    </button>
  );
}
