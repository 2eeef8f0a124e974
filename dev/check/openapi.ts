import { checkOpenApi, writeOpenApi } from './openapi-file.js';

/** `npm run openapi` writes docs/openapi.json, `npm run openapi:check` compares it. */
if (process.argv.includes('--check')) {
  const { failed, output } = await checkOpenApi();
  if (failed > 0) {
    console.error(output);
    process.exitCode = 1;
  }
} else {
  await writeOpenApi();
}
