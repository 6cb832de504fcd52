import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { pages } from '../../pages/pages.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Frame.module.css';

/** The pages there are; filters come along. */
export function Nav() {
  const [path] = useLocation();
  const { href } = useFilters();
  const bar = useRef<HTMLElement>(null);
  // In a narrow window the bar scrolls: the page that one is on stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another page is current, not when what is read here changes
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <nav ref={bar} className={classes.nav} aria-label={texts.frame.nav}>
      {pages
        .filter(({ key }) => key !== null)
        .map(({ name, path: to }) => (
          <Link key={to} href={href(to)} aria-current={isWithin(path, to) ? 'page' : undefined}>
            {texts.frame.pages[name]}
          </Link>
        ))}
    </nav>
  );
}

/** The page of one thing belongs to the page of the list. */
function isWithin(path: string, page: string): boolean {
  return path === page || (page !== '/' && path.startsWith(`${page}/`));
}
