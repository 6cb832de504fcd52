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
  /** What the breakdown beside it counts; null for a page without one. */
  readonly breakdown: 'requests' | 'failures' | null;
  readonly Component: ComponentType;
  /** Gets its code, so that it is there when it is opened. */
  readonly load: () => Promise<unknown>;
}

function page(
  entry: Omit<PageEntry, 'Component' | 'load' | 'breakdown'> & Partial<Pick<PageEntry, 'breakdown'>>,
  // biome-ignore lint/suspicious/noExplicitAny: wouter gives a page the parameters of its own pattern
  load: () => Promise<{ default: ComponentType<any> }>,
): PageEntry {
  return { breakdown: null, ...entry, load, Component: lazy(load) };
}

/** All pages, in the order of the navigation. Each is loaded when it is opened first. */
export const pages: readonly PageEntry[] = [
  page({ name: 'overview', path: '/', key: 'o', filters: true }, () => import('./overview/OverviewPage.tsx')),
  page(
    { name: 'users', path: '/users', key: 'u', filters: true, breakdown: 'requests' },
    () => import('./users/UsersPage.tsx'),
  ),
  page(
    { name: 'users', path: '/users/:user', key: null, filters: true },
    () => import('./users/UserPage.tsx'),
  ),
  page(
    { name: 'sessions', path: '/sessions', key: 's', filters: true, breakdown: 'requests' },
    () => import('./sessions/SessionsPage.tsx'),
  ),
  page(
    { name: 'sessions', path: '/sessions/:id', key: null, filters: false },
    () => import('./sessions/SessionPage.tsx'),
  ),
  page(
    { name: 'requests', path: '/requests', key: 'e', filters: true, breakdown: 'requests' },
    () => import('./requests/RequestsPage.tsx'),
  ),
  page(
    { name: 'requests', path: '/requests/:id', key: null, filters: false },
    () => import('./requests/RequestPage.tsx'),
  ),
  page(
    { name: 'failures', path: '/failures', key: 'f', filters: true, breakdown: 'failures' },
    () => import('./failures/FailuresPage.tsx'),
  ),
  page(
    { name: 'reconnects', path: '/reconnects', key: 'r', filters: true, breakdown: 'requests' },
    () => import('./reconnects/ReconnectsPage.tsx'),
  ),
  page(
    { name: 'reconnects', path: '/reconnects/:id', key: null, filters: false },
    () => import('./reconnects/ReconnectPage.tsx'),
  ),
  page({ name: 'live', path: '/live', key: 'l', filters: true }, () => import('./live/LivePage.tsx')),
  page({ name: 'sql', path: '/sql', key: 'q', filters: false }, () => import('./sql/SqlPage.tsx')),
  page(
    { name: 'sources', path: '/sources', key: 'c', filters: false },
    () => import('./sources/SourcesPage.tsx'),
  ),
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
