import { Component, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { ErrorState } from './ErrorState.tsx';

/** Keeps a fault in one part of the UI from taking the rest along. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <ErrorState what={texts.shared.part} error={error} onRetry={() => this.setState({ error: null })} />
    );
  }
}
