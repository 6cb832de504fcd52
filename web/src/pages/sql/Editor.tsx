import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { SQLite, sql } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { SqlSchema } from '../../api/types.ts';
import { styleNonce } from '../../state/theme.ts';
import { texts } from '../../texts/texts.ts';
import { columnCompletions, namespace } from './completion.ts';

/** A place in the query that an error is about: UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** What the page does to the editor. */
export interface EditorHandle {
  /** Puts text where the cursor is. */
  readonly insert: (text: string) => void;
  readonly focus: () => void;
}

interface Props {
  readonly text: string;
  readonly schema: SqlSchema | undefined;
  readonly error: Place | null;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly ref: React.Ref<EditorHandle>;
}

const setError = StateEffect.define<Place | null>();
const errorMark = Decoration.mark({ class: 'sql-error' });
const errorField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, docChanged, effects, newDoc }) {
    // What is typed after the error makes it old.
    let next = docChanged ? Decoration.none : marks.map(changes);
    for (const effect of effects) {
      if (!effect.is(setError)) continue;
      const from = Math.min(effect.value?.offset ?? 0, newDoc.length);
      const to = Math.min(from + Math.max(effect.value?.length ?? 0, 1), newDoc.length);
      next =
        effect.value === null || from === to ? Decoration.none : Decoration.set(errorMark.range(from, to));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--link)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--gone)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--muted)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--ground)', color: 'var(--text)', fontSize: '13px', height: '100%' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--muted)', border: 'none' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--active)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--active)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--strong-line)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--active)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '360px', fontFamily: 'inherit', whiteSpace: 'normal' },
  '.sql-error': { textDecoration: 'underline wavy var(--failed)', textUnderlineOffset: '3px' },
});

/** The editor of a query: completion from the schema and its documentation, Ctrl+Enter runs, Esc then Tab leaves it. */
export function Editor({ text, schema, error, onChange, onRun, ref }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const language = useRef(new Compartment());
  const latest = useRef({ onChange, onRun, text });
  latest.current = { onChange, onRun, text };
  useImperativeHandle(ref, () => ({
    insert: (inserted) => {
      view.current?.dispatch(view.current.state.replaceSelection(inserted));
      view.current?.focus();
    },
    focus: () => view.current?.focus(),
  }));

  useEffect(() => {
    if (place.current === null) return;
    const run = (): boolean => {
      latest.current.onRun();
      return true;
    };
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          EditorView.cspNonce.of(styleNonce() ?? ''),
          // Before the usual keys: Ctrl+Enter is a new line there.
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightSpecialChars(),
          placeholder(texts.sql.placeholder),
          bracketMatching(),
          autocompletion({ icons: false }),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          language.current.of(sql({ dialect: SQLite })),
          syntaxHighlighting(colours),
          look,
          errorField,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': texts.sql.editor }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => {
    const { current } = view;
    if (current === null || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => view.current?.dispatch({ effects: setError.of(error) }), [error]);
  useEffect(() => {
    if (schema === undefined) return;
    const dialect = sql({ dialect: SQLite, schema: namespace(schema), upperCaseKeywords: true });
    const columns = columnCompletions(schema);
    const everywhere = SQLite.language.data.of({
      autocomplete: (context: import('@codemirror/autocomplete').CompletionContext) => {
        const word = context.matchBefore(/\w+/);
        // Behind a dot only the columns of that view fit.
        const dotted = word !== null && context.state.sliceDoc(word.from - 1, word.from) === '.';
        return word === null || dotted ? null : { from: word.from, options: columns, validFor: /^\w*$/ };
      },
    });
    view.current?.dispatch({ effects: language.current.reconfigure([dialect, everywhere]) });
  }, [schema]);
  return <div ref={place} style={{ height: '100%' }} />;
}
