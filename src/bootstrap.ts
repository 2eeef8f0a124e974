import { NestFactory } from '@nestjs/core';
import { parseArgs } from 'node:util';
import { BootstrapModule } from './bootstrap.module.js';
import { createFirstUser } from './first-user.js';

const USAGE = 'usage: bootstrap <email> [--id <uuid>] [--admin] [--json]';

/** Makes a profile, its credit account with the sign-up bonus, and an API key that is printed once; `--admin`: an administrator's. */
const { values, positionals } = parseArgs({
  options: {
    id: { type: 'string' },
    admin: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [email] = positionals;
if (email === undefined || positionals.length > 1) {
  console.error(USAGE);
  process.exit(2);
}
const context = await NestFactory.createApplicationContext(BootstrapModule, {
  logger: ['error', 'fatal'],
  abortOnError: false,
});
try {
  const user = await createFirstUser(context, { email, id: values.id, admin: values.admin });
  console.log(values.json ? JSON.stringify(user) : user.api_key);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await context.close();
}
