import { Value } from '../../components/Visible.tsx';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';

/** The family of a log, with what it holds for those who rest on it. */
export function KindName({ kind }: { readonly kind: string | null }) {
  if (kind === null) return <Value value={null} />;
  const { name, meaning } = named(texts.codes.kinds, kind);
  return <span title={meaning}>{name}</span>;
}
