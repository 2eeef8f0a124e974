import { hash } from 'node:crypto';
import { greyThumbnail } from './grey-thumbnail.js';
import { gifAreas } from './gif-layout.js';
import { decodeForHash, decodeForMeasures, MAX_FRAMES, MAX_PIXELS, readHeader } from './guarded-decoder.js';
import type { InspectedImage, InspectionFailure, InspectionRules } from './image-inspector.js';
import { isAccepted, sniff } from './magic-number.js';
import { stripMetadata } from './metadata/strip-metadata.js';
import { phash } from './phash.js';
import { measurePixels } from './pixel-measures.js';
import { decodeForCopy, encodeCopy, SideTooLong } from './resized-copy.js';
import { isWhole } from './whole-file.js';

/** As `Inspection`; `copy` is null where the stored object is the fetched bytes, so that they need not travel back. */
export type Verdict =
  | { accepted: true; image: Omit<InspectedImage, 'stored'>; copy: Uint8Array | null }
  | { accepted: false; outcome: InspectionFailure; detail: string };

/** Runs where it is called: hand it only to a process that may crash, hang or swell. */
export async function inspectImage(bytes: Uint8Array, rules: InspectionRules): Promise<Verdict> {
  const format = sniff(bytes);
  if (!format) return refused('not_an_image', 'the bytes start like no known picture format');
  if (!isAccepted(format)) return refused('unsupported_format', format);
  const sha256 = hash('sha256', bytes);

  try {
    if (!isWhole(format, bytes)) return refused('decode_error', `the ${format} ends too early`);
    const kept = stripMetadata(format, bytes, rules.metadata ?? 'keep'); // first: decoders need not meet the rest
    if (format === 'gif') {
      const { screen, frame } = gifAreas(kept);
      if (screen > MAX_PIXELS) return refused('too_large', `a screen of ${screen} pixels`);
      if (frame === 0) return refused('decode_error', 'a first frame without pixels');
    }
    const header = await readHeader(kept);
    const { width, height } = header;
    if (width * height > MAX_PIXELS) return refused('too_large', `${width}×${height} pixels`);
    if (header.frames > MAX_FRAMES) return refused('too_large', `${header.frames} frames`);
    if (width < rules.minWidth || height < rules.minHeight) return refused('too_small', `${width}×${height} pixels`);
    if (header.format !== format) return refused('decode_error', `marked ${format}, decoded as ${header.format}`);

    const { resize } = rules;
    if (rules.measure) {
      const pixels = await decodeForMeasures(bytes);
      const measured = { phash: phash(greyThumbnail(pixels)), measures: measurePixels(pixels) };
      return {
        accepted: true,
        image: { format, width, height, ...measured, sha256, storedSha256: sha256 },
        copy: null,
      };
    }
    if (!resize) {
      const hashed = phash(greyThumbnail(await decodeForHash(kept)));
      const copy = kept === bytes ? null : kept;
      const storedSha256 = copy ? hash('sha256', copy) : sha256;
      return { accepted: true, image: { format, width, height, phash: hashed, sha256, storedSha256 }, copy };
    }
    const pixels = await decodeForCopy(kept, resize);
    const copy = await encodeCopy(pixels, resize);
    const image = {
      format: resize.format,
      width: pixels.width,
      height: pixels.height,
      phash: phash(greyThumbnail(pixels)),
      sha256,
      storedSha256: hash('sha256', copy),
    };
    return { accepted: true, image, copy };
  } catch (error) {
    if (error instanceof SideTooLong) return refused('too_large', error.message);
    if (!(error instanceof Error) || error instanceof TypeError) throw error; // ours, not the picture's
    return refused('decode_error', error.message.split('\n', 1)[0]!.slice(0, 200));
  }
}

function refused(outcome: InspectionFailure, detail: string): Verdict {
  return { accepted: false, outcome, detail };
}
