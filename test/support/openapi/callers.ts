import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { ALL_SCOPES, USER_SCOPES } from '../../../src/common/auth/scopes.js';
import { ApiKeysService } from '../../../src/modules/profiles/api-keys.service.js';
import type { TestApp } from '../test-app.js';
import type { TestUser } from '../test-user.js';
import type { Operation } from './api-document.js';
import { givenResources, type ResourceIds } from './resources.js';

/** Somebody who calls, and what the rules let them do. */
export interface Caller {
  name: string;
  /** null: no credentials are sent. */
  key: string | null;
  /** What is this caller's own. */
  own: ResourceIds;
  /** What of another user. */
  foreign: ResourceIds;
  /** 401 for every operation that is not public. */
  refused: boolean;
  /** The owner of `own` is suspended, which closes their links; nobody unless told. */
  suspended?: true;
  /** Of the key. */
  scopes: readonly string[];
}

/** Every kind of caller; owner, read-only and scopeless keys are of one user, whose resources are `own`. */
export interface Cast {
  owner: TestUser;
  /** For the operations that ask for the role; no caller of the matrix has it. */
  admin: TestUser;
  own: ResourceIds;
  foreign: ResourceIds;
  callersOf: (operation: Operation) => Caller[];
}

export async function givenCast(app: TestApp): Promise<Cast> {
  const owner = await app.givenUser({ credits: 1_000_000 });
  const [other, suspended] = [await app.givenUser({ credits: 1_000_000 }), await app.givenUser()];
  const [own, foreign] = [await givenResources(app, owner), await givenResources(app, other)];
  const ofSuspended = await givenResources(app, suspended);
  await sql`update profiles set suspended_at = now() where id = ${suspended.id}`.execute(app.db.getKysely());

  const admin = await givenAdmin(app);

  const readScopes = USER_SCOPES.filter((scope) => scope.endsWith(':read'));
  const revoked = await issueKey(app, owner, USER_SCOPES);
  const expired = await issueKey(app, owner, USER_SCOPES);
  await sql`update api_keys set revoked_at = now() where id = ${revoked.id}`.execute(app.db.getKysely());
  await sql`update api_keys set expires_at = now() where id = ${expired.id}`.execute(app.db.getKysely());
  const almighty = await issueKey(app, owner, ALL_SCOPES); // as an operator may issue it
  const readOnly = await issueKey(app, owner, readScopes);
  const without = new Map<string, string>();
  for (const scope of USER_SCOPES) {
    const others = USER_SCOPES.filter((each) => each !== scope);
    without.set(scope, (await issueKey(app, owner, others)).key);
  }

  const mine = { own, foreign, refused: false, scopes: USER_SCOPES };
  const theirs = { own: foreign, foreign: own, refused: false, scopes: USER_SCOPES };
  return {
    owner,
    admin,
    own,
    foreign,
    callersOf: ({ scopes: required, roles }) => [
      { ...mine, name: 'owner', key: owner.key },
      { ...theirs, name: 'other user', key: other.key },
      { ...mine, name: 'anonymous', key: null, refused: true },
      { ...mine, name: 'unknown key', key: 'pxc_live_nobody', refused: true },
      { ...mine, name: 'revoked key', key: revoked.key, refused: true },
      { ...mine, name: 'expired key', key: expired.key, refused: true },
      { ...mine, name: 'read-only key', key: readOnly.key, scopes: readScopes },
      ...roles.map((role) => ({
        ...mine,
        name: `key of all scopes, but no ${role}`,
        key: almighty.key,
        scopes: ALL_SCOPES,
      })),
      ...required.map((missing) => ({
        ...mine,
        name: `key without ${missing}`,
        key: without.get(missing) ?? owner.key, // no key of a user's has `admin`
        scopes: USER_SCOPES.filter((scope) => scope !== missing),
      })),
      {
        own: ofSuspended,
        foreign: own,
        refused: true,
        suspended: true,
        scopes: USER_SCOPES,
        name: 'suspended user',
        key: suspended.key,
      },
    ],
  };
}

/** A user with the role admin and a key of all scopes. */
export async function givenAdmin(app: TestApp): Promise<TestUser> {
  const admin = await app.givenUser({ credits: 1_000_000, scopes: ALL_SCOPES });
  await sql`update profiles set role = 'admin' where id = ${admin.id}`.execute(app.db.getKysely());
  return admin;
}

/** One more key of a user, issued as at the command line. */
export async function issueKey(
  app: TestApp,
  user: TestUser,
  scopes: readonly string[],
): Promise<{ id: string; key: string }> {
  const known = ALL_SCOPES.filter((scope) => scopes.includes(scope));
  if (known.length < scopes.length) throw new Error(`unknown scope among ${scopes.join(', ')}`);
  const request = { name: randomUUID(), scopes: known, expires_at: null };
  const { row, key } = await app.inContext(() => app.get(ApiKeysService).issue(user.id, request));
  return { id: row.id, key };
}

export const credentialsOf = (key: string | null): Record<string, string> =>
  key === null ? {} : { Authorization: `Bearer ${key}` };
