import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { newQueryClient } from './api/queries.ts';
import { askAhead } from './state/ask-ahead.ts';
import { styleNonce, theme } from './state/theme.ts';
import './styles/mantine.css';
import './styles/colours.css';
import './styles/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the id "root"');
const client = newQueryClient();
askAhead(client, window.location);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce() ?? ''}>
        <App />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
