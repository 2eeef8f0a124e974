/** Told one by one; more are counted. */
const TOLD = 1_000;

export type Fault =
  | 'changed' // its bytes have another sum than the one that was written down
  | 'missing' // written down, but not there
  | 'unlisted' // there, but not written down
  | 'twice' // more than once
  | 'unsafe path' // could leave the folder that it is unpacked in
  | 'not a file' // a link, a device
  | 'damaged' // cannot be unpacked
  | 'unreadable'; // the archive or a document cannot be read on from here

export interface Finding {
  fault: Fault;
  path: string;
  detail?: string;
}

/** What is wrong, in the order in which it was found; the first thousand. */
export class Findings {
  readonly told: Finding[] = [];
  count = 0;

  add(fault: Fault, path: string, detail?: string): void {
    this.count += 1;
    if (this.told.length < TOLD) this.told.push({ fault, path, ...(detail !== undefined && { detail }) });
  }
}
