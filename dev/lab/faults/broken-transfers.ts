import { MIME } from '../corpus/picture.js';
import type { FaultScene } from './fault-scene.js';

const CLAIMED_BYTES = 300_000_000;
const DRIP_MS = 200;
const BLOCK = Buffer.alloc(64 * 1024, 0xff);

/** Content-Length of the whole file, but only its first 60 %, then the connection closes. */
export function cut({ x, picture, file }: FaultScene): void {
  const { response, request } = x;
  response.writeHead(200, { 'content-type': MIME[picture.format], 'content-length': file.bytes.length });
  response.write(part(file.bytes), () => request.socket.end());
}

/** The same loss without a length to tell it by: the end of the connection is the end of the body. */
export function truncated({ x, picture, file }: FaultScene): void {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${MIME[picture.format]}\r\nconnection: close\r\n\r\n`;
  x.request.socket.end(Buffer.concat([Buffer.from(head, 'latin1'), part(file.bytes)]));
}

/** Claims 300 MB and stalls after the file's real bytes until the client gives up. */
export function oversized({ x, picture, file }: FaultScene): void {
  x.response.writeHead(200, { 'content-type': MIME[picture.format], 'content-length': CLAIMED_BYTES });
  x.response.write(file.bytes);
}

/** Resets the connection before any answer. */
export function reset({ x }: FaultScene): void {
  x.request.socket.resetAndDestroy();
}

/** Accepts the request and says nothing. */
export function hang(): void {
  // The client's deadline, or the lab's stop, ends it.
}

/** One byte every 200 ms. */
export function drip({ x, picture, file }: FaultScene): void {
  x.response.writeHead(200, { 'content-type': MIME[picture.format], 'content-length': file.bytes.length });
  let sent = 0;
  const timer = setInterval(() => {
    x.response.write(file.bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent === file.bytes.length) x.response.end();
  }, DRIP_MS);
  x.response.once('close', () => clearInterval(timer));
}

/** Starts as the picture and never ends; no length given. Writes only as fast as the client reads. */
export function endless({ x, picture, file }: FaultScene): void {
  const { response } = x;
  response.writeHead(200, { 'content-type': MIME[picture.format] });
  response.write(file.bytes);
  const pour = () => {
    while (!response.destroyed && response.write(BLOCK));
  };
  response.on('drain', pour);
  pour();
}

function part(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}
