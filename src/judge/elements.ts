import type { Path } from './path.ts';
import { type Element, type Read, fieldOf } from './scope.ts';

/** The elements of a list, as far as they are known. */
export interface Elements {
  readonly sure: readonly Element[];
  /** May be in the list or not. */
  readonly maybe: readonly Element[];
  /** Why there may be more; null where there is nothing else. */
  readonly open: string | null;
}

/** The elements of the list, Listing or list with an undecided sibling at `read`; null if it is none. */
export function elementsOf(read: Read, path: Path): Elements | null {
  const { listing, undecided } = path.shape;
  const cut = listing ? cutListing(read) : { items: read.value, open: null };
  if (cut === null || !Array.isArray(cut.items)) return null;
  const named = path.shape.item?.().named ?? null;
  const element = (value: unknown, where: string): Element => {
    const name = named === null ? null : fieldOf(value, named);
    return { value, where, name: typeof name === 'string' ? name : null };
  };
  const sure = cut.items.map((value: unknown, index) => element(value, `${read.where}[${index}]`));
  if (undecided === null) return { sure, maybe: [], open: cut.open };
  const others = fieldOf(read.holder, undecided);
  const beside = read.where.replace(/[^.]*$/, undecided);
  if (!Array.isArray(others)) return { sure, maybe: [], open: `${beside} is not recorded` };
  const maybe = others
    .map((value: unknown, index) => element(value, `${beside}[${index}]`))
    .filter(({ value }) => !sure.some((element) => sameValue(element.value, value)));
  return { sure, maybe, open: cut.open };
}

function cutListing({ value, where }: Read): { items: unknown; open: string | null } | null {
  const items = fieldOf(value, 'items');
  if (fieldOf(value, 'complete') === true) return { items, open: null };
  const because = fieldOf(value, 'because');
  const code = fieldOf(because, 'code');
  const reason =
    typeof code === 'string' ? ` (${code}: ${String(fieldOf(because, 'detail'))})` : '';
  return { items, open: `${where} is cut short${reason}` };
}

/** Deep equality of JSON values. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && sameValue(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
}
