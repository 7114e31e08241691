import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One step of the schema. `name` ends in the milliseconds that order it; a step that has run anywhere never changes. */
export const migration = (name: string, up: readonly string[], down: readonly string[]) =>
  class implements MigrationInterface {
    readonly name = name;
    up = (runner: QueryRunner) => runAll(runner, up);
    down = (runner: QueryRunner) => runAll(runner, down);
  };

async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await runner.query(statement);
}
