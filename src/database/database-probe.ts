import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

@Injectable()
export class DatabaseProbe {
  constructor(private readonly em: EntityManager) {}

  /** Whether PostgreSQL answers a query. Never throws. */
  async isUp(): Promise<boolean> {
    return sql`select 1`.execute(this.em.fork().getKysely()).then(
      () => true,
      () => false,
    );
  }
}
