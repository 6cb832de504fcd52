import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { explainError } from '../../api/errors.ts';
import { searchQuery } from '../../api/queries.ts';
import { formatCompact } from '../../format/numbers.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useKeys } from '../../state/use-keys.ts';
import { texts } from '../../texts/texts.ts';
import { Visible } from '../Visible.tsx';
import classes from './Frame.module.css';
import { hitAddress } from './hit-address.ts';
import search from './Search.module.css';

/** Characters of a hit: there is no room for more, nor for a button that shows all. */
const SHOWN = 200;

/** Jumps to a user, an address, a GUID or a code. `/` leads here. */
export function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const { href } = useFilters();
  const [, navigate] = useLocation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data, error, isPlaceholderData } = useQuery({ ...searchQuery(wanted), enabled: wanted !== '' });
  useKeys(
    useCallback((key) => {
      if (key === '/') input.current?.select();
      return key === '/';
    }, []),
  );
  const hits = wanted === '' || isPlaceholderData ? [] : (data?.hits ?? []);
  const { label, placeholder, nothing, hint, kinds, failed } = texts.frame.search;
  const choose = (index: string): void => {
    const hit = hits[Number(index)];
    if (hit === undefined) return;
    combobox.closeDropdown();
    setText('');
    input.current?.blur();
    navigate(hitAddress(hit, href));
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false} position="bottom-end" width={420}>
      <Combobox.Target>
        <TextInput
          ref={input}
          className={classes.search}
          type="search"
          aria-label={label}
          placeholder={`/  ${placeholder}`}
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={search.dropdown}>
        <Combobox.Options aria-label={label}>
          {hits.map((hit, i) => (
            <Combobox.Option key={`${hit.kind} ${hit.value}`} value={String(i)} className={search.hit}>
              <span className="muted">{kinds[hit.kind]}</span>
              <span className={search.value}>
                <Visible text={hit.value.slice(0, SHOWN)} full />
                {hit.label !== null && (
                  <span className="muted">
                    {' '}
                    <Visible text={hit.label.slice(0, SHOWN)} full />
                  </span>
                )}
              </span>
              {hit.count !== null && <span className="muted">{formatCompact(hit.count)}</span>}
            </Combobox.Option>
          ))}
          {hits.length === 0 && (
            <Combobox.Empty className={search.empty}>
              {error !== null
                ? `${failed}: ${explainError(error)}`
                : wanted === '' || data === undefined || isPlaceholderData
                  ? hint
                  : nothing}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
