import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { pageAt } from '../../pages/pages.ts';
import { useFreshAnswers } from '../../state/use-fresh-answers.ts';
import { texts } from '../../texts/texts.ts';
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
        </div>
        <div className={classes.bar}>
          {page?.filters === true && <FilterBar />}
          <DataState />
        </div>
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <Notice />
        <h1 className="visually-hidden">
          {page === null ? texts.frame.notFound : texts.frame.pages[page.name]}
        </h1>
        {children}
      </main>
    </div>
  );
}
