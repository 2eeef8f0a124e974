import type { SourcePage } from './image-source.js';
import { conditionOf } from './license-terms.js';

/** The page of a source that has nothing a job would keep. */
export const NOTHING: SourcePage = { items: [], next: null };

const isFree = (id: string): boolean => conditionOf(id) === 'public-domain' || id === 'LicenseRef-NKC';
const CREATIVE_COMMONS = /^(LicenseRef-)?CC/;

/** Does a job that keeps these licences (null: any) keep this one? */
export function keeps(licenses: readonly string[] | null, id: string): boolean {
  return licenses === null || licenses.includes(id);
}

/** A source's own licence codes, by SPDX id, that a job with these licences wants: all of them for null. */
export function codesFor(licenses: readonly string[] | null, idOf: Readonly<Record<string, string>>): string[] {
  return Object.entries(idOf).flatMap(([code, id]) => (keeps(licenses, id) ? [code] : []));
}

/** The narrowest class that covers all of the licences, for engines that filter by class; null when none does. */
export function classOf(licenses: readonly string[] | null): 'public_domain' | 'creative_commons' | null {
  if (licenses === null || licenses.length === 0) return null;
  if (licenses.every(isFree)) return 'public_domain';
  return licenses.every((id) => isFree(id) || CREATIVE_COMMONS.test(id)) ? 'creative_commons' : null;
}
