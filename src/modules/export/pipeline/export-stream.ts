import { bodyOf } from '../archive/archive-entry.js';
import { ARCHIVERS } from '../archive/archivers.js';
import type { Dossier } from '../documents/dossier.js';
import {
  NothingToExport,
  type ExportContent,
  type ExportFormat,
  type PipelineOptions,
} from '../formats/export-format.js';
import type { ArchiveEntry } from '../archive/archive-entry.js';
import type { SelectionPlan } from '../selection/selection-plan.js';

export type StreamContent = Pick<ExportContent, 'title' | 'plan' | 'items'>;

/** The bytes of an export, made as fast as they are read: an archive with its documents, or the one file of the format. */
export function exportStream(
  format: ExportFormat,
  options: PipelineOptions,
  { title, plan, items }: StreamContent,
  dossier: Dossier,
): AsyncIterable<Uint8Array> {
  const files = notEmpty(
    format.write(
      {
        title,
        plan,
        items,
        place: (item, where) => dossier.place(item, where),
        spool: () => dossier.spool(),
      },
      options,
    ),
    dossier,
    plan,
  );
  if (options.archive === 'none') return single(files);
  const subject = { title, classes: plan.classes, layout: format.layout(plan, options) };
  return ARCHIVERS[options.archive].write(dossier.complete(files, subject));
}

/** Throws NothingToExport behind the last entry when no picture was placed. */
async function* notEmpty(
  entries: AsyncIterable<ArchiveEntry>,
  { facts }: Dossier,
  plan: SelectionPlan,
): AsyncGenerator<ArchiveEntry> {
  yield* entries;
  if (facts.images === 0) throw new NothingToExport(plan);
}

async function* single(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) yield* bodyOf(entry);
}
