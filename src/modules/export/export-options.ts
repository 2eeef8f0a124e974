import { validate } from 'class-validator';
import { ValidationFailed } from '../../common/problem/problems.js';
import { fieldErrors, inBody } from '../../common/validation/field-errors.js';
import type { ExportFormat, PipelineOptions } from './formats/export-format.js';
import { storedOptions } from './options/stored-options.js';

/** The options with the format's defaults. Throws ValidationFailed that points into `export_options`. */
export async function checkedOptions({ Options }: ExportFormat, given: object): Promise<PipelineOptions> {
  const options = storedOptions({ Options }, given);
  const rules = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  const errors = await validate(options, rules);
  if (errors.length > 0) throw new ValidationFailed(fieldErrors(errors, inBody, ['export_options']));
  return options;
}
