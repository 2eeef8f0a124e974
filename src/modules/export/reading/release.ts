/**
 * Gives memory back at once: the garbage collector lets large buffers pile up before it looks for them. Whoever still holds a
 * view finds it empty.
 */
export function release(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/** Whether no other bytes lie in the memory of these. */
export const isAlone = ({ buffer, byteLength }: Uint8Array): boolean => buffer.byteLength === byteLength;
