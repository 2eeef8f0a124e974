/** A licence as the simulated APIs report it, in each of their spellings. */
export interface License {
  /** Openverse's lower-case code without version. */
  code: 'cc0' | 'pdm' | 'by' | 'by-sa' | 'by-nc' | 'by-nd';
  version: string;
  /** As Commons shows it. */
  shortName: string;
  url: string;
  commercial: boolean;
  modification: boolean;
}

const cc = (code: 'by' | 'by-sa' | 'by-nc' | 'by-nd', version: string): License => ({
  code,
  version,
  shortName: `CC ${code.toUpperCase()} ${version}`,
  url: `https://creativecommons.org/licenses/${code}/${version}/`,
  commercial: code !== 'by-nc',
  modification: code !== 'by-nd',
});

const free = (code: 'cc0' | 'pdm', shortName: string, path: string): License => ({
  code,
  version: '1.0',
  shortName,
  url: `https://creativecommons.org/publicdomain/${path}/1.0/`,
  commercial: true,
  modification: true,
});

/** Simulated metadata, dealt out in turn so that licence filters have something to do. The true licences are in NOTICE. */
export const LICENSES: readonly License[] = [
  free('cc0', 'CC0', 'zero'),
  cc('by', '4.0'),
  cc('by-sa', '4.0'),
  cc('by', '2.0'),
  cc('by-sa', '3.0'),
  cc('by-nc', '4.0'),
  free('pdm', 'Public domain', 'mark'),
  cc('by-nd', '4.0'),
];

const GIVEN = ['Asha', 'Bruno', 'Chen', 'Dalia', 'Emeka', 'Freya', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kavya', 'Lucía'];
const FAMILY = ['Adeyemi', 'Bauer', 'Costa', 'Duarte', 'Eriksen', 'Fontaine', 'Gupta', 'Haas', 'Ito', 'Jansen', 'Kaur'];

/** Invented people: 132 names, dealt out by number. */
export function inventedCreator(number: number): string {
  return `${GIVEN[number % GIVEN.length]} ${FAMILY[number % FAMILY.length]}`;
}
