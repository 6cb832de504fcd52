import { Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { Frame } from './components/frame/Frame.tsx';
import { Skeleton } from './components/Skeleton.tsx';
import { NotFound } from './pages/NotFound.tsx';
import { pageAt, pages } from './pages/pages.ts';
import { FilterProvider } from './state/use-filters.ts';
import { ZoneProvider } from './state/use-zone.ts';
import { texts } from './texts/texts.ts';

/** The frame, and in it the page that the address names. */
export function App() {
  const [path] = useLocation();
  useEffect(() => {
    const page = pageAt(path);
    document.title = page === null ? texts.frame.name : texts.frame.title(texts.frame.pages[page.name]);
  }, [path]);
  return (
    <FilterProvider>
      <ZoneProvider>
        <Frame>
          <ErrorBoundary key={path}>
            <Suspense fallback={<Skeleton lines={12} />}>
              <Switch>
                {pages.map(({ path: pattern, Component }) => (
                  <Route key={pattern} path={pattern} component={Component} />
                ))}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </Frame>
      </ZoneProvider>
    </FilterProvider>
  );
}
