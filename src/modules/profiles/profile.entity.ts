import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';

const schema = defineEntity({
  name: 'Profile',
  tableName: 'profiles',
  indexes: [{ properties: ['createdAt', 'id'] }, { properties: ['deletedAt'] }],
  checks: [{ name: 'profiles_role_check', expression: "role in ('user', 'admin')" }],
  properties: {
    ...base, // id: the auth server's user id
    email: p.string().length(320).unique(),
    fullName: p.string().length(200).nullable(),
    avatarUrl: p.text().nullable(),
    role: p.string().length(20).$type<'user' | 'admin'>().default('user'),
    onboardingCompleted: p.boolean().default(false),
    onboardingCompletedAt: p.datetime().nullable(),
    suspendedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
  },
});

/** A user: owns projects, keys and one credit account. */
export class Profile extends schema.class {}
schema.setClass(Profile);
