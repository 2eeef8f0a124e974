import type { ImportOutcome } from './dataset-importer.service.js';

const WIDTHS = { place: 10, outcome: 8, sourceId: 36, name: 30 } as const;

/** Whatever a row holds must not steer the terminal that shows it. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');

const cell = (text: string, width: number): string => {
  const letters = [...printable(text)];
  return (letters.length > width ? [...letters.slice(0, width - 1), '…'] : letters).join('').padEnd(width);
};

export const reportHeader = (): string =>
  `${cell('place', WIDTHS.place)}  ${cell('outcome', WIDTHS.outcome)}  ${cell('dataset', WIDTHS.sourceId)}  ${cell('name', WIDTHS.name)}  project, or what is wrong`;

export const reportLine = ({ place, outcome, sourceId, name, detail }: ImportOutcome): string =>
  `${cell(place, WIDTHS.place)}  ${cell(outcome, WIDTHS.outcome)}  ${cell(sourceId, WIDTHS.sourceId)}  ${cell(name, WIDTHS.name)}  ${printable(detail).slice(0, 500)}`;
