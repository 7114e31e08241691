import { EntitySchema } from 'typeorm';
import type { Instant, OrgId } from '@headrace/events';

type SqlType = 'text' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'timestamptz' | 'jsonb';

/** A column that can hold every value of T; `accepts` exists for the compiler only. */
type Column<in T> = {
  readonly sql: SqlType;
  readonly isNullable: boolean;
  readonly accepts?: (value: T) => void;
};

export const text: Column<string> = { sql: 'text', isNullable: false };
export const integer: Column<number> = { sql: 'integer', isNullable: false };
/** Of the stream: 2^53 is enough for 14,000 years at 20,000 a second. */
export const position: Column<number> = { sql: 'bigint', isNullable: false };
export const real: Column<number> = { sql: 'double precision', isNullable: false };
export const flag: Column<boolean> = { sql: 'boolean', isNullable: false };
export const instant: Column<Instant> = { sql: 'timestamptz', isNullable: false };
/** Lists and objects. Not for what can be null as a whole: SQL would not see that it is. */
export const json: Column<object> = { sql: 'jsonb', isNullable: false };
export const nullable = <T>(column: Column<T>): Column<T | null> => ({ sql: column.sql, isNullable: true });

/** A column for every field: a row that falls behind its view does not compile. */
type Columns<View> = { readonly [Field in keyof View]-?: Column<View[Field]> };

type Index<Stored> = {
  readonly name: string;
  readonly fields: readonly (keyof Stored & string)[];
  /** SQL over column names, for an index of few rows. */
  readonly where?: string;
  /** Of a kind that TypeORM cannot describe: only its migration does. */
  readonly isHandMade?: boolean;
};

/** Every row belongs to an org. */
export type Stored<View> = View & { readonly org: OrgId };

/** A table that holds records of one view. */
export type Row<View> = {
  readonly table: string;
  readonly key: readonly (keyof Stored<View> & string)[];
  readonly columns: Columns<Stored<View>>;
  readonly entity: EntitySchema<Stored<View>>;
};

export function rowOf<View extends object>(
  table: string,
  key: readonly (keyof View & string)[],
  fields: Columns<View>,
  indexes: readonly Index<Stored<View>>[] = [],
): Row<View> {
  const columns = { org: text, ...fields } as Columns<Stored<View>>; // a mapped type over an intersection is not reduced
  const fullKey = ['org' as const, ...key];
  return { table, key: fullKey, columns, entity: entityOf(table, fullKey, columns, indexes) };
}

function entityOf<View>(
  table: string,
  key: readonly string[],
  columns: Columns<Stored<View>>,
  indexes: readonly Index<Stored<View>>[],
): EntitySchema<Stored<View>> {
  const entries = Object.entries<Column<never>>(columns).map(([field, { sql, isNullable }]) => [
    field,
    {
      type: sql,
      name: columnName(field),
      nullable: isNullable,
      ...(key.includes(field) ? { primary: true, primaryKeyConstraintName: `${table}_key` } : {}),
    },
  ]);
  return new EntitySchema<Stored<View>>({
    name: table,
    tableName: table,
    columns: Object.fromEntries(entries) as never, // typed by `columns` above
    indices: indexes.map(({ name, fields, where, isHandMade }) => ({
      name,
      columns: [...fields],
      ...(where ? { where } : {}),
      ...(isHandMade ? { synchronize: false } : {}),
    })),
  });
}

/** `heldUntil` is stored as `held_until`. */
export const columnName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
