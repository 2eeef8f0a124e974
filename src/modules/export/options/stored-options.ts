import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';

/** Options that were checked when the export was asked for; what newer versions added gets its default. */
export const storedOptions = <Options>({ Options }: { Options: Type<Options> }, stored: object): Options =>
  plainToInstance(Options, stored, { exposeDefaultValues: true });
