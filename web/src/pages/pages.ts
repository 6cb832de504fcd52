import { type ComponentType, lazy } from 'react';
import type { texts } from '../texts/texts.ts';

/** A page of the UI. */
export interface PageEntry {
  /** What it is called: a key of `texts.frame.pages`. */
  readonly name: keyof typeof texts.frame.pages;
  /** Pattern of its address. */
  readonly path: string;
  /** `g` and this key go there; null keeps it out of the navigation (the page of one thing). */
  readonly key: string | null;
  /** Whether the filter bar stands above it. */
  readonly filters: boolean;
  readonly Component: ComponentType;
}

/** All pages, in the order of the navigation. Each is loaded when it is opened first. */
export const pages: readonly PageEntry[] = [
  {
    name: 'overview',
    path: '/',
    key: 'o',
    filters: true,
    Component: lazy(() => import('./overview/OverviewPage.tsx')),
  },
  {
    name: 'users',
    path: '/users',
    key: 'u',
    filters: true,
    Component: lazy(() => import('./users/UsersPage.tsx')),
  },
  {
    name: 'users',
    path: '/users/:user',
    key: null,
    filters: true,
    Component: lazy(() => import('./users/UserPage.tsx')),
  },
  {
    name: 'sessions',
    path: '/sessions',
    key: 's',
    filters: true,
    Component: lazy(() => import('./sessions/SessionsPage.tsx')),
  },
  {
    name: 'sessions',
    path: '/sessions/:id',
    key: null,
    filters: false,
    Component: lazy(() => import('./sessions/SessionPage.tsx')),
  },
  {
    name: 'requests',
    path: '/requests',
    key: null,
    filters: true,
    Component: lazy(() => import('./requests/RequestsPage.tsx')),
  },
  {
    name: 'requests',
    path: '/requests/:id',
    key: null,
    filters: false,
    Component: lazy(() => import('./requests/RequestPage.tsx')),
  },
  {
    name: 'failures',
    path: '/failures',
    key: 'f',
    filters: true,
    Component: lazy(() => import('./failures/FailuresPage.tsx')),
  },
  {
    name: 'reconnects',
    path: '/reconnects',
    key: 'r',
    filters: true,
    Component: lazy(() => import('./reconnects/ReconnectsPage.tsx')),
  },
  {
    name: 'reconnects',
    path: '/reconnects/:id',
    key: null,
    filters: false,
    Component: lazy(() => import('./reconnects/ReconnectPage.tsx')),
  },
  {
    name: 'live',
    path: '/live',
    key: 'l',
    filters: true,
    Component: lazy(() => import('./live/LivePage.tsx')),
  },
  {
    name: 'sql',
    path: '/sql',
    key: 'q',
    filters: false,
    Component: lazy(() => import('./sql/SqlPage.tsx')),
  },
  {
    name: 'sources',
    path: '/sources',
    key: 'c',
    filters: false,
    Component: lazy(() => import('./sources/SourcesPage.tsx')),
  },
];

/** The page of an address; null when there is none. */
export function pageAt(path: string): PageEntry | null {
  return pages.find(({ path: pattern }) => matches(pattern, path)) ?? null;
}

/** Whether an address leads to a page: links to what this build does not have are not shown. */
export function hasPage(path: string): boolean {
  return pageAt(path) !== null;
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}
