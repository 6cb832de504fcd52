import { useEffect } from 'react';

/**
 * Listens to keys that are typed nowhere: not into a field, not with Ctrl, Alt or Meta, not while a dialog is open.
 * @param onKey given the key; returns whether it was meant
 */
export function useKeys(onKey: (key: string) => boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      if (onKey(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [onKey]);
}

/** Whether keys go into a field, or do something of their own where the focus is. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="listbox"]') !== null;
}
