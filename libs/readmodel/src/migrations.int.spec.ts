import { databaseAt, schemaOf } from './database.ts';
import { startTestPostgres, type TestDatabase, type TestPostgres } from './testing/postgres.server.ts';

describe('the migrations', () => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    database = await postgres.createTestDatabase();
  });
  afterAll(() => postgres.stop());

  it('make exactly the tables that the rows describe', async () => {
    const source = await databaseAt({ url: database.url, schema: schemaOf('main') }).initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be taken back', async () => {
    const source = await databaseAt({ url: database.url, schema: schemaOf('main') }).initialize();
    for (let left = source.migrations.length; left > 0; left--) await source.undoLastMigration();
    const tables = await source.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1`,
      [schemaOf('main')],
    );
    await source.destroy();
    expect(tables.map(({ name }) => name)).toEqual(['migrations']);
  });
});
