import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { pageAt } from '../../pages/pages.ts';
import { useBreakdown } from '../../state/use-breakdown.ts';
import { useFreshAnswers } from '../../state/use-fresh-answers.ts';
import { texts } from '../../texts/texts.ts';
import { Breakdown } from '../filters/Breakdown.tsx';
import { FilterBar } from '../filters/FilterBar.tsx';
import { DataState } from './DataState.tsx';
import classes from './Frame.module.css';
import { Help } from './Help.tsx';
import { Nav } from './Nav.tsx';
import { Notice } from './Notice.tsx';
import { Search } from './Search.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

/** What stands round every page: where one can go, what is looked at, and how fresh and complete it is. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const page = pageAt(path);
  useFreshAnswers();
  const { open, setOpen } = useBreakdown();
  const breakdown = page?.breakdown ?? null;
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {texts.frame.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <span className={classes.name}>{texts.frame.name}</span>
          <Nav />
          <div className={classes.tools}>
            <Search />
            <ThemeToggle />
            <Help />
          </div>
          {page?.filters !== true && <DataState />}
        </div>
        {page?.filters === true && (
          <div className={classes.bar}>
            <FilterBar
              lead={
                breakdown !== null && (
                  <button
                    type="button"
                    className={classes.tool}
                    aria-expanded={open}
                    aria-label={texts.filters.breakdown.label}
                    title={texts.filters.breakdown.meaning}
                    onClick={() => setOpen(!open)}
                  >
                    <svg
                      viewBox="0 0 16 16"
                      width="14"
                      height="14"
                      fill="none"
                      stroke="currentColor"
                      aria-hidden="true"
                    >
                      <rect x="1.5" y="2.5" width="13" height="11" rx="1" />
                      <path d="M6.5 2.5v11M3 5.5h2M3 8h2M3 10.5h2" />
                    </svg>
                  </button>
                )
              }
            />
            <DataState />
          </div>
        )}
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <Notice />
        <h1 className="visually-hidden">
          {page === null ? texts.frame.notFound : texts.frame.pages[page.name]}
        </h1>
        <div className={classes.columns} data-breakdown={breakdown !== null && open}>
          {breakdown !== null && open && <Breakdown of={breakdown} />}
          <div className={classes.content}>{children}</div>
        </div>
      </main>
    </div>
  );
}
