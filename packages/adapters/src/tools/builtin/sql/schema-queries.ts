/** How a database is asked for its tables, and for what a table is made of. */
import type { SqlConnection } from './sql-connection.ts';

export const TABLES: Readonly<Record<SqlConnection['kind'], string>> = {
  postgres: `select n.nspname as schema, c.relname as name,
      case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end as kind,
      case when c.reltuples < 0 then null else c.reltuples::int8::text end as about_rows,
      obj_description(c.oid, 'pg_class') as comment
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
      and n.nspname not like 'pg\\_%' and has_table_privilege(c.oid, 'select')
    order by 1, 2`,
  sqlite: `select 'main' as schema, name, type as kind, null as about_rows, null as comment from sqlite_schema
    where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name`,
};

/** $1 is the table, $2 its schema. */
export const COLUMNS: Readonly<Record<SqlConnection['kind'], string>> = {
  postgres: `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
      pg_get_expr(d.adbin, d.adrelid) as default,
      coalesce((select bool_or(a.attnum = any (i.indkey)) from pg_catalog.pg_index i
        where i.indrelid = a.attrelid and i.indisprimary), false) as primary_key,
      (select string_agg(pg_get_constraintdef(k.oid), '; ') from pg_catalog.pg_constraint k
        where k.conrelid = a.attrelid and k.contype = 'f' and a.attnum = any (k.conkey)) as refers_to,
      col_description(a.attrelid, a.attnum) as comment
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relname = $1 and n.nspname = $2 and a.attnum > 0 and not a.attisdropped
    order by a.attnum`,
  sqlite: `select c.name, c.type, not c."notnull" as nullable, c.dflt_value as "default", c.pk > 0 as primary_key,
      (select group_concat(k."table" || coalesce('(' || k."to" || ')', ''), '; ')
        from pragma_foreign_key_list(?1) k where k."from" = c.name) as refers_to, null as comment
    from pragma_table_xinfo(?1) c where ?2 = 'main' and c.hidden <> 1 order by c.cid`,
};
