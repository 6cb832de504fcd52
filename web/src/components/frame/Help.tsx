import { Button, Kbd } from '@mantine/core';
import { useCallback, useRef } from 'react';
import { useLocation } from 'wouter';
import { pages } from '../../pages/pages.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useKeys } from '../../state/use-keys.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Frame.module.css';
import help from './Help.module.css';

/** The list of keys, and the keys that go to pages. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const waiting = useRef(0);
  const { href } = useFilters();
  const [, navigate] = useLocation();
  useKeys(
    useCallback(
      (key) => {
        if (key === '?') {
          dialog.current?.showModal();
          return true;
        }
        if (key === 'g') {
          waiting.current = Date.now();
          return true;
        }
        if (Date.now() - waiting.current > 1500) return false;
        waiting.current = 0;
        const page = pages.find((one) => one.key === key);
        if (page !== undefined) navigate(href(page.path));
        return page !== undefined;
      },
      [href, navigate],
    ),
  );
  const { label, title, close, drag, go, ...keys } = texts.frame.help;
  return (
    <>
      <button
        type="button"
        className={classes.tool}
        aria-label={label}
        title={label}
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} className={help.dialog} aria-label={title}>
        <h2>{title}</h2>
        <dl className={help.keys}>
          <Row keys={['/']} text={keys.search} />
          <Row keys={['j']} text={keys.next} />
          <Row keys={['k']} text={keys.previous} />
          <Row keys={['Enter']} text={keys.open} />
          <Row keys={['Esc']} text={keys.escape} />
          {pages.map(({ key, name, path }) =>
            key === null ? null : <Row key={path} keys={['g', key]} text={go(texts.frame.pages[name])} />,
          )}
          <Row keys={['?']} text={keys.help} />
        </dl>
        <p className="muted">{drag}</p>
        <Button onClick={() => dialog.current?.close()}>{close}</Button>
      </dialog>
    </>
  );
}

function Row({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
