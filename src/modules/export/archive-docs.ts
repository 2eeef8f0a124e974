import { ApiObject } from '../images/object-docs.js';

/** Documents a route that sends what an export has made, in any format. */
export const ApiArchive = (): MethodDecorator =>
  ApiObject(
    'The archive, or the one file of the format',
    'application/zip',
    'application/x-tar',
    'text/csv',
    'application/x-ndjson',
    'application/json',
    'application/yaml',
  );
