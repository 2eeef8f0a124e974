import { mustRun } from './run-program.js';

/** What `npm run bootstrap` made. */
export interface BootstrappedUser {
  email: string;
  api_key: string;
}

/** A profile with its sign-up credits and an API key. */
export async function bootstrap(email: string, env: NodeJS.ProcessEnv): Promise<BootstrappedUser> {
  const stdout = await mustRun('bootstrap failed', 'dist/src/bootstrap.js', [email, '--json'], env);
  const user: BootstrappedUser = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  return user;
}
