import { formatNames } from '../../images/image-format.js';
import type { ExportItem } from './export-format.js';

/** Without extension: the picture's identity, letters and digits only. */
export const pictureStem = ({ row }: ExportItem): string => row.sha256.slice(0, 32);

export const pictureExtension = ({ file }: ExportItem): string => formatNames(file.format).extension;

export const pictureName = (item: ExportItem): string => `${pictureStem(item)}.${pictureExtension(item)}`;

/** The bytes of a picture that the format asked for. */
export function pictureBytes({ bytes, row }: ExportItem): Buffer {
  if (!bytes) throw new Error(`The picture ${row.sha256} was not read`);
  return bytes;
}
