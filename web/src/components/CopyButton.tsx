import { useClipboard } from '@mantine/hooks';
import { texts } from '../texts/texts.ts';

/** Copies a text as it is. `label` names what is copied for those who don't see it. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { copy, copied } = useClipboard({ timeout: 1500 });
  const { copy: verb, copied: done } = texts.shared;
  return (
    <button
      type="button"
      className="text-button"
      aria-label={label === undefined ? undefined : `${verb}: ${label}`}
      onClick={(event) => {
        event.stopPropagation();
        copy(text);
      }}
    >
      {copied ? done : verb}
    </button>
  );
}
