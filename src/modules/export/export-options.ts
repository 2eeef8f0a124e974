import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { ValidationFailed } from '../../common/problem/problems.js';
import { fieldErrors, inBody } from '../../common/validation/field-errors.js';
import type { ExportFormat } from './formats/export-format.js';

/** The options with the format's defaults. Throws ValidationFailed that points into `export_options`. */
export async function checkedOptions({ Options }: ExportFormat, given: object): Promise<object> {
  const options = plainToInstance(Options, given, { exposeDefaultValues: true });
  const rules = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  const errors = await validate(options, rules);
  if (errors.length > 0) throw new ValidationFailed(fieldErrors(errors, inBody, ['export_options']));
  return options;
}

/** Options that were checked when the export was asked for; what newer versions added gets its default. */
export const storedOptions = ({ Options }: ExportFormat, stored: object): object =>
  plainToInstance(Options, stored, { exposeDefaultValues: true });
