import { licenseOfName, type License } from './license.js';

/** The longest id that is stored. */
const MAX_ID = 100;
/** Ways to comply with one expression; `(A OR B) AND (C OR D) AND …` has ever more of them. */
const MAX_ALTERNATIVES = 16;

/** Ways to comply, of which the user of a picture chooses one; each of them names every licence that then holds. */
type Alternatives = License[][];

/** The ids in a stored licence, an SPDX expression without parentheses: some alternative must do, with all that it names. */
export const alternativesOf = (id: string): string[][] => id.split(' OR ').map((part) => part.split(' AND '));

/**
 * Reads one licence, or several with OR, AND and parentheses between them as SPDX expressions have it. Null unless every
 * part is understood; of WITH and its exceptions we know nothing.
 */
export function licenseOfExpression(text: string): License | null {
  const single = licenseOfTerm(text.trim());
  if (single) return single;
  const tokens = text.split(/([()]|(?<=[\s)])(?:and|or)(?=[\s(]))/i).map((token) => token.trim());
  const reader = new ExpressionReader(tokens.filter((token) => token !== ''));
  const read = reader.either();
  return read === null || !reader.isAtEnd ? null : licenseOfAlternatives(read);
}

/** What holds where both licences are told: both, since nobody says which of them is wrong. Null when that is too long to store. */
export const bothLicenses = (a: License, b: License): License | null => licenseOfExpression(`(${a.id}) AND (${b.id})`);

function licenseOfTerm(text: string): License | null {
  const own = /^LicenseRef-([\w.+-]+)$/.exec(text)?.[1];
  if (own === undefined) return licenseOfName(text);
  return { id: `LicenseRef-${own.replaceAll(/[^A-Za-z0-9.-]/g, '-').slice(0, 80)}`, url: null, name: text };
}

/** AND binds closer than OR. Each method takes what it understands, or answers null. */
class ExpressionReader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  either(): Alternatives | null {
    let read = this.all();
    while (read && this.takes('or')) {
      const more = this.all();
      read = more && limited([...read, ...more]);
    }
    return read;
  }

  private all(): Alternatives | null {
    let read = this.one();
    while (read && this.takes('and')) {
      const more = this.one();
      read = more && limited(read.flatMap((each) => more.map((other) => [...each, ...other])));
    }
    return read;
  }

  private one(): Alternatives | null {
    if (this.takes('(')) {
      const inner = this.either();
      return this.takes(')') ? inner : null;
    }
    const license = licenseOfTerm(this.tokens[this.at++] ?? '');
    return license && [[license]];
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== token) return false;
    this.at += 1;
    return true;
  }
}

const limited = (read: Alternatives): Alternatives | null => (read.length > MAX_ALTERNATIVES ? null : read);

function licenseOfAlternatives(read: Alternatives): License | null {
  const distinct = read.map((licenses) => [...new Map(licenses.map((license) => [license.id, license])).values()]);
  const isNeedless = (licenses: License[], place: number): boolean =>
    distinct.some((other, index) => {
      const isPart = other.every(({ id }) => licenses.some((license) => license.id === id));
      return index !== place && isPart && (other.length < licenses.length || index < place);
    });
  const kept = distinct.filter((licenses, place) => !isNeedless(licenses, place));
  const joined = (part: (license: License) => string, or: string, and: string): string =>
    kept.map((licenses) => licenses.map(part).join(and)).join(or);
  const id = joined(({ id: each }) => each, ' OR ', ' AND ');
  if (id.length > MAX_ID) return null;
  const [only, ...more] = kept.flat();
  if (only && more.length === 0) return only;
  return { id, url: null, name: joined(({ name }) => name, ' or ', ' and ') };
}
