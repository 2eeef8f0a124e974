import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { EventBus } from '../../common/events/event-bus.js';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService, type IssuedKey } from './api-keys.service.js';
import { ApiKeyRotated } from './profile.events.js';

export interface RotationRequest {
  /** Seconds that the old key works on. */
  overlapSeconds: number;
  /** Of the new key: as in ApiKeyRequest. */
  expires_at?: string | null | undefined;
}

/** Puts a new key in the place of an old one, which works on for a while: programs change over without a gap. */
@Injectable()
export class ApiKeyRotation {
  constructor(
    private readonly em: EntityManager,
    private readonly rows: ApiKeysRepository,
    private readonly keys: ApiKeysService,
    private readonly events: EventBus,
  ) {}

  /**
   * The new key has the name, scopes and limit of the old one; its maker must be able to do all that it can.
   * @throws NotFound, InvalidState when the old key was rotated or does not work any more, and what ApiKeysService.create throws
   */
  rotate(maker: AuthUser, id: string, { overlapSeconds, expires_at }: RotationRequest): Promise<IssuedKey> {
    return this.em.transactional(async () => {
      const old = await this.rows.findLocked(maker.id, id);
      if (!old) throw new NotFound('API key');
      if (old.revoked_at !== null) throw new InvalidState('The API key is revoked; make a new one');
      if (old.rotated_at !== null) throw new InvalidState('The API key was rotated; rotate the one in its place');
      if (old.expires_at !== null && Date.parse(old.expires_at) <= Date.now()) {
        throw new InvalidState('The API key has expired; make a new one');
      }
      const { name, scopes, rate_limit } = old;
      const issued = await this.keys.create(maker, { name, scopes, rate_limit, expires_at });
      const after = await this.rows.expireIn(maker.id, id, overlapSeconds);
      const change = { from: old.expires_at, to: after.expires_at };
      await this.events.emit(new ApiKeyRotated(maker.id, id, { expires_at: change, successor_id: issued.row.id }));
      return issued;
    });
  }
}
