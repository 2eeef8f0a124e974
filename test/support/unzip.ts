import { fromBufferPromise } from 'yauzl';

/** Path → bytes of every file in a ZIP archive. */
export async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const file = await fromBufferPromise(archive, { strictFileNames: true, validateEntrySizes: true });
  for await (const entry of file.eachEntry()) {
    const stream = await file.openReadStreamPromise(entry);
    files.set(entry.fileName, Buffer.concat(await stream.toArray()));
  }
  return files;
}
