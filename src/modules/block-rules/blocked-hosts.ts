import { sql, type RawBuilder } from 'kysely';

/**
 * SQL condition: a rule of the project, or one for everybody, blocks the whole of `host`, which is as candidates have it, perhaps with
 * a port. Rules for a part of a host are not looked at.
 */
export const isHostBlocked = (projectId: string, host: RawBuilder<unknown>): RawBuilder<boolean> => sql`exists (
  select 1 from block_rules r
   where r.kind = 'host' and (r.project_id is null or r.project_id = ${projectId})
     and r.host = any(array(
       select array_to_string(labels[place:], '.')
         from (select string_to_array(regexp_replace(${host}, '\\.?(:[0-9]+)?$', ''), '.') as labels) of_host,
              generate_series(1, cardinality(labels)) as place)))`;
