import type { ExportImage } from './formats/export-format.js';

/**
 * Starts reading the next pictures while one is being written, at most `depth` at a time: storage answers slowly, but it
 * answers several at once. Memory holds that many pictures.
 */
export async function* readAhead(images: AsyncIterable<ExportImage>, depth: number): AsyncGenerator<ExportImage> {
  const line: ExportImage[] = [];
  for await (const image of images) {
    const bytes = image.read();
    bytes.catch(() => undefined); // whoever asks for the picture hears of it
    line.push({ ...image, read: () => bytes });
    if (line.length >= depth) yield* line.splice(0, 1);
  }
  yield* line;
}
