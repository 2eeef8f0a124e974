import type { InspectionFailure } from '../../../../src/inspection/image-inspector.js';

/** Files of one kind and what becomes of each of them; docs/pictures.md has the same table. */
export interface Family {
  /** What arrives, as the table says it. */
  kind: string;
  outcome: 'stored' | InspectionFailure;
  files: HostileFile[];
}

export interface HostileFile {
  name: string;
  bytes: Buffer;
}

export const text = (value: string): Buffer => Buffer.from(value, 'latin1');

export const file = (name: string, bytes: Buffer | string): HostileFile => ({
  name,
  bytes: typeof bytes === 'string' ? text(bytes) : bytes,
});

/** A copy with other bytes at an offset; negative offsets count from the end. */
export function overwritten(bytes: Buffer, at: number, value: Buffer | number[]): Buffer {
  const copy = Buffer.from(bytes);
  Buffer.from(value).copy(copy, at < 0 ? copy.length + at : at);
  return copy;
}

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
