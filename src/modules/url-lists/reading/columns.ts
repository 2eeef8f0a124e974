import { ValidationFailed } from '../../../common/problem/problems.js';
import { ENTRY_FIELDS, type EntryField } from '../../../crawler/sources/urls/list-entry.js';
import { webUrl } from '../../../crawler/sources/reply-fields.js';
import { BadList } from './bad-list.js';

/** Which column of a list says what; names as the list writes them. */
export type ListColumns = Partial<Record<EntryField, string>>;

/** How columns are called when the request does not say; in any case. A label is never guessed: it decides about keywords. */
const USUAL: Record<EntryField, readonly string[]> = {
  url: ['url', 'image_url', 'img_url', 'image', 'src', 'link', 'contenturl'],
  caption: ['caption', 'text', 'alt', 'alt_text', 'title', 'description'],
  license: ['license', 'licence'],
  license_url: ['license_url', 'licence_url'],
  creator: ['creator', 'author', 'artist', 'photographer'],
  attribution: ['attribution', 'credit'],
  page_url: ['page_url', 'page', 'foreign_landing_url'],
  label: [],
};
/** Names that a message shows. */
const SHOWN = 20;

/**
 * The columns of a list with these names: those that were asked for, exactly or in another case, and the usual ones.
 * `strict`: the names are those of every row, so one that is missing or there twice is a mistake. @throws ValidationFailed, BadList
 */
export function columnsOf(names: readonly string[], asked: ListColumns, strict: boolean): ListColumns {
  const chosen = ENTRY_FIELDS.flatMap((field) => {
    const wanted = asked[field];
    const name = wanted === undefined ? usual(names, field) : named(names, wanted);
    if (strict && name === undefined && (wanted !== undefined || field === 'url')) {
      const at = names.findIndex((each) => webUrl(each) !== null);
      throw at < 0 ? unknown(field, wanted, names) : new BadList(noHeader(at + 1), 0);
    }
    if (strict && name !== undefined && names.indexOf(name) !== names.lastIndexOf(name))
      throw new BadList(`it has more than one column named ${name.slice(0, 60)}`, 0);
    return name === undefined ? [] : [[field, name] as const];
  });
  return Object.fromEntries(chosen);
}

/** The columns of a list whose rows have names of their own, as objects do that leave members out. */
export class ColumnsByRow {
  /** Some of the names, for a message. */
  private readonly names = new Set<string>();
  private readonly missing: Set<EntryField>;

  constructor(private readonly asked: ListColumns) {
    this.missing = new Set(ENTRY_FIELDS.filter((field) => asked[field] !== undefined));
  }

  of(names: readonly string[]): ListColumns {
    const columns = columnsOf(names, this.asked, false);
    if (this.missing.size === 0) return columns;
    for (const field of this.missing) if (columns[field] !== undefined) this.missing.delete(field);
    for (const name of names) if (this.names.size < SHOWN) this.names.add(name);
    return columns;
  }

  /** After the last row. @throws ValidationFailed for a column that was asked for and that no row has */
  end(): void {
    const [field] = this.missing;
    if (field !== undefined) throw unknown(field, this.asked[field], [...this.names]);
  }
}

function usual(names: readonly string[], field: EntryField): string | undefined {
  for (const each of USUAL[field]) {
    const name = named(names, each);
    if (name !== undefined) return name;
  }
  return undefined;
}

function named(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  return names.find((name) => name.toLowerCase() === wanted.toLowerCase());
}

const noHeader = (column: number): string =>
  `it seems to be data, since it has an address; send the list with header=false and url_column=${column}`;

function unknown(field: EntryField, wanted: string | undefined, names: readonly string[]): ValidationFailed {
  const has = names.slice(0, SHOWN).map((name) => name.slice(0, 60));
  const message = `${wanted === undefined ? 'is needed' : 'is no column'}; the list has ${has.join(', ')}`;
  return ValidationFailed.parameter(`${field}_column`, wanted === undefined ? 'required' : 'unknown-column', message);
}
