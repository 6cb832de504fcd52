import { Link } from 'wouter';
import { EmptyState } from '../components/EmptyState.tsx';
import { texts } from '../texts/texts.ts';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState title={texts.frame.notFound}>
      <p>{texts.frame.notFoundText}</p>
      <p>
        <Link href="/">{texts.frame.toOverview}</Link>
      </p>
    </EmptyState>
  );
}
