import {
  Button,
  createTheme,
  type MantineThemeOverride,
  SegmentedControl,
  Switch,
  TextInput,
  Tooltip,
} from '@mantine/core';

const system = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif';
const mono = 'ui-monospace, "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono", monospace';

/** Mantine as dense as a terminal: small by default, hardly rounded, without shadows that mean nothing. */
export const theme: MantineThemeOverride = createTheme({
  fontFamily: system,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  defaultRadius: 3,
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 5 },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 0 } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, multiline: true, maw: 360 } }),
  },
});

/** The nonce that the server gave this page for its styles; undefined from the development server. */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce === undefined || nonce.startsWith('__') ? undefined : nonce;
}
